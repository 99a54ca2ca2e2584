"""The best order in which to start a workload of which everything is known, found by trying.

A task first computes and then sleeps. Whenever something ends, the first tasks of the order that fit
are started: no more burn at a time than may, what they hold stays within the memory, and of those that edit a
file there is one.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.bench.workload import Work

WORST_MOVE = 1.0002
"""An order that is worse by this much is still gone on from, so that the search leaves a hollow."""


@dataclass(frozen=True, slots=True)
class Place:
    """What tasks may use together: how many burn at a time, MiB."""

    burners: int
    memory_mb: float


class Admission:
    """Which tasks of an order are started next; told when one has stopped burning and when one has ended."""

    def __init__(self, order: Sequence[Work], place: Place) -> None:
        self.waiting = list(order)
        self._place = place
        self._burning: set[str] = set()
        self._held_mb = 0.0
        self._files: set[str] = set()

    def starts(self) -> Iterator[Work]:
        """The tasks that start now, first to last; each counts as started when it is given."""
        index = 0
        while index < len(self.waiting) and len(self._burning) < self._place.burners:
            work = self.waiting[index]
            if self._held_mb + work.memory_mb > self._place.memory_mb or work.file in self._files:
                index += 1
                continue
            del self.waiting[index]
            self._burning.add(work.id)
            self._held_mb += work.memory_mb
            if work.file:
                self._files.add(work.file)
            yield work

    def burned(self, work: Work) -> None:
        """It only sleeps from now on."""
        self._burning.discard(work.id)

    def ended(self, work: Work) -> None:
        """It is gone."""
        self._burning.discard(work.id)
        self._held_mb -= work.memory_mb
        self._files.discard(work.file)


def makespan_s(order: Sequence[Work], place: Place) -> float:
    """How long the order takes on a computer on which starting costs nothing."""
    admission, now = Admission(order, place), 0.0
    coming: list[tuple[float, bool, str, Work]] = []
    while True:
        for work in admission.starts():
            heapq.heappush(coming, (now + work.cpu_s, False, work.id, work))
        if not coming:
            return now
        now, is_end, _, work = heapq.heappop(coming)
        if not is_end and work.sleep_s:
            admission.burned(work)
            heapq.heappush(coming, (now + work.sleep_s, True, work.id, work))
        else:
            admission.ended(work)


def best_order(works: Sequence[Work], place: Place, tries: int, seed: int) -> list[Work]:
    """The order of the shortest makespan among ``tries`` of a search; the same for the same seed.

    It begins with the longest sleep first (Jackson's rule for jobs with tails), then with what burns longest.
    """
    rng = random.Random(seed)
    now = best = sorted(works, key=lambda work: (-work.sleep_s, -work.cpu_s, work.id))
    now_s = best_s = makespan_s(now, place)
    for _ in range(tries):
        other = _moved(now, rng)
        other_s = makespan_s(other, place)
        if other_s <= now_s * WORST_MOVE:
            now, now_s = other, other_s
        if now_s < best_s:
            best, best_s = now, now_s
    return best


def _moved(order: Sequence[Work], rng: random.Random) -> list[Work]:
    """The order with one task at another place, or two exchanged."""
    moved = list(order)
    first, second = rng.sample(range(len(order)), 2)
    if rng.random() < 0.5:
        moved.insert(second, moved.pop(first))
    else:
        moved[first], moved[second] = moved[second], moved[first]
    return moved
