"""Ctrl+C in the terminal and TERM end the program in order, as closing the window does."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

_CHECK_MS = 250
_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class QuitSignals(QObject):
    """Emits ``arrived``. Python looks for signals only when it gets to run, so it is let run often."""

    arrived = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._before: dict[int, Any] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(_CHECK_MS)
        self._timer.timeout.connect(self._let_python_run)

    def install(self) -> None:
        """Take over the signals."""
        self._before = {number: signal.signal(number, self._leave) for number in _SIGNALS}
        self._timer.start()

    def remove(self) -> None:
        """Give the signals back."""
        self._timer.stop()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _leave(self, _number: int, _frame: FrameType | None) -> None:
        self.arrived.emit()

    def _let_python_run(self) -> None:
        """Nothing to do: that the interpreter runs at all lets it look for signals."""
