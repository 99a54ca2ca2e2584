"""What the ladder remembers: which role was raised from which rung, and when the last step was taken.

Raises are a stack, so that recovery goes in exactly the opposite order. Only a hold that has become
too long, or the operator, takes a raise out of its turn. Between two steps lies a dwell time, so any
input causes at most one step a dwell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.policy import Policy
from parallel_execution_manager.scheduling.model.rungs import Rung
from parallel_execution_manager.scheduling.state.role_record import RoleRecord
from parallel_execution_manager.scheduling.state.watch import Level, Watch

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
