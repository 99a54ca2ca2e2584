"""What is shown as a window of its own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget


class ShownWindows(QObject):
    """Notes the names of windows as they are shown; a part that has no parent yet is one."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self.shown: list[str] = []
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Look only."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(watched.objectName())
        return False
