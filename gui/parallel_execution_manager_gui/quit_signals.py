"""Ctrl+C in the terminal and TERM end the program in order, as closing the window does."""

from __future__ import annotations

import signal
import socket
from types import FrameType
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Signal

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_MOST_BYTES = 4096


class QuitSignals(QObject):
    """Emits ``arrived``.

    Python calls a signal's handler only when it gets to run, and while Qt waits it does not. So the
    interpreter writes each signal into a socket that Qt listens to: nothing has to look from time to time.
    """

    arrived = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._before: dict[int, Any] = {}
        self._fd_before = -1
        self._sockets: tuple[socket.socket, ...] = ()
        self._notifier: QSocketNotifier | None = None

    def install(self) -> None:
        """Take over the signals; call it in the main thread.

        Raises:
            OSError: no sockets can be opened.
        """
        heard, told = self._sockets = socket.socketpair()
        for end in self._sockets:
            end.setblocking(False)
        self._notifier = QSocketNotifier(heard.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._let_python_run)
        self._fd_before = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
        self._before = {number: signal.signal(number, self._leave) for number in _SIGNALS}

    def remove(self) -> None:
        """Give the signals back."""
        for number, handler in self._before.items():
            signal.signal(number, handler)
        if self._notifier is not None:
            self._notifier.setEnabled(False)
            self._notifier.deleteLater()
            self._notifier = None
            signal.set_wakeup_fd(self._fd_before)
        for end in self._sockets:
            end.close()
        self._before, self._sockets = {}, ()

    def _leave(self, _number: int, _frame: FrameType | None) -> None:
        self.arrived.emit()

    def _let_python_run(self) -> None:
        """Empty the socket; that the interpreter runs at all lets it call the handlers."""
        try:
            self._sockets[0].recv(_MOST_BYTES)
        except (IndexError, BlockingIOError):  # an event that was on its way when the signals were given back
            return
