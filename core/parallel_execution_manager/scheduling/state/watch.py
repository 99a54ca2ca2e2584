"""Since when each limit is crossed, from measurements that come many times a second or seldom.

A crossing begins with the first measurement above the limit, so that it is seen at once. It ends
when the mean of the last second is no longer above, so that one low measurement among high ones
does not make the count begin anew. (oomd looks at a short and a long window for the same reason.)
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from math import fsum

from parallel_execution_manager.scheduling.model.policy import LimitPair, Policy
from parallel_execution_manager.scheduling.model.rungs import NEVER_CROSSED, RESOURCES

WINDOW_S = 1.0
"""Over which measurements are averaged; seldomer ones stand each for itself."""
GAP_S = 30.0
"""After so long without any measurement every count begins anew."""
UNKNOWN_S = 150.0
"""So long what is not measured any more is not taken for low: measurements may fail, or be a minute apart."""


class Level:
    """One resource against its limit pair.

    ``average`` is the mean of the last second, ``excess`` the mean since the crossing began, if that
    is shorter; both are percent. ``known_at`` is when something was measured last. ``was_below`` tells
    whether the throttle limit was ever kept.
    """

    __slots__ = (
        "_readings",
        "above_since",
        "at",
        "average",
        "below_since",
        "excess",
        "known_at",
        "pair",
        "was_below",
    )

    def __init__(self) -> None:
        self.pair = LimitPair(NEVER_CROSSED, NEVER_CROSSED)
        self._readings: deque[tuple[float, float]] = deque()
        self.begin_anew()
        self.known_at = float("-inf")
        self.was_below = False

    def begin_anew(self) -> None:
        """Forget what was measured: from now on nothing is known."""
        self._readings.clear()
        self.at = float("-inf")
        self.average = self.excess = 0.0
        self.above_since: float | None = None
        self.below_since: float | None = None

    @property
    def is_watched(self) -> bool:
        """Whether the limit can be crossed at all."""
        return not self.pair.is_off

    @property
    def newest(self) -> float:
        """The last measurement; 0 if nothing is known."""
        return self._readings[-1][1] if self._readings else 0.0

    @property
    def is_kept(self) -> bool:
        """Whether the last second was not above the limit; no if nothing is known of it."""
        return not self.is_watched or (bool(self._readings) and self.average <= self.pair.throttle)

    def obey(self, pair: LimitPair) -> None:
        """Compare with these limits from now on; with other ones every count begins anew."""
        if pair is not self.pair and pair != self.pair:
            self.pair, self.was_below = pair, False
            self.above_since = self.below_since = None

    def note(self, at: float, value: float | None, pair: LimitPair) -> None:
        """Take in a measurement; unknown (``None``) is neither high nor low."""
        self.obey(pair)
        if value is None:
            self.begin_anew()
            return
        self.at = self.known_at = at
        self._readings.append((at, value))
        while self._readings[0][0] <= at - WINDOW_S:
            self._readings.popleft()
        self.average = self._mean()
        self.was_below = self.was_below or value <= pair.throttle
        self._note_above(at, value)
        low = not self.is_watched or self.average <= pair.resume
        self.below_since = (at if self.below_since is None else self.below_since) if low else None

    def _note_above(self, at: float, value: float) -> None:
        since, limit = self.above_since, self.pair.throttle
        if since is not None:
            self.excess = self._mean(since)
        if since is None or self.excess <= limit:
            since, self.excess = at, value
        self.above_since = since if self.is_watched and self.excess > limit else None

    def _mean(self, since: float = float("-inf")) -> float:
        values = [value for at, value in self._readings if at >= since]
        return fsum(values) / len(values)


class Watch:
    """The levels of all resources."""

    def __init__(self) -> None:
        self.levels = {resource: Level() for resource in RESOURCES}
        self._noted_at = float("-inf")

    def note(self, at: float, values: Mapping[str, float | None], policy: Policy) -> None:
        """Take in what was measured; resources that are not in ``values`` stay as they are."""
        if at - self._noted_at > GAP_S:
            self.begin_anew()
        self._noted_at = at
        for resource, value in values.items():
            self.levels[resource].note(at, value, policy.limit(resource))

    def begin_anew(self) -> None:
        """Count the time of every crossing from now."""
        for level in self.levels.values():
            level.begin_anew()

    @property
    def crossed(self) -> list[Level]:
        """Every level that is above its limit."""
        return [level for level in self.levels.values() if level.above_since is not None]

    def measured(self, at: float) -> dict[str, Level]:
        """The levels that something is known of."""
        return {name: level for name, level in self.levels.items() if at - level.at <= GAP_S}

    def known(self, at: float) -> dict[str, Level]:
        """The levels that something was known of not too long ago."""
        return {name: level for name, level in self.levels.items() if at - level.known_at <= UNKNOWN_S}
