"""Throttling by limit pairs: which role is held or released after a sample.

Crossing a limit must last for a time before anything happens; then one role changes, the lowest
priority first when holding and the highest first when releasing; and after each change nothing
else changes for a dwell time. So any input causes at most one change a dwell time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parallel_execution_manager.scheduling.checks import Reason
from parallel_execution_manager.scheduling.policy import Policy
from parallel_execution_manager.scheduling.records import RoleRecord
from parallel_execution_manager.scheduling.sample import ResourceSample

RESOURCES = ("cpu", "memory", "disk")
STALE_AFTER_S = 30.0


@dataclass(frozen=True, slots=True)
class Decision:
    """One role to hold (``throttle``) or to release, with the reason."""

    role: RoleRecord
    throttle: bool
    reason: Reason


class Throttling:
    """Remembers since when each limit is crossed."""

    def __init__(self) -> None:
        self._above_since: dict[str, float] = {}
        self._below_since: dict[str, float] = {}
        self._changed_at = float("-inf")
        self._sample_at = float("-inf")

    def observe(self, sample: ResourceSample, policy: Policy, roles: Sequence[RoleRecord]) -> Decision | None:
        """The change to make after ``sample``, if any. After a gap in the samples it starts anew."""
        if sample.at - self._sample_at > STALE_AFTER_S:
            self._above_since.clear()
            self._below_since.clear()
        self._sample_at = sample.at
        for resource in RESOURCES:
            self._note(resource, sample, policy)
        if sample.at - self._changed_at < policy.dwell_s:
            return None
        decision = self._hold(sample, policy, roles) or self._release(sample, policy, roles)
        if decision is not None:
            self._changed_at = sample.at
        return decision

    def restart(self, at: float) -> None:
        """The operator released a role: count the time of every crossing, and the dwell, from now."""
        self._above_since.clear()
        self._below_since.clear()
        self._changed_at = at

    def _note(self, resource: str, sample: ResourceSample, policy: Policy) -> None:
        value = sample.percent(resource)
        if value is None:
            self._above_since.pop(resource, None)
            self._below_since.pop(resource, None)
            return
        pair = policy.limit(resource)
        for since, crossed in (
            (self._above_since, value > pair.throttle),
            (self._below_since, value <= pair.resume),
        ):
            if not crossed:
                since.pop(resource, None)
            else:
                since.setdefault(resource, sample.at)

    def _hold(self, sample: ResourceSample, policy: Policy, roles: Sequence[RoleRecord]) -> Decision | None:
        for resource, since in self._above_since.items():
            if sample.at - since < policy.throttle_after_s:
                continue
            free = [r for r in roles if r.started and not r.paused and not r.throttled and r.has_work()]
            if free:
                role = min(free, key=lambda r: (r.priority, r.name))
                return Decision(role, True, _reason(resource, sample, policy, since))
        return None

    def _release(
        self, sample: ResourceSample, policy: Policy, roles: Sequence[RoleRecord]
    ) -> Decision | None:
        throttled = [role for role in roles if role.throttled]
        below = self._long_below(sample, policy)
        if not throttled or not below:
            return None
        role = min(throttled, key=lambda r: (-r.priority, r.name))
        held_by = role.reason.resource if role.reason is not None else ""
        resource = held_by if held_by in below else below[0]
        since = self._below_since[resource]
        return Decision(role, False, _reason(resource, sample, policy, since, resumed=True))

    def _long_below(self, sample: ResourceSample, policy: Policy) -> list[str]:
        """The measured resources if each has been low for long enough, else none."""
        measured = [resource for resource in RESOURCES if sample.percent(resource) is not None]
        never = float("inf")
        low = all(
            sample.at - self._below_since.get(resource, never) >= policy.resume_after_s
            for resource in measured
        )
        return measured if low else []


def _reason(
    resource: str, sample: ResourceSample, policy: Policy, since: float, *, resumed: bool = False
) -> Reason:
    pair = policy.limit(resource)
    return Reason(
        resource=resource,
        measured=sample.percent(resource) or 0.0,
        throttle_limit=pair.throttle,
        resume_limit=pair.resume,
        since=since,
        held_s=sample.at - since,
        resumed=resumed,
    )
