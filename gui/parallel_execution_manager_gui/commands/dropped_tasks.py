"""What becomes of files that are dropped on the window: tasks, or a form for one that works with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from parallel_execution_manager_gui.dropped_files import is_task_file
from parallel_execution_manager_gui.file_drops import FileDrops


class DroppedTasks(QObject):
    """A task file is opened once the operator agrees; other files become those of a new task."""

    def __init__(
        self, window: QWidget, add: Callable[[Sequence[str]], None], open_file: Callable[[str], None]
    ) -> None:
        super().__init__(window)
        self._add = add
        self._open_file = open_file
        self._drops = FileDrops(window)
        self._drops.dropped.connect(self._take)

    def _take(self, paths: list[str]) -> None:
        if is_task_file(paths):
            self._open_file(paths[0])
        else:
            self._add(paths)
