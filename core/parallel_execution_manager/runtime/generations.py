"""How many tasks may come of tasks that have others queued by their results."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable

MOST_GENERATIONS = 10
"""A task that has itself queued twice has made a thousand by then; without an end it would fill any disk."""
_QUEUED_BY = re.compile(r"(?:#\d+\.\d+(?:-\d+)?)*$")
"""What the ids of such tasks end in: for each generation the attempt of the parent, and its place there."""


def generation_of(task_id: str) -> int:
    """How many tasks above this one have queued each other, by its id; 0 for one that people queued."""
    match = _QUEUED_BY.search(task_id)
    return match.group().count("#") if match else 0


def too_late(parent: str) -> str:
    """Why ``parent`` may have no further task queued; empty if it may."""
    if generation_of(parent) < MOST_GENERATIONS:
        return ""
    return (
        f"{parent!r} is the last of {MOST_GENERATIONS} tasks that have queued each other, which could go on "
        "without end; let a schedule repeat the work (role task_management), or give each an id of its own"
    )


MOST_OPEN = 100_000
"""So many tasks that were queued by results may be open at a time, whatever their ids are."""
LOOK_AGAIN_S = 1.0


class Offspring:
    """The open tasks that results have queued. What an earlier manager has queued is not counted.

    A line of tasks with ids of their own may go on for ever, as one that repeats itself does; one that
    branches would have more and more of them.
    """

    def __init__(
        self,
        open_of: Callable[[Iterable[str]], set[str]],
        most: int = MOST_OPEN,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``open_of`` says which of some tasks have not ended."""
        self._open_of = open_of
        self._most = most
        self._clock = clock
        self._ids: set[str] = set()
        self._look_at = float("-inf")

    def add(self, task_id: str) -> None:
        """A result has queued it."""
        self._ids.add(task_id)

    def too_many(self) -> str:
        """Why no result may queue a further task now; empty if one may."""
        now = self._clock()
        # Not for each of the many that a result may name: it is a look at all.
        if len(self._ids) >= self._most and now >= self._look_at:
            self._ids, self._look_at = self._open_of(self._ids), now + LOOK_AGAIN_S
        if len(self._ids) < self._most:
            return ""
        return (
            f"{len(self._ids):,} tasks that were queued by others have not ended, and no more may be queued "
            "so: if they queue each other without end, cancel them (pem cancel --role ROLE); else retry this "
            "one (pem retry) when some have ended"
        )
