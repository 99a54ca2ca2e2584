"""What is done with a file at the moment, in the status bar: words, how far it is, a way to give it up."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStatusBar, QToolButton, QWidget

from parallel_execution_manager_gui.widgets import named, plain_label, tell

_BAR_WIDTH = 90
_WHOLE = 100


class WorkBar(QWidget):
    """Hidden while nothing is under way. It takes no room from the window: its words are cut first."""

    cancelled = Signal()

    def __init__(self, bar: QStatusBar) -> None:
        super().__init__()
        named(self, "work_bar", self.tr("Work under way"))
        self._words = named(plain_label(), "work_words", self.tr("What is being done"))
        self._words.setMinimumWidth(1)
        self._share = named(QProgressBar(), "work_share", self.tr("How far it is"))
        self._share.setFixedWidth(_BAR_WIDTH)
        self._cancel = named(QToolButton(), "work_cancel", self.tr("Cancel"))
        self._cancel.setText(self.tr("Cancel"))
        self._cancel.setToolTip(self.tr("Give it up; nothing is queued or written then"))
        self._cancel.clicked.connect(self.cancelled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 6, 0)
        row.setSpacing(6)
        for widget in (self._words, self._share, self._cancel):
            row.addWidget(widget, alignment=Qt.AlignmentFlag.AlignVCenter)
        bar.insertPermanentWidget(0, self)
        self.hide()

    def show_work(self, words: str, share: float | None, *, may_cancel: bool) -> None:
        """Say what is done and how far it is: ``share`` from 0 to 1, or ``None`` if that is not known."""
        tell(self._words, words)
        self._words.setToolTip(words)
        self._share.setRange(0, 0 if share is None else _WHOLE)
        self._share.setValue(round((share or 0) * _WHOLE))
        self._share.setAccessibleDescription(words)
        self._cancel.setEnabled(may_cancel)
        self.show()
