"""Says when a file may have changed on the disk, however it is written: in place, or replaced as a whole."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

_SETTLE_MS = 200


class FileWatch(QObject):
    """Emits ``changed`` a moment after something has happened to the file or in its folder."""

    changed = Signal()

    def __init__(self, path: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._path = path
        self._watcher = QFileSystemWatcher(self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self._tell)
        self._watcher.fileChanged.connect(self._note)
        self._watcher.directoryChanged.connect(self._note)
        self._look_again()

    def _note(self) -> None:
        self._settle.start()

    def _tell(self) -> None:
        self._look_again()
        self.changed.emit()

    def _look_again(self) -> None:
        """A file that was replaced is another one, and one that was not there may be by now."""
        wanted = {str(path) for path in (self._path, self._path.parent) if path.exists()}
        known = {*self._watcher.files(), *self._watcher.directories()}
        if missing := wanted - known:
            self._watcher.addPaths(sorted(missing))
