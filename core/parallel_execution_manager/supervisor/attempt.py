"""One attempt that a supervisor has started and not seen the end of."""

from __future__ import annotations

import select
import threading
import time
from typing import Any

_MS_PER_S = 1000


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

    def ends_within(self, patience_s: float) -> bool:
        """Whether the root is seen to end in so many seconds; returns as soon as it does."""
        if self.pidfd is None:
            return False
        poll = select.poll()
        poll.register(self.pidfd, select.POLLIN)
        return bool(poll.poll(patience_s * _MS_PER_S))

    @property
    def age_s(self) -> float:
        """Seconds since its root was started."""
        return time.monotonic() - self._began
