"""Timers of the machine: deadlines of back-offs, limits, waits and overrides."""

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
    LEAVE = "leave"


NO_ATTEMPT = -1
"""For what is about a task or a role as a whole."""

MOST_OUTDATED = 64
"""So many timers that nobody waits for any more may be kept, beside one for each that counts."""

Timer = tuple[float, int, TimerKind, str, int]


class Timers:
    """Timers in order of time, at most one of a kind for each task or role: a later one replaces it.

    A timer names its attempt too: the one who is told ignores one of an earlier attempt.
    """

    __slots__ = ("_heap", "_number", "_valid")

    def __init__(self) -> None:
        self._heap: list[Timer] = []
        self._number = 0
        self._valid: dict[tuple[TimerKind, str], int] = {}

    def set(self, when: float, kind: TimerKind, name: str, attempt: int = NO_ATTEMPT) -> None:
        """Remember to look at a task's attempt, or at a role, at ``when``."""
        self._number += 1
        self._valid[kind, name] = self._number
        heapq.heappush(self._heap, (when, self._number, kind, name, attempt))
        self._tidy()

    def drop(self, kind: TimerKind, name: str) -> None:
        """Do not look any more; nothing happens if there is no such timer."""
        if self._valid.pop((kind, name), None) is not None:
            self._tidy()

    def excerpt(self, kinds: Container[TimerKind], names: Container[str]) -> Timers:
        """Timers of these kinds and names alone."""
        timers = Timers()
        timers._number = self._number
        timers._heap = [
            timer for timer in self._heap if timer[2] in kinds and timer[3] in names and self._counts(timer)
        ]
        timers._valid = {(timer[2], timer[3]): self._valid[timer[2], timer[3]] for timer in timers._heap}
        heapq.heapify(timers._heap)
        return timers

    def due(self, at: float) -> Iterator[tuple[TimerKind, str, int]]:
        """Take out every timer whose time has come."""
        while self._heap and self._heap[0][0] <= at:
            _, _, kind, name, attempt = heapq.heappop(self._heap)
            del self._valid[kind, name]
            self._tidy()
            yield kind, name, attempt

    @property
    def next_at(self) -> float | None:
        """When the earliest timer is due."""
        return self._heap[0][0] if self._heap else None

    def _tidy(self) -> None:
        """Keep an outdated timer from being the earliest, and outdated ones from being many."""
        while self._heap and not self._counts(self._heap[0]):
            heapq.heappop(self._heap)
        if len(self._heap) > 2 * len(self._valid) + MOST_OUTDATED:
            self._heap = [timer for timer in self._heap if self._counts(timer)]
            heapq.heapify(self._heap)

    def _counts(self, timer: Timer) -> bool:
        return self._valid.get((timer[2], timer[3])) == timer[1]
