"""Says that a file was changed by somebody else while it is edited here, and offers two ways out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from parallel_execution_manager_gui.widgets import named


class ChangedBanner(QFrame):
    """Hidden until ``tell``; each answer hides it."""

    reload_wished = Signal()
    keep_wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "changed_banner", self.tr("The file was changed"))
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._text = named(QLabel(), "changed_text", self.tr("What has happened"))
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setWordWrap(True)
        reload_ = named(QPushButton(self.tr("&Reload")), "changed_reload", self.tr("Reload"))
        keep = named(QPushButton(self.tr("&Keep mine")), "changed_keep", self.tr("Keep mine"))
        reload_.setToolTip(self.tr("Show the file as it is now, and forget what was entered here"))
        keep.setToolTip(self.tr("Keep what was entered here, and take over the other changes of the file"))
        row = QHBoxLayout(self)
        row.addWidget(self._text, 1)
        for button in (reload_, keep):
            button.setAutoDefault(False)
            row.addWidget(button)
        reload_.clicked.connect(self._reload)
        keep.clicked.connect(self._keep)
        self.hide()

    def tell(self, file: str) -> None:
        """Ask what is to be done about the file."""
        self._text.setText(
            self.tr("{file} was changed by another program, and you have entered other values here.").format(
                file=file
            )
        )
        self.show()

    def _reload(self) -> None:
        self.hide()
        self.reload_wished.emit()

    def _keep(self) -> None:
        self.hide()
        self.keep_wished.emit()
