"""Commands on roles and on the limits of the machine."""

from __future__ import annotations

from dataclasses import replace

from parallel_execution_manager.scheduling.events import (
    LimitSet,
    PolicyChanged,
    RoleHandedBack,
    RoleHeld,
    RolePaused,
    RolePrioritySet,
    RoleResumed,
    RoleStarted,
    RoleStopped,
)
from parallel_execution_manager.scheduling.model.checks import TITLES
from parallel_execution_manager.scheduling.model.levels import RESOURCES, Rung
from parallel_execution_manager.scheduling.model.policy import Hand, LimitPair, end_problem
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.queueing.lifecycle import ask_to_stop, reconcile
from parallel_execution_manager.scheduling.queueing.placement import enter_queue, leave_queue
from parallel_execution_manager.scheduling.queueing.removal import leave_by_other_rule
from parallel_execution_manager.scheduling.settings.sections import (
    HIGHEST_LIMIT,
    HIGHEST_PRIORITY,
    LOWEST_LIMIT,
    LOWEST_PRIORITY,
)
from parallel_execution_manager.scheduling.state.machine_state import Step
from parallel_execution_manager.scheduling.state.role_record import RoleRecord
from parallel_execution_manager.scheduling.state.task_record import TaskRecord
from parallel_execution_manager.scheduling.state.timers import TimerKind
from parallel_execution_manager.scheduling.throttling.controller import judge_anew


def on_role_started(step: Step, event: RoleStarted) -> None:
    """Work on a role's queue; a pause or hold set before is released."""
    role = _find(step, event.role)
    if role is None:
        return
    if event.at_begin:
        if not role.started and not role.stopped_by_hand:
            role.started = True
            _lay_hand(step, role, role.hand, role.until)
    elif not role.started or role.hand in (Hand.PAUSED, Hand.HELD):
        role.started, role.stopped_by_hand = True, False
        _lay_hand(step, role, Hand.NONE)


def on_role_stopped(step: Step, event: RoleStopped) -> None:
    """End the role's live tasks and keep its queue."""
    role = _find(step, event.role)
    if role is None or not role.started:
        return
    role.started, role.stopped_by_hand = False, not event.at_end
    step.state.ladder.forget(role, step.at)
    _lay_hand(step, role, role.hand if event.at_end else Hand.NONE, role.until if event.at_end else None)
    for record in _live(step, role):
        if record.ending in (None, TaskState.QUEUED):
            again = event.keeps and record.spec.rerunnable
            record.is_kept = event.keeps
            ending = TaskState.QUEUED if again else TaskState.CANCELLED
            ask_to_stop(step, record, ending, event.why or f"stopped with its role {role.name}")


def on_role_paused(step: Step, event: RolePaused) -> None:
    """Start nothing and suspend what runs, until the operator resumes the role."""
    _hold(step, event, Hand.PAUSED, "pausing")


def on_role_held(step: Step, event: RoleHeld) -> None:
    """Start nothing and let what runs go on, until the operator resumes the role."""
    _hold(step, event, Hand.HELD, "holding")


def on_role_resumed(step: Step, event: RoleResumed) -> None:
    """Let a role go on.

    The operator's own pause or hold is released. If the scheduler holds the role back, or a time is
    given, the role goes on whatever is measured; limits that are still crossed count anew from now.
    """
    role = _find(step, event.role)
    if role is None or not _can_end(step, role, event.until):
        return
    if event.until is None and role.hand in (Hand.PAUSED, Hand.HELD):
        _lay_hand(step, role, Hand.NONE)
    elif event.until is not None or role.throttled:
        if role.throttled:
            step.state.ladder.begin_anew(step.at)
        step.state.ladder.forget(role, step.at)
        _lay_hand(step, role, Hand.GOING, event.until)


def on_role_handed_back(step: Step, event: RoleHandedBack) -> None:
    """From now on the scheduler alone decides about the role."""
    role = _find(step, event.role)
    if role is not None and role.hand is not Hand.NONE:
        _lay_hand(step, role, Hand.NONE)
        role.by_operator = False


def on_hand_due(step: Step, role: RoleRecord) -> None:
    """The time is over for which the operator has set something; unless it was set anew meanwhile."""
    if role.until is not None and step.at >= role.until:
        _lay_hand(step, role, Hand.NONE)
        role.by_operator = False


def on_role_priority_set(step: Step, event: RolePrioritySet) -> None:
    """Give a role another priority."""
    role = _find(step, event.role)
    if role is None:
        return
    if not LOWEST_PRIORITY <= event.priority <= HIGHEST_PRIORITY:
        step.refuse(
            f"priority {event.priority} of role {role.name!r} is out of range; give a whole number from "
            f"{LOWEST_PRIORITY} to {HIGHEST_PRIORITY} (higher is more important)"
        )
        return
    role.priority = event.priority
    step.reach_changed()
    step.role_changed(role)


