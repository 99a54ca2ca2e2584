"""What the machine has to do at a known time: end a back-off, a limit or a wait, look again, lift a hand."""

from __future__ import annotations

import heapq
from collections.abc import Container, Iterator
from enum import StrEnum, unique


@unique
class TimerKind(StrEnum):
    """What a timer is for."""

    BACKOFF = "backoff"
    TIME_LIMIT = "time_limit"
    PROBE = "probe"
    TASK_HAND = "task_hand"
    ROLE_HAND = "role_hand"
    LEASE = "lease"


NO_ATTEMPT = -1
"""For what is about a task or a role as a whole."""

Timer = tuple[float, int, TimerKind, str, int]


class Timers:
    """Timers in order of time. A timer names task (or role) and attempt: one that is outdated is ignored."""

    __slots__ = ("_heap", "_number")

    def __init__(self) -> None:
        self._heap: list[Timer] = []
        self._number = 0

    def set(self, when: float, kind: TimerKind, task_id: str, attempt: int = NO_ATTEMPT) -> None:
        """Remember to look at a task's attempt at ``when``."""
        self._number += 1
        heapq.heappush(self._heap, (when, self._number, kind, task_id, attempt))

    def excerpt(self, kinds: Container[TimerKind], names: Container[str]) -> Timers:
        """Timers of these kinds and names alone."""
        timers = Timers()
        timers._number = self._number
        timers._heap = [timer for timer in self._heap if timer[2] in kinds and timer[3] in names]
        heapq.heapify(timers._heap)
        return timers

    def due(self, at: float) -> Iterator[tuple[TimerKind, str, int]]:
        """Take out every timer whose time has come."""
        while self._heap and self._heap[0][0] <= at:
            _, _, kind, task_id, attempt = heapq.heappop(self._heap)
            yield kind, task_id, attempt

    @property
    def next_at(self) -> float | None:
        """When the earliest timer is due."""
        return self._heap[0][0] if self._heap else None
