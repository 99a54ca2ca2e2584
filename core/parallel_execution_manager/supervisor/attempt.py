"""One attempt that a supervisor has started and not seen the end of."""

from __future__ import annotations

import threading
import time
from typing import Any


class Attempt:
    """A root that runs, or has ended and is about to be reaped.

    ``row`` is its record. ``still`` is whether the manager means it to stand still. ``unhindered`` is not
    set while the manager ends the tree, which may take its time. ``over`` is set once ``row`` has its end.
    """

    __slots__ = ("_began", "over", "pid", "pidfd", "row", "still", "unhindered")

    def __init__(self, pid: int, pidfd: int | None, row: dict[str, Any]) -> None:
        self._began = time.monotonic()
        self.pid = pid
        self.pidfd = pidfd
        self.row = row
        self.still = False
        self.unhindered = threading.Event()
        self.unhindered.set()
        self.over = threading.Event()

    @property
    def age_s(self) -> float:
        """Seconds since its root was started."""
        return time.monotonic() - self._began
