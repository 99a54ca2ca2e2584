"""A clock that stands still while the process is suspended, so that no deadline passes meanwhile."""

from __future__ import annotations

import threading
import time

LONGEST_GAP_S = 1.0
_BUSY_SHARE = 0.1


class RunningClock:
    """Seconds since it was made, without the time in which the whole process was stopped.

    A thread must ask it often. A gap between two questions in which the process also used no
    processor time was a suspension; one in which it did was a call that held the interpreter's lock.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._start = self._asked = time.monotonic()
        self._used = time.process_time()
        self._suspended = 0.0

    def now(self) -> float:
        """The running time in seconds."""
        with self._lock:
            asked, used = time.monotonic(), time.process_time()
            gap = asked - self._asked
            if gap > LONGEST_GAP_S and used - self._used < gap * _BUSY_SHARE:
                self._suspended += gap
            self._asked, self._used = asked, used
            return asked - self._start - self._suspended