def on_policy_changed(step: Step, event: PolicyChanged) -> None:
    """Decide by other limits from now on; queued tasks without an own requirement get the new one."""
    state = step.state
    before, state.policy = state.policy, event.policy
    step.reach_changed()
    step.room_changed = True
    if before.ended_leave_after_s != event.policy.ended_leave_after_s:
        leave_by_other_rule(step)
    for name, policy in event.policy.roles.items():
        role = state.roles.get(name)
        if role is None:
            state.roles[name] = RoleRecord(name, policy, step.at)
            step.role_changed(state.roles[name])
            continue
        if name not in before.roles or before.roles[name].priority != policy.priority:
            # else what the operator set by hand stays
            role.priority = policy.priority
        role.max_tasks, role.disk_mb = policy.max_tasks, policy.disk_mb
        if role.requirement != policy.requirement:
            role.requirement = policy.requirement
            _require_anew(step, role)
        step.role_changed(role)
    judge_anew(step, before)


def _require_anew(step: Step, role: RoleRecord) -> None:
    for entry in tuple(role.queue):
        record = step.state.tasks[entry[2]]
        if record.spec.requirement is None:
            leave_queue(step, record)
            record.estimate = step.state.estimate(record.spec, record.kind)
            enter_queue(step, record)


def _hold(step: Step, event: RolePaused | RoleHeld, hand: Hand, doing: str) -> None:
    role = _find(step, event.role)
    if role is None or (role.hand, role.until) == (hand, event.until):
        return
    if not role.started:
        step.refuse(f"role {role.name!r} is stopped; start it before {doing} it")
    elif _can_end(step, role, event.until):
        _lay_hand(step, role, hand, event.until)


def _lay_hand(step: Step, role: RoleRecord, hand: Hand, until: float | None = None) -> None:
    if hand is Hand.NONE or hand is not role.hand:
        # What the operator has set stays as it is since then, also while the program is not there.
        role.since = step.at
    role.hand, role.until = hand, until
    step.reach_changed()
    if until is not None:
        step.state.timers.set(until, TimerKind.ROLE_HAND, role.name)
    role.by_operator = hand is not Hand.NONE or role.rung is Rung.FREE
    if role.by_operator:
        role.reason = None
    step.role_changed(role)
    for record in _live(step, role):
        reconcile(step, record)


def _can_end(step: Step, role: RoleRecord, until: float | None) -> bool:
    problem = end_problem(until, step.at, f"role {role.name!r}")
    if problem is not None:
        step.refuse(problem)
    return problem is None


def _live(step: Step, role: RoleRecord) -> list[TaskRecord]:
    return [r for r in step.state.live.values() if r.spec.role == role.name]


def _find(step: Step, name: str) -> RoleRecord | None:
    role = step.state.roles.get(name)
    if role is None:
        step.refuse(f"role {name!r} is unknown; known roles: {', '.join(step.state.roles)}")
    return role


def on_limit_set(step: Step, event: LimitSet) -> None:
    """Hold roles back by another limit pair of one resource from now on; those it held are judged anew."""
    state = step.state
    problem = limit_problem(event.resource, event.limits)
    if problem is not None:
        step.refuse(problem)
        return
    if state.policy.limit(event.resource) == event.limits:
        return
    before, limits = state.policy, {event.resource: event.limits}
    state.policy = replace(state.policy, **limits)  # type: ignore[arg-type]
    step.reach_changed()
    for role in state.roles.values():
        step.role_changed(role)
    judge_anew(step, before)


def limit_problem(resource: str, limits: LimitPair) -> str | None:
    """Why a limit pair cannot be set, and what could be; ``None`` if it can."""
    if resource not in RESOURCES:
        return f"resource {resource!r} has no limit; those that have one: {', '.join(RESOURCES)}"
    title = TITLES[resource]
    for name, value in (("throttle", limits.throttle), ("resume", limits.resume)):
        if not LOWEST_LIMIT <= value <= HIGHEST_LIMIT:
            return (
                f"the {name} limit of {title} cannot be {value:g} %; give a number from {LOWEST_LIMIT:g} "
                f"to {HIGHEST_LIMIT:g}"
            )
    if limits.resume > limits.throttle:
        return (
            f"{title} cannot resume at {limits.resume:g} %, above its throttle limit of "
            f"{limits.throttle:g} %; lower the one or raise the other"
        )
    return None
