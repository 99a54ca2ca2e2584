"""Escalation state: which role is throttled at which level, and since when limits are exceeded.

A crossing begins with the first measurement above the limit, so that it is seen at once. It ends
when the mean of the last second is no longer above, so that one low measurement among high ones
does not make the count begin anew. (oomd looks at a short and a long window for the same reason.)

Raises are a stack, so that recovery goes in exactly the opposite order. Only a hold that has become
too long, or the operator, takes a raise out of its turn. Between two steps lies a dwell time, so any
input causes at most one step a dwell.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from math import fsum

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.levels import NEVER_CROSSED, RESOURCES, Rung
from parallel_execution_manager.scheduling.model.policy import LimitPair, Policy
from parallel_execution_manager.scheduling.state.role_record import RoleRecord

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


FRESH_S = 1.0
"""A decision between two measurements is made with the newest, unless it is older than this."""
URGENT_DWELL_S = 1.0
"""The dwell when memory is about to run out."""
LEFT_ALONE_SHARE = 0.1
"""For which share of the longest hold a role is left alone after one has ended."""


@dataclass(frozen=True, slots=True)
class Raise:
    """A role went up from rung ``before`` to ``after`` because of ``resource``."""

    role: str
    before: Rung
    after: Rung
    resource: str


class Ladder:
    """The stack of raises, the resources that caused them, and the limits being watched.

    ``touched`` says that running tasks may have to be held back more or less than they are, ``holds``
    that some are.
    """

    def __init__(self) -> None:
        self.watch = Watch()
        self.raises: list[Raise] = []
        self.resources: set[str] = set()
        self.changed_at = float("-inf")
        self.touched = False
        self.holds = False

    def step_up(self, role: RoleRecord, rung: Rung, resource: str, at: float) -> None:
        """A role goes up to ``rung``; one that is there already stays on the stack as it is."""
        if rung > role.rung:
            self.raises.append(Raise(role.name, role.rung, rung, resource))
            role.come_to(rung, at)
        self.resources.add(resource)
        self._changed(at)

    def step_down(self, role: RoleRecord, at: float) -> Raise:
        """A role goes back to where it was before its last raise."""
        index = max(n for n, each in enumerate(self.raises) if each.role == role.name)
        last = self.raises.pop(index)
        self.resources &= {each.resource for each in self.raises}
        role.come_to(last.before, at)
        self._changed(at)
        return last

    def stay(self, at: float) -> None:
        """A step was taken that leaves every role on its rung."""
        self._changed(at)

    def forget(self, role: RoleRecord, at: float) -> None:
        """The operator takes a role off the ladder; the place of the others is as before."""
        self.raises = [each for each in self.raises if each.role != role.name]
        role.come_to(Rung.FREE, at)
        self.touched = True
        self._drop_resources()

    def begin_anew(self, at: float) -> None:
        """Count the time of every crossing, and the dwell, from now."""
        self.watch.begin_anew()
        self.changed_at = at

    def is_urgent(self) -> bool:
        """Whether memory is about to run out: halfway from its limit to the end, or further."""
        level = self.watch.levels["memory"]
        return level.is_watched and level.newest >= (level.pair.throttle + 100.0) / 2

    def dwell_ends(self, policy: Policy) -> float:
        """From when on the next step may be taken."""
        dwell = min(policy.dwell_s, URGENT_DWELL_S) if self.is_urgent() else policy.dwell_s
        return self.changed_at + dwell

    def may_decide_by(self, level: Level, at: float) -> bool:
        """Whether a level was measured since the last step, and not long ago."""
        return level.at > self.changed_at and at - level.at <= FRESH_S

    def wake_at(self, at: float, policy: Policy, roles: Mapping[str, RoleRecord]) -> float | None:
        """When a time to act, a dwell or a longest hold ends next; ``None`` while nothing goes on."""
        if not self.raises and not self.watch.crossed:
            return None
        return min((when for when in self._times(policy, roles) if when > at), default=None)

    def _times(self, policy: Policy, roles: Mapping[str, RoleRecord]) -> Iterator[float]:
        yield self.dwell_ends(policy)
        for level in self.watch.levels.values():
            if level.above_since is not None:
                yield level.above_since + policy.throttle_after_s
                yield level.above_since + policy.suspend_after_s
            if level.below_since is not None:
                yield level.below_since + policy.resume_after_s
        for role in roles.values():
            yield role.left_alone_until
            if role.rung is not Rung.FREE:
                yield role.rung_since + policy.max_hold_s

    def _changed(self, at: float) -> None:
        self.changed_at, self.touched = at, True
        self._drop_resources()

    def _drop_resources(self) -> None:
        if not self.raises:
            self.resources.clear()
