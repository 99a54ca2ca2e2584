"""Whether any manager is there, and for how long none has been."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Managers:
    """Counts connections. Any thread may use it. ``clock`` gives seconds that never jump."""

    def __init__(self, grace_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._connections = 0
        self._grace_s = grace_s
        self._leaving = False
        self._patience_ends: float | None = None

    def come(self) -> None:
        """A connection is there."""
        with self._lock:
            self._connections += 1
            self._leaving, self._patience_ends = False, None

    def go(self, *, on_purpose: bool) -> None:
        """A connection is gone; ``on_purpose`` is whether its manager said that it leaves."""
        with self._lock:
            self._connections -= 1
            self._leaving |= on_purpose
            if not self._connections:
                self._patience_ends = self._clock() + (0.0 if self._leaving else self._grace_s)

    def others_than(self, own: int) -> int:
        """How many connections are there besides ``own``."""
        return self._connections - own

    @property
    def are_gone(self) -> bool:
        """Whether no connection is there."""
        return not self._connections

    def patience_s(self) -> float | None:
        """Seconds until what they hold still is to run on; ``None`` if nothing is to be done."""
        with self._lock:
            return None if self._patience_ends is None else max(0.0, self._patience_ends - self._clock())

    def is_over(self) -> bool:
        """Whether the patience with them has just ended; true once, until one comes and goes again."""
        with self._lock:
            over = self._patience_ends is not None and self._clock() >= self._patience_ends
            if over:
                self._patience_ends = None
            return over
