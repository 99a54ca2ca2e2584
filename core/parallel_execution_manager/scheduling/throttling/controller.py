"""The throttling controller: raises or lowers the level of one role at a time.

The least important role with work goes up first, rung by rung, and then the next one. Down it goes in
the opposite order. A role comes down from "suspended" only as far as what its tasks used when they ran
fits under the limit beside what is measured now (LSF keeps its stop and start thresholds apart by a
job's own load for the same reason); else resuming them would cross the limit at once.

Who raises a limit wants what was held to go on, and not to wait until usage was low for long enough
under a limit that it does not cross.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from parallel_execution_manager.scheduling.effects import RoleResumed, RoleThrottled
from parallel_execution_manager.scheduling.model.checks import Reason, ReasonKind
from parallel_execution_manager.scheduling.model.levels import AT_ONCE, HELPFUL, RESOURCES, Rung
from parallel_execution_manager.scheduling.model.policy import Hand, Policy
from parallel_execution_manager.scheduling.state.escalation import LEFT_ALONE_SHARE, Level
from parallel_execution_manager.scheduling.state.machine_state import MachineState, Step
from parallel_execution_manager.scheduling.state.role_record import RoleRecord
from parallel_execution_manager.scheduling.state.task_record import TaskRecord
from parallel_execution_manager.scheduling.throttling.level_effects import (
    grows,
    is_paused,
    is_spared,
    rank_of,
    running,
    wanted,
)
from parallel_execution_manager.scheduling.throttling.memory_guard import evict, evictable, is_evicting


def tasks_of(state: MachineState, role: RoleRecord) -> list[TaskRecord]:
    """The running tasks of a role that nobody is ending."""
    return [record for record in running(state) if record.spec.role == role.name]


def helps(state: MachineState, role: RoleRecord, rung: Rung, resource: str) -> bool:
    """Whether raising ``role`` to ``rung`` would do anything about ``resource``."""
    if rung is Rung.HELD:
        return role.rung is Rung.FREE
    if rung is Rung.LOWERED:
        return role.rung < Rung.LOWERED and _lowers_one(state, role)
    if rung is Rung.SUSPENDED:
        return _suspends_one(state, role, resource)
    return bool(evictable(state, role))


def _lowers_one(state: MachineState, role: RoleRecord) -> bool:
    mine = [record for record in tasks_of(state, role) if not is_paused(state, record)]
    then = wanted(state, role, Rung.LOWERED) if mine else {}
    return any(then[record.id].lowered for record in mine)


def _suspends_one(state: MachineState, role: RoleRecord, resource: str) -> bool:
    mine = [
        record
        for record in tasks_of(state, role)
        if not record.rein.still and not is_paused(state, record) and not is_spared(record, resource)
    ]
    then = wanted(state, role, Rung.SUSPENDED, resource) if mine else {}
    return any(then[record.id].still for record in mine)


EPSILON: Final = 1e-9


def take_step(step: Step) -> None:
    """Take the one step that is due now, if one is."""
    ladder, policy = step.state.ladder, step.state.policy
    if step.at < ladder.dwell_ends(policy):
        return
    if not _raise(step) and not _end_longest_hold(step):
        _recover(step)


def _raise(step: Step) -> bool:
    """Hold a role back further because of the first resource that is over its limit for long enough."""
    state, at = step.state, step.at
    urgent = state.ladder.is_urgent()
    soonest = min(state.policy.throttle_after_s, state.policy.suspend_after_s)
    for resource in RESOURCES:
        level, at_once = state.ladder.watch.levels[resource], urgent and resource == "memory"
        since = level.above_since
        if since is None or not state.ladder.may_decide_by(level, at):
            continue
        if not at_once and at < since + soonest:
            continue
        move = _next_move(step, resource, at_once=at_once)
        if move is not None and (at_once or at >= since + state.policy.time_to_act(move[1])):
            _go_up(step, *move, resource, level, since)
            return True
    return False


def _next_move(step: Step, resource: str, *, at_once: bool) -> tuple[RoleRecord, Rung] | None:
    """The role to raise next, and to which rung; while a task is being evicted memory is waited for."""
    for role in _order(step, at_once=at_once):
        for rung in AT_ONCE if at_once else HELPFUL[resource]:
            if helps(step.state, role, rung, resource):
                waits = rung is Rung.EVICTING and is_evicting(step.state)
                return None if waits else (role, rung)
    return None


def _order(step: Step, *, at_once: bool) -> list[RoleRecord]:
    """Roles that may be raised, the least important first; if it hurries, those first that grow."""
    state = step.state
    roles = [role for role in state.roles.values() if role.started and role.has_work()]
    roles = [role for role in roles if role.hand in (Hand.NONE, Hand.HELD)]
    if not at_once:
        roles = [role for role in roles if step.at >= role.left_alone_until]

    def key(role: RoleRecord) -> tuple[bool, int, str]:
        growing = at_once and any(
            grows(record, step.at) and not record.rein.still for record in tasks_of(state, role)
        )
        return not growing, role.priority, role.name

    return sorted(roles, key=key)


def _go_up(step: Step, role: RoleRecord, rung: Rung, resource: str, level: Level, since: float) -> None:
    ladder = step.state.ladder
    ladder.step_up(role, rung, resource, step.at)
    reason = Reason(
        resource=resource,
        measured=level.newest if ladder.is_urgent() and resource == "memory" else level.excess,
        throttle_limit=level.pair.throttle,
        resume_limit=level.pair.resume,
        since=since,
        held_s=step.at - since,
        rung=rung,
        until=role.rung_since + step.state.policy.max_hold_s,
        never_below=not level.was_below,
    )
    if rung is Rung.SUSPENDED:
        for record in tasks_of(step.state, role):
            record.rein.let_go = not record.rein.still and is_spared(record, resource)
    elif rung is Rung.EVICTING:
        evict(step, role, reason)
    tell(step, role, reason)


def _end_longest_hold(step: Step) -> bool:
    """A role that has been on a rung for too long goes down, whatever is measured."""
    state, longest = step.state, step.state.policy.max_hold_s
    tired = [r for r in state.roles.values() if r.rung is not Rung.FREE and step.at >= r.rung_since + longest]
    if not tired:
        return False
    role = min(tired, key=lambda r: (r.rung_since, r.priority, r.name))
    since = role.rung_since
    resource = state.ladder.step_down(role, step.at).resource
    role.left_alone_until = step.at + max(state.policy.dwell_s, longest * LEFT_ALONE_SHARE)
    _tell_down(step, role, resource, since, ReasonKind.LONGEST_HOLD)
    return True


def _recover(step: Step) -> None:
    """Undo the last raise, if usage has been low for long enough and what it stopped fits again."""
    ladder = step.state.ladder
    if not ladder.raises or not (low := _low(step)):
        return
    last = ladder.raises[-1]
    role = step.state.roles[last.role]
    if last.after >= Rung.SUSPENDED > last.before and not fit_again(step, role):
        return
    ladder.step_down(role, step.at)
    resource = last.resource if last.resource in low else next(iter(low))
    since = low[resource].below_since
    _tell_down(step, role, resource, step.at if since is None else since, ReasonKind.BELOW_RESUME)


def _low(step: Step) -> Mapping[str, Level]:
    """The resources that are low for long enough; none if one stands in the way of recovery.

    In the way is what is over its limit, and what caused a raise and is not low, be it that nothing
    was measured of it for a while. (What stays between its limits and caused nothing is not.) The newest
    measurement must be younger than the last step.
    """
    ladder, at, needed = step.state.ladder, step.at, step.state.policy.resume_after_s
    measured = ladder.watch.measured(at)
    low = {
        name: level
        for name, level in measured.items()
        if level.below_since is not None and at >= level.below_since + needed
    }
    known = ladder.watch.known(at)
    in_the_way = any(level.above_since is not None for level in measured.values()) or any(
        name in known and name not in low for name in ladder.resources
    )
    fresh = any(ladder.may_decide_by(level, at) for level in low.values())
    return low if fresh and not in_the_way else {}


def fit_again(step: Step, role: RoleRecord) -> bool:
    """Whether all suspended tasks of a role fit; those of them that do are let go, as one step."""
    suspended = [record for record in tasks_of(step.state, role) if record.rein.still]
    suspended.sort(key=lambda record: rank_of(step.state, record))
    fitting = list(_fitting(step, suspended))
    if len(fitting) == len(suspended):
        return True
    for record in fitting:
        record.rein.let_go = True
    if fitting:
        step.state.ladder.stay(step.at)
    return False


def _fitting(step: Step, suspended: list[TaskRecord]) -> Iterator[TaskRecord]:
    """Those that together keep the processor limit. Memory of a suspended task is measured all the time."""
    level = step.state.ladder.watch.levels["cpu"]
    room = level.pair.throttle - level.average if level.is_watched else float("inf")
    for record in suspended:
        share = 100 * record.rein.used_cores / step.state.policy.size.cores
        if share <= room + EPSILON:
            room -= share
            yield record


def _tell_down(step: Step, role: RoleRecord, resource: str, since: float, kind: ReasonKind) -> None:
    level = step.state.ladder.watch.levels[resource]
    stays = role.rung is not Rung.FREE
    reason = Reason(
        resource=resource,
        measured=level.average,
        throttle_limit=level.pair.throttle,
        resume_limit=level.pair.resume,
        since=since,
        held_s=step.at - since,
        kind=kind,
        rung=role.rung,
        until=role.rung_since + step.state.policy.max_hold_s if stays else None,
    )
    tell(step, role, reason)


def tell(step: Step, role: RoleRecord, reason: Reason) -> None:
    """What the operator has set hides the scheduler's steps: they are taken and not announced."""
    role.reason, role.since = reason, step.at
    if role.hand is Hand.NONE:
        role.by_operator = False
    if not role.paused:
        effect = RoleResumed if reason.resumed else RoleThrottled
        step.emit(effect(at=step.at, cause=step.cause, role=role.name, reason=reason))
    step.role_changed(role)


