"""Ctrl+C in the terminal, TERM, and HUP when the terminal is closed end the program in order."""

from __future__ import annotations

import signal
import socket
from types import FrameType
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Signal

from parallel_execution_manager.control.interruption import SIGNAL_NAMES

_MOST_BYTES = 4096


class QuitSignals(QObject):
    """Emits ``arrived``; a signal that is ignored from the start (``nohup``) stays ignored.

    Python calls a signal's handler only when it gets to run, and while Qt waits it does not. So the
    interpreter writes each signal into a socket that Qt listens to: nothing has to look from time to time.
    """

    arrived = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name = ""
        """The first signal that came, such as ``SIGTERM``."""
        self._before: dict[int, Any] = {}
        self._fd_before = -1
        self._sockets: tuple[socket.socket, ...] = ()
        self._notifier: QSocketNotifier | None = None

    def hear(self) -> None:
        """Take over the signals, and tell of them once there is Qt; call it in the main thread.

        They must not end a program that is just making its manager, or letting go of it.
        """
        for name in SIGNAL_NAMES:
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
                self._before.setdefault(number, signal.signal(number, self._note))

    def install(self) -> None:
        """Tell of the signals from now on; call it in the main thread, when there is an application.

        Raises:
            OSError: no sockets can be opened.
        """
        heard, told = self._sockets = socket.socketpair()
        for end in self._sockets:
            end.setblocking(False)
        self._notifier = QSocketNotifier(heard.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._let_python_run)
        self._fd_before = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
        self.hear()
        if self.name:
            told.send(b".")

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

    def _note(self, number: int, _frame: FrameType | None) -> None:
        self.name = self.name or signal.Signals(number).name

    def _let_python_run(self) -> None:
        """Empty the socket; that the interpreter runs at all lets it call the handlers.

        Only from here the news goes on. A handler is called wherever Python code runs: before Qt's loop,
        where there is nothing yet to quit, and in the midst of a paint, which would lose its window.
        """
        try:
            self._sockets[0].recv(_MOST_BYTES)
        except (IndexError, BlockingIOError):  # an event that was on its way when the signals were given back
            return
        if self.name:
            self.arrived.emit()
