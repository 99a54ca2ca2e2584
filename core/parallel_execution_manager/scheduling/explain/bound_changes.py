"""What could be wished so that a role's bounds let one more task start: a wider one, or less that runs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.explain.changes import Change, cancelled, reachable
from parallel_execution_manager.scheduling.explain.room_changes import without
from parallel_execution_manager.scheduling.model.checks import Check
from parallel_execution_manager.scheduling.state.records import TaskRecord
from parallel_execution_manager.scheduling.state.state import MachineState


def of_role_tasks(state: MachineState, record: TaskRecord, check: Check) -> Iterator[Change]:
    """As many tasks of the role run as may."""
    name, most = record.spec.role, int(check.measured or 0) + 1
    words = f"raise max_concurrent_tasks of role {name} to {most}"
    for wish in _bounded(state, name, max_tasks=most):
        yield Change("role tasks", 30, words, (wish,))
    mine = [other for other in reachable(state) if other.spec.role == name]
    yield from without(state, mine, lambda _: 1.0, float(most - (check.limit or 0)), cancelled)


def of_disk_space(state: MachineState, record: TaskRecord, check: Check) -> Iterator[Change]:
    """Too little disk space is free beside what is kept for running tasks."""
    role, kept, free = state.role_of(record), check.measured or 0.0, check.limit or 0.0
    # Less is then kept for those of the role that run, as well.
    for_others = kept - role.live * role.disk_mb
    need = math.floor(max(0.0, free - for_others) / (role.live + 1))
    size = 30 if need else 60
    words = f"lower disk_mb of role {role.name} to {need}"
    for wish in _bounded(state, role.name, disk_mb=float(need)):
        yield Change("disk_mb", size, words, (wish,), desperate=not need)
    missing = kept + (check.need or 0.0) - free
    yield from without(
        state, reachable(state), lambda other: state.role_of(other).disk_mb, missing, cancelled
    )


def _bounded(state: MachineState, name: str, **bounds: Any) -> Iterator[events.Event]:
    """The policy with other bounds of a role; none for one that has left it: no setting is read for that."""
    if name in state.policy.roles:
        roles = {**state.policy.roles, name: replace(state.policy.roles[name], **bounds)}
        yield events.PolicyChanged(at=state.at, policy=replace(state.policy, roles=roles))