def judge_anew(step: Step, before: Policy) -> None:
    """Let go what the limits in force now would not have held, and correct what is told of the rest."""
    for resource in RESOURCES:
        pair, was = step.state.policy.limit(resource), before.limit(resource)
        if pair == was:
            continue
        level = step.state.ladder.watch.levels[resource]
        level.obey(pair)
        if resource == "disk":
            step.state.ledger.judge_disk(step.state.policy, raised=pair.throttle > was.throttle)
        if pair.throttle > was.throttle and level.is_kept:
            _let_go(step, resource, level)
        for role in step.state.roles.values():
            reason = role.reason
            if reason is not None and not reason.resumed and reason.resource == resource:
                outdated = pair.throttle != reason.throttle_limit
                role.reason = replace(reason, resume_limit=pair.resume, outdated=outdated)
                step.role_changed(role)


def _let_go(step: Step, resource: str, level: Level) -> None:
    """Undo what was done for a resource, the last first; what another one holds on top of that stays."""
    ladder, stay, gone = step.state.ladder, set[str](), dict[str, None]()
    for each in reversed(tuple(ladder.raises)):
        role = step.state.roles[each.role]
        resumes = each.after >= Rung.SUSPENDED > each.before
        if each.resource != resource or each.role in stay or (resumes and not fit_again(step, role)):
            stay.add(each.role)
            continue
        ladder.step_down(role, step.at)
        gone[role.name] = None
    for name in gone:
        role = step.state.roles[name]
        tell(step, role, _reason(step, role, resource, level))


def _reason(step: Step, role: RoleRecord, resource: str, level: Level) -> Reason:
    is_held = role.rung is not Rung.FREE
    return Reason(
        resource=resource,
        measured=level.average,
        throttle_limit=level.pair.throttle,
        resume_limit=level.pair.resume,
        since=step.at,
        held_s=0.0,
        kind=ReasonKind.LIMIT_RAISED,
        rung=role.rung,
        until=role.rung_since + step.state.policy.max_hold_s if is_held else None,
    )
