"""How much memory everybody but the tasks uses: what is in use less what was measured for tasks.

Two things keep that difference from being simple. The kernel gives the pages of a large process back
over some tenths of a second, and until then they belong to nobody. And tasks are measured a moment
later than the total, so that while they grow the others seem to shrink, and the memory of one that
ends in between, or of a child that was not found yet, seems to be theirs. So memory of tasks that have just
ended is not taken for others', a rise counts when it has lasted, and what others used once is expected of
them again for a while.
"""

from __future__ import annotations

import math
from collections import deque

LASTS_S = 1.0
"""Children of tasks are found within this time."""
LINGERS_S = 2.0
"""So long after the end of a task its memory may still look used."""
EXPECTED_AGAIN_S = 30.0
"""Time constant with which a height of the others' use is forgotten."""


class OtherMemory:
    """The use of others in MiB, as it is to be reckoned with."""

    __slots__ = ("_at", "_freed", "_seen", "mb")

    def __init__(self) -> None:
        self.mb = 0.0
        self._at: float | None = None
        self._seen: deque[tuple[float, float]] = deque()
        self._freed: deque[tuple[float, float]] = deque()

    def note_freed(self, at: float, mb: float) -> None:
        """A task has ended that was last seen with ``mb``."""
        self._freed.append((at, mb))
        self._forget_freed(at)

    def observe(self, at: float, used_mb: float, tasks_mb: float) -> None:
        """In all ``used_mb`` are in use at ``at``, of them ``tasks_mb`` by tasks."""
        now = max(0.0, used_mb - tasks_mb)
        while len(self._seen) > 1 and self._seen[1][0] <= at - LASTS_S:
            self._seen.popleft()
        if self._at is None:
            self.mb = now
        elif now > self.mb:
            now = max(self.mb, now - self._lingering(at))
            self.mb = max(self.mb, min(now, *(mb for _, mb in self._seen)))
        else:
            self.mb = now + (self.mb - now) * math.exp(-(at - self._at) / EXPECTED_AGAIN_S)
        self._seen.append((at, now))
        self._at = at

    def _forget_freed(self, at: float) -> None:
        while self._freed and self._freed[0][0] < at - LINGERS_S:
            self._freed.popleft()

    def _lingering(self, at: float) -> float:
        self._forget_freed(at)
        return sum(mb for _, mb in self._freed)
