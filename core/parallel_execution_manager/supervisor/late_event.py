"""An event that costs next to nothing until somebody waits for it."""

from __future__ import annotations

import threading


class LateEvent:
    """Like `threading.Event`, which is made only for who really has to wait: most tasks need none."""

    __slots__ = ("_event", "_is_set", "_lock")

    def __init__(self, *, is_set: bool = False) -> None:
        self._lock = threading.Lock()
        self._is_set = is_set
        self._event: threading.Event | None = None

    def is_set(self) -> bool:
        """Whether nobody has to wait."""
        return self._is_set

    def set(self) -> None:
        """Let all go on who wait, and who come."""
        with self._lock:
            self._is_set = True
            if self._event is not None:
                self._event.set()

    def clear(self) -> None:
        """Have everybody wait who comes from now on."""
        with self._lock:
            self._is_set = False
            if self._event is not None:
                self._event.clear()

    def wait(self) -> None:
        """Return as soon as it is set."""
        with self._lock:
            if self._is_set:
                return
            event = self._event = self._event or threading.Event()
        event.wait()
