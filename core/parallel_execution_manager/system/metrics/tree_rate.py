"""How fast a counter grows in a whole process tree, whose members come and go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

Identity = tuple[int, int]


class Reading(NamedTuple):
    """A member's counter, which holds what its waited-for children counted, and its age in seconds."""

    counted: float
    age_s: float


class TreeRate:
    """Growth a second of each tree since the reading before.

    A member that ends hands its counter on to its parent, so the parent's counter jumps by what was
    counted for the member already. What ended members had is therefore taken off the growth, in this
    reading and, as a parent may wait a little later, in the next; after that nobody took it over.
    """

    def __init__(self) -> None:
        self._last_at: float | None = None
        self._counts: dict[int, dict[Identity, float]] = {}
        self._owed: dict[int, float] = {}

    def per_second(
        self, at: float, trees: Mapping[int, Mapping[Identity, Reading]], resting: Iterable[int] = ()
    ) -> Mapping[int, float]:
        """The rate of each root's tree at monotonic time ``at``, never negative.

        Trees at rest have not changed since the reading before: they have none, and are not forgotten.

        A member that is new counts with all it has if it began since the last reading, else with its
        average since it began. What began and ended in between counts as soon as its parent has waited.
        """
        since = None if self._last_at is None or at <= self._last_at else at - self._last_at
        counts, owed = self._counts, self._owed
        self._last_at, self._counts, self._owed = at, {}, {}
        self._counts.update((root, counts[root]) for root in resting if root in counts)
        rates: dict[int, float] = {}
        for root, members in trees.items():
            self._counts[root] = {identity: reading.counted for identity, reading in members.items()}
            before = counts.get(root, {})
            grown = sum(_growth(reading, before.get(key), since) for key, reading in members.items())
            ended = sum(count for key, count in before.items() if key not in members)
            due = owed.get(root, 0.0) + ended
            self._owed[root] = min(ended, max(0.0, due - grown * (since or 0.0)))
            rates[root] = max(0.0, grown - due / since) if since else grown
        return rates


def _growth(reading: Reading, before: float | None, since: float | None) -> float:
    """What a member adds to the rate."""
    if since is not None and before is not None:
        return max(0.0, reading.counted - before) / since
    span = reading.age_s if since is None else max(since, reading.age_s)
    return reading.counted / span if span > 0 else 0.0
