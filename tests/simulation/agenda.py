"""What is to happen at a later moment of simulated time."""

from __future__ import annotations

import heapq
from collections.abc import Callable

NEVER = float("inf")

Action = Callable[[], None]


class Agenda:
    """Actions in order of time; those of one moment in the order in which they were put in."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Action]] = []
        self._count = 0

    def __len__(self) -> int:
        return len(self._heap)

    def put(self, when: float, action: Action) -> None:
        """Have ``action`` happen at ``when``."""
        self._count += 1
        heapq.heappush(self._heap, (when, self._count, action))

    @property
    def next_at(self) -> float:
        """When the first is due; ``NEVER`` if there is none."""
        return self._heap[0][0] if self._heap else NEVER

    def do_due(self, at: float) -> None:
        """Do everything whose time has come."""
        while self._heap and self._heap[0][0] <= at:
            heapq.heappop(self._heap)[2]()
