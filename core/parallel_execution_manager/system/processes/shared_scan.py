"""One look at the system for everybody who asks at the same time."""

from __future__ import annotations

import threading
from collections.abc import Callable


class SharedScan:
    """Runs a scan such that callers who arrive together share one, as in a group commit.

    A scan serves all who asked before it began; who asks while one is under way waits for the next,
    because what happened just before the question may be missed by a scan that has begun.
    """

    def __init__(self, scan: Callable[[], None]) -> None:
        self._scan = scan
        self._changed = threading.Condition()
        self._running = False
        self._begun = 0
        self._served = 0

    def run(self) -> None:
        """Return when a scan that began after this call has ended.

        Raises:
            Exception: what the scan raised in this thread; others then scan for themselves.
        """
        with self._changed:
            wanted = self._begun + 1
            self._changed.wait_for(lambda: self._served >= wanted or not self._running)
            if self._served >= wanted:
                return
            self._running = True
            self._begun += 1
            number = self._begun
        try:
            self._scan()
        except BaseException:
            self._end(self._served)
            raise
        self._end(number)

    def _end(self, served: int) -> None:
        with self._changed:
            self._running = False
            self._served = served
            self._changed.notify_all()
