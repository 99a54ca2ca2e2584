"""Who is at a manager's door: a bounded number, of whom those who ask go before those who say nothing."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Final

from parallel_execution_manager.runtime.door_places import BUSY
from parallel_execution_manager.runtime.door_protocol import DoorError, write_error

_SILENT: Final = DoorError(
    BUSY,
    "this connection has asked nothing yet, and its place is needed for another one; connect again when "
    "there is something to ask",
)


class Clients:
    """The connections and their threads, at most ``most`` at a time.

    A new one takes the place of the one that has been there longest without a whole request, if there is one:
    whoever opens connections and says nothing keeps nobody out.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._lock = threading.Lock()
        self._there: dict[threading.Thread, socket.socket] = {}
        self._unheard: dict[threading.Thread, socket.socket] = {}
        self._leaving: set[threading.Thread] = set()

    def take_in(self, thread: threading.Thread, client: socket.socket) -> bool:
        """Give a connection a place; ``False`` if all that are there have asked something."""
        with self._lock:
            if len(self._there) - len(self._leaving) >= self.most and not self._send_away_a_silent_one():
                return False
            self._there[thread] = self._unheard[thread] = client
            return True

    def _send_away_a_silent_one(self) -> bool:
        for thread, client in self._unheard.items():
            del self._unheard[thread]
            # It is there until its thread has ended, which now finds nothing more to read.
            self._leaving.add(thread)
            with contextlib.suppress(OSError):
                client.send(write_error(_SILENT) + b"\n")
            shut(client, socket.SHUT_RDWR)
            return True
        return False

    def heard(self) -> None:
        """The client of the calling thread has asked something: its place is its own from now on."""
        with self._lock:
            self._unheard.pop(threading.current_thread(), None)

    def left(self, thread: threading.Thread) -> None:
        """The client of a thread has gone."""
        with self._lock:
            self._there.pop(thread, None)
            self._unheard.pop(thread, None)
            self._leaving.discard(thread)

    def all(self) -> dict[threading.Thread, socket.socket]:
        """Those who are there now."""
        with self._lock:
            return dict(self._there)


def shut(client: socket.socket, how: int) -> None:
    """End a connection in one or both directions; one that is gone is left as it is."""
    with contextlib.suppress(OSError):
        client.shutdown(how)
