"""Takes files that are dropped on a window or a form."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget


def local_paths(data: QMimeData) -> list[str]:
    """The files of this computer among what is dropped or pasted."""
    return [url.toLocalFile() for url in data.urls() if url.isLocalFile()]


class FileDrops(QObject):
    """Tells the paths of what is dropped where nothing else takes it."""

    dropped = Signal(list)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Accept files of this computer, and tell them when they are dropped."""
        if not isinstance(event, QDropEvent):
            return False
        paths = local_paths(event.mimeData())
        if not paths:
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            self.dropped.emit(paths)
        return True
