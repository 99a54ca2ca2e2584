"""What an operator can wish for roles, and what another policy changes."""

from __future__ import annotations

from parallel_execution_manager.scheduling.events import (
    PolicyChanged,
    RolePaused,
    RolePrioritySet,
    RoleResumed,
    RoleStarted,
    RoleStopped,
)
from parallel_execution_manager.scheduling.lifecycle import ask_to_stop, reconcile_suspension
from parallel_execution_manager.scheduling.model import TaskState
from parallel_execution_manager.scheduling.placement import enter_queue, leave_queue
from parallel_execution_manager.scheduling.records import Place, RoleRecord, TaskRecord
from parallel_execution_manager.scheduling.state import Step

MIN_PRIORITY = 1
MAX_PRIORITY = 10


def on_role_started(step: Step, event: RoleStarted) -> None:
    """Work on a role's queue; a pause set before is released."""
    role = _find(step, event.role)
    if role is not None and (not role.started or role.paused):
        role.started, role.paused = True, False
        _changed_by_operator(step, role)
        _reconcile_all(step, role)


def on_role_stopped(step: Step, event: RoleStopped) -> None:
    """End the role's live tasks and keep its queue."""
    role = _find(step, event.role)
    if role is None or not role.started:
        return
    role.started = role.paused = role.throttled = False
    _changed_by_operator(step, role)
    for record in _live(step, role):
        if record.ending is None:
            ask_to_stop(step, record, TaskState.CANCELLED, f"stopped with its role {role.name}")


def on_role_paused(step: Step, event: RolePaused) -> None:
    """Start nothing and suspend what runs, until the operator resumes the role."""
    role = _find(step, event.role)
    if role is None or role.paused:
        return
    if not role.started:
        step.refuse(f"role {role.name!r} is stopped; start it before pausing it")
        return
    role.paused = True
    _changed_by_operator(step, role)
    _reconcile_all(step, role)


def on_role_resumed(step: Step, event: RoleResumed) -> None:
    """Let a paused or throttled role go on; limits that are still crossed count anew from now."""
    role = _find(step, event.role)
    if role is None or not (role.paused or role.throttled):
        return
    if role.throttled:
        step.state.throttling.restart(step.at)
    role.paused = role.throttled = False
    _changed_by_operator(step, role)
    _reconcile_all(step, role)


def on_role_priority_set(step: Step, event: RolePrioritySet) -> None:
    """Give a role another priority."""
    role = _find(step, event.role)
    if role is None:
        return
    if not MIN_PRIORITY <= event.priority <= MAX_PRIORITY:
        step.refuse(
            f"priority {event.priority} of role {role.name!r} is out of range; give a whole number from "
            f"{MIN_PRIORITY} to {MAX_PRIORITY} (higher is more important)"
        )
        return
    role.priority = event.priority
    step.role_changed(role)


def on_policy_changed(step: Step, event: PolicyChanged) -> None:
    """Decide by other limits from now on; queued tasks without an own requirement get the new one."""
    state = step.state
    before, state.policy = state.policy, event.policy
    step.room_changed = True
    for name, policy in event.policy.roles.items():
        role = state.roles.get(name)
        if role is None:
            state.roles[name] = RoleRecord(name, policy.priority, policy.requirement, step.at)
            step.role_changed(state.roles[name])
            continue
        if name not in before.roles or before.roles[name].priority != policy.priority:
            # else what the operator set by hand stays
            role.priority = policy.priority
        if role.requirement != policy.requirement:
            role.requirement = policy.requirement
            _require_anew(step, role)
        step.role_changed(role)


def _require_anew(step: Step, role: RoleRecord) -> None:
    for entry in tuple(role.queue):
        record = step.state.tasks[entry[2]]
        if record.spec.requirement is None:
            leave_queue(step, record)
            record.estimate = step.state.estimate(record.spec, record.kind)
            enter_queue(step, record)


def _changed_by_operator(step: Step, role: RoleRecord) -> None:
    role.by_operator, role.since, role.reason = True, step.at, None
    step.role_changed(role)


def _live(step: Step, role: RoleRecord) -> list[TaskRecord]:
    return [r for r in step.state.live.values() if r.spec.role == role.name and r.place is Place.LIVE]


def _reconcile_all(step: Step, role: RoleRecord) -> None:
    for record in _live(step, role):
        reconcile_suspension(step, record)


def _find(step: Step, name: str) -> RoleRecord | None:
    role = step.state.roles.get(name)
    if role is None:
        step.refuse(f"role {name!r} is unknown; known roles: {', '.join(step.state.roles)}")
    return role
