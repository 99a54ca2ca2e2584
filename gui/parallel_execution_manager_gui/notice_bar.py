"""A line above the queue that tells what happened without getting in the way."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from parallel_execution_manager_gui.palette import colours_of
from parallel_execution_manager_gui.shapes import CROSS, icon
from parallel_execution_manager_gui.widgets import named

_SHOWN_MS = 10_000


class NoticeBar(QFrame):
    """News go away by themselves; problems stay until they are closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "notice_bar", "Notice")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._label = named(QLabel(), "notice_text", "Notice text")
        self._label.setWordWrap(True)
        self._label.setTextFormat(self._label.textFormat().PlainText)
        self._close = named(QToolButton(), "notice_close", "Close notice")
        self._close.setAutoRaise(True)
        self._close.setToolTip("Close")
        self._close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 4, 4, 4)
        layout.addWidget(self._label, 1)
        layout.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_MS)
        self._timer.timeout.connect(self.hide)
        self.hide()

    @property
    def text(self) -> str:
        """What is told at the moment."""
        return "" if self.isHidden() else self._label.text()

    def tell(self, text: str) -> None:
        """Tell news for ten seconds."""
        self._show(text, is_problem=False)
        self._timer.start()

    def tell_problem(self, text: str) -> None:
        """Tell a problem until it is closed."""
        self._timer.stop()
        self._show(text, is_problem=True)

    def _show(self, text: str, *, is_problem: bool) -> None:
        colours = colours_of(self.palette())
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Window, QColor(colours.button))
        palette.setColor(
            QPalette.ColorRole.WindowText, QColor(colours.warning if is_problem else colours.text)
        )
        self.setPalette(palette)
        self._close.setIcon(icon(CROSS, QColor(colours.quiet), QColor(colours.disabled)))
        self._label.setText(text)
        self.show()
