"""One attempt that a supervisor has started and not seen the end of."""

from __future__ import annotations

import select
import time
from typing import Any

from parallel_execution_manager.supervisor.late_event import LateEvent

_MS_PER_S = 1000


class Attempt:
    """A root that runs, or has ended and is about to be reaped.

    ``row`` is what is known of it, and ``due`` what of that is not on record yet. ``still`` is whether the
    manager means it to stand still. ``is_told`` is whether its start was told to the manager. ``unhindered``
    is not set while the manager ends the tree, which may take its time. ``over`` is set once ``row`` has its
    end.
    """

    __slots__ = ("_began", "due", "is_told", "over", "pid", "pidfd", "row", "still", "unhindered")

    def __init__(self, pid: int, pidfd: int | None, row: dict[str, Any]) -> None:
        self._began = time.monotonic()
        self.pid = pid
        self.pidfd = pidfd
        self.row = row
        self.due: dict[str, Any] = {}
        self.still = False
        self.is_told = False
        self.unhindered = LateEvent(is_set=True)
        self.over = LateEvent()

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
