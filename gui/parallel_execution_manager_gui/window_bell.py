"""A second start of the program raises the window of the first, and brings it the file to open."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from parallel_execution_manager.runtime.manager import ParallelExecutionManager


class WindowBell(QObject):
    """Carries the wish from the thread in which it arrives to that of the window."""

    rung = Signal()
    file_brought = Signal(str)

    def __init__(
        self, manager: ParallelExecutionManager, window: QWidget, open_file: Callable[[str], None]
    ) -> None:
        super().__init__(window)
        self._window = window
        self._open_file = open_file
        self.file_brought.connect(self._open)
        self.rung.connect(self._raise)
        self._leave: Callable[[], None] = manager.offer_window(self.rung.emit, self.file_brought.emit)

    def remove(self) -> None:
        """Hear no more."""
        self._leave()

    def _open(self, file: str) -> None:
        self._open_file(file)

    def _raise(self) -> None:
        state = self._window.windowState() & ~Qt.WindowState.WindowMinimized
        self._window.setWindowState(state)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()
        # A question that the brought file has asked must not end up behind the window that it blocks.
        question = QApplication.activeModalWidget()
        if question is not None:
            question.raise_()
            question.activateWindow()
