"""Reasons why a task waits, stalls or is slow, made by the functions that decide it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from parallel_execution_manager.scheduling.admission.estimates import ENOUGH_RUNS, Estimate, Source
from parallel_execution_manager.scheduling.admission.ledger import Room
from parallel_execution_manager.scheduling.leases.claims import folder_paths, name_of
from parallel_execution_manager.scheduling.leases.table import Conflict
from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model.levels import HELPFUL, Rung
from parallel_execution_manager.scheduling.model.policy import Hand
from parallel_execution_manager.scheduling.model.task import (
    ClaimMode,
    ClaimScope,
    FileClaim,
    RoleState,
    TaskSpec,
    TaskState,
)
from parallel_execution_manager.scheduling.model.wording import MIB_IN_GIB, describe_mb
from parallel_execution_manager.scheduling.queueing.dispatch import bound_checks, probe_check
from parallel_execution_manager.scheduling.snapshot import Explanation, RoleView, TaskView
from parallel_execution_manager.scheduling.state.machine_state import MachineState
from parallel_execution_manager.scheduling.state.role_record import RoleRecord
from parallel_execution_manager.scheduling.state.task_record import ROLE_HOLDS, Place, TaskRecord

_WITHOUT_OWN = frozenset({Place.READY, Place.LIVE, Place.ENDED})


def explain(state: MachineState, record: TaskRecord) -> Explanation:
    """Every check of a queued task; a task that is not queued has none.

    Failing ones come first, and of these the one that is shown where there is room for one only.
    """
    if record.place in (Place.LIVE, Place.ENDED):
        return Explanation(record.id, record.state, ())
    checks = [_dated(state, record, check) for check in _checks(state, record)]
    first = own_check(state, record) or _outer_check(checks)
    checks.sort(key=lambda check: (check.ok, first is None or not _is_about_the_same(check, first)))
    return Explanation(record.id, record.state, tuple(checks))


def own_check(state: MachineState, record: TaskRecord) -> Check | None:
    """What the task itself waits for; ``None`` if only its role's turn or room is missing."""
    if record.place in _WITHOUT_OWN:
        return None
    if record.place is Place.PAUSED:
        return Check(CheckKind.TASK_PAUSED, ok=False, by_operator=True)
    if record.place is Place.BLOCKED:
        names = record.spec.after
        first = next((name for name in names if state.tasks[name].state is not TaskState.SUCCEEDED), "")
        return Check(CheckKind.DEPENDENCY, ok=False, measured=record.unmet, limit=0, blocker=first)
    if record.place is Place.BACKING_OFF and record.not_before is not None:
        return Check(CheckKind.BACKOFF, ok=False, measured=record.not_before - state.at, limit=0)
    wait = state.leases.waits.get(record.id)
    return None if wait is None else _dated(state, record, file_check(state, record, wait.conflict.claim))


def _outer_check(checks: Iterable[Check]) -> Check | None:
    """What a ready task waits for: what holds its role, else room, which is asked before its files."""
    return next((check for check in checks if not check.ok and check.kind in ROLE_HOLDS), None)


def _is_about_the_same(check: Check, other: Check) -> bool:
    """Whether two checks are one; numbers and times may have changed in between."""
    return (check.kind, check.path) == (other.kind, other.path) and (
        check.kind is not CheckKind.DEPENDENCY or check.blocker == other.blocker
    )


def waiting_reason(task: TaskView, role: RoleView) -> Check | None:
    """The one reason to show for a queued task, from its view and its role's; ``None`` if not queued."""
    if task.state is not TaskState.QUEUED:
        return None
    if task.waits_for is not None:
        return task.waits_for
    if role.state is not RoleState.ACTIVE:
        return role.waits_for
    return _refusal(task, role) or Check(CheckKind.TURN, ok=False, blocker=role.name)


def _refusal(task: TaskView, role: RoleView) -> Check | None:
    """Why the task's group has no room, with the task's own need; ``None`` if that alone would fit."""
    check = role.refusals.get(task.group) if task.group is not None else None
    own = {CheckKind.CPU: task.requirement.cpu_cores, CheckKind.MEMORY: task.requirement.memory_mb}
    if check is None or check.kind not in own:
        return check
    mine = replace(check, need=own[check.kind])
    return mine if (mine.measured or 0) + own[check.kind] > (mine.limit or 0) else None


def role_obstacle(role: RoleRecord) -> Check | None:
    """The check that keeps a role as a whole from starting tasks, while another task runs."""
    return next((check for check in role_checks(role, alone=False) if not check.ok), None)


def file_check(state: MachineState, record: TaskRecord, claim: FileClaim) -> Check:
    """Whether ``claim`` could be granted now, and if not, who holds the file or is first in line."""
    conflict = state.leases.conflict((claim,), state.turn_of(record.id))
    if conflict is not None:
        return _file_refusal(state, conflict)
    wait = state.leases.waits.get(record.id)
    if wait is not None and wait.conflict.claim == claim:
        first = _first_in_line(state, claim)
        return Check(CheckKind.FILE, ok=False, blocker=first, path=name_of(claim), kept=True)
    return Check(CheckKind.FILE, ok=True, path=name_of(claim))


def _file_refusal(state: MachineState, conflict: Conflict) -> Check:
    claim, other, lease = conflict.claim, conflict.other, state.outside.get(conflict.holder)
    return Check(
        CheckKind.FILE,
        ok=False,
        blocker=conflict.holder,
        path=name_of(claim),
        since=conflict.since,
        who=lease.who if lease is not None else "",
        part_of=name_of(other) if _is_part(claim, other) else "",
        reads=other.mode is ClaimMode.READ,
        kept=conflict.waits,
    )


def _is_part(claim: FileClaim, other: FileClaim) -> bool:
    is_around = other.scope is ClaimScope.TREE or other.path in folder_paths(claim.path)
    return is_around and name_of(other) != name_of(claim)


def _first_in_line(state: MachineState, claim: FileClaim) -> str:
    """The ready task before which nobody of a line is woken, though it would leave the file to others."""
    firsts = (line.first[2] for line in state.leases.lines_for([claim]))
    return next((name for name in firsts if name in state.leases.kept), "")


def _checks(state: MachineState, record: TaskRecord) -> Iterator[Check]:
    role, alone = state.role_of(record), state.nothing_runs
    yield Check(CheckKind.TASK_PAUSED, not record.paused, by_operator=record.paused)
    yield from role_checks(role, alone=alone)
    for name in dict.fromkeys(record.spec.after):
        met = state.tasks[name].state is TaskState.SUCCEEDED
        yield Check(CheckKind.DEPENDENCY, met, blocker=name)
    if record.not_before is not None:
        left = max(0.0, record.not_before - state.at)
        yield Check(CheckKind.BACKOFF, left <= 0, left, 0)
    for claim in record.spec.claims:
        yield file_check(state, record, claim)
    if state.policy.learn:
        probe = probe_check(state, record)
        yield replace(probe, ok=probe.ok or alone)
    yield from bound_checks(state, role)
    room = Room(state.ledger, state.policy, state.reserved_before(record), alone)
    yield from room.checks(record.requirement)
    ahead = role.queue.ready_before(record.entry)
    yield Check(CheckKind.TURN, ahead == 0, ahead, 0, blocker=role.name)


def _dated(state: MachineState, record: TaskRecord, check: Check) -> Check:
    """A failing check with the time since which it keeps this task waiting, where that is known."""
    if check.ok or (check.since is not None and check.kind is not CheckKind.FILE):
        return check
    since = _waits_since(state, record, check) or check.since
    since = _failing_since(state, record, check) if since is None else since
    return check if since is None else replace(check, since=max(since, record.queued_at))


def _waits_since(state: MachineState, record: TaskRecord, check: Check) -> float | None:
    """Since when it stands in line for a file, as the list of files in use tells."""
    wait = state.leases.waits.get(record.id)
    stands = wait is not None and check.kind is CheckKind.FILE and name_of(wait.conflict.claim) == check.path
    return wait.since if wait is not None and stands else None


def _failing_since(state: MachineState, record: TaskRecord, check: Check) -> float | None:
    if check.kind in ROLE_HOLDS:
        return state.role_of(record).holds.since(check.kind)
    return record.wait.since(check.kind)


def role_checks(role: RoleRecord, *, alone: bool) -> Iterator[Check]:
    """What the role's state says to a start; ``alone`` means that nothing runs."""
    yield Check(
        CheckKind.ROLE_STOPPED,
        role.started,
        blocker=role.name,
        since=role.since,
        by_operator=role.by_operator,
    )
    yield Check(CheckKind.ROLE_PAUSED, not role.paused, blocker=role.name, since=role.since, by_operator=True)
    held = role.hand is Hand.HELD
    yield Check(
        CheckKind.ROLE_THROTTLED,
        not role.throttled or (alone and not held),
        blocker=role.name,
        since=role.since,
        by_operator=held,
        reason=role.reason if role.throttled and not held else None,
    )


def why_still(task: TaskView, role: RoleView) -> str:
    """One line for a task that is suspended or gets less than its share; empty for any other."""
    if task.state is TaskState.SUSPENDED:
        return _why_suspended(task, role)
    return _why_lowered(role) if task.lowered else ""


def _why_lowered(role: RoleView) -> str:
    """What was measured and what that means for this task, whatever it means for others of its role."""
    reason = role.reason
    if reason is None or Rung.LOWERED not in HELPFUL[reason.resource]:
        return "gets processor and disk after everybody else"
    return str(replace(reason, rung=Rung.LOWERED))


def _why_suspended(task: TaskView, role: RoleView) -> str:
    if task.paused:
        return f"paused: {task.paused_why}" if task.paused_why else "paused by you"
    if role.state is RoleState.SUSPENDED and role.by_operator:
        return "paused with its role by you"
    if task.held_back:
        used = describe_mb(task.usage.memory_mb) if task.usage is not None else "more"
        return (
            f"uses {used} and grew faster than expected ({describe_mb(task.requirement.memory_mb)}) while "
            "memory runs short; goes on when there is room"
        )
    return f"suspended with its role: {role.reason}" if role.reason is not None else "about to go on"


TOO_MUCH_FACTOR = 2.0
TOO_LITTLE_FACTOR = 1.25
LEAST_MB = 64.0
LEAST_CORES = 0.25
"""Smaller differences than these are not worth a word."""

LEAST_DURATION_S = 1.0
"""A process that only starts and ends is busy for all of its short life, whatever it declares."""

_WHERE_FROM = {
    Source.OWN: "measured in {runs} of the same work",
    Source.SIBLING: "measured in {runs} of its kind",
    Source.DECLARED: "declared",
    Source.PROGRAM: "a guess from {runs} of its program with arguments of another size",
    Source.ROLE: "by its role: nothing like it was measured",
    Source.CONFIGURED: "by its role",
}


def where_from(estimate: Estimate) -> str:
    """Where an estimate comes from, as the end of a sentence on what a task needs."""
    if estimate.said:
        said, rest = ("cores", "memory") if "cpu_cores" in estimate.said else ("memory", "cores")
        return f"{said} declared, {rest} {_where_rest_is_from(estimate)}"
    return _where_rest_is_from(estimate)


def _where_rest_is_from(estimate: Estimate) -> str:
    if estimate.source is Source.SIBLING and not estimate.runs:
        return "measured in another of its kind that still runs"
    words = _WHERE_FROM[estimate.source].format(runs=_runs(estimate))
    is_raised = estimate.source is Source.PROGRAM and estimate.runs < ENOUGH_RUNS
    if is_raised and "memory_mb" not in estimate.said:
        return f"{words}; until more were measured, at least the memory of its role is kept for it"
    return words


def wrong_declaration(task: TaskSpec, estimate: Estimate) -> str:
    """One line with both numbers if what was measured contradicts what is declared, else empty."""
    declared = task.requirement
    is_known = estimate.source is Source.OWN or (
        estimate.source is Source.SIBLING and estimate.runs >= ENOUGH_RUNS
    )
    if declared is None or not is_known:
        return ""
    needs, parts = estimate.requirement, []
    if "memory_mb" in task.declares and _differ(declared.memory_mb, needs.memory_mb, LEAST_MB):
        parts.append(
            f"memory_mb is {declared.memory_mb:g}{_in_gib(declared.memory_mb)}, "
            f"measured up to {needs.memory_mb:.0f}{_in_gib(needs.memory_mb)}"
        )
    lasts = (estimate.duration_s or 0.0) >= LEAST_DURATION_S
    if lasts and "cpu_cores" in task.declares and _differ(declared.cpu_cores, needs.cpu_cores, LEAST_CORES):
        parts.append(f"cpu_cores is {declared.cpu_cores:g}, measured {needs.cpu_cores:.2f}")
    whose = "of the same work" if estimate.source is Source.OWN else "of its kind"
    return f"declares other than it needs: {'; '.join(parts)} ({_runs(estimate)} {whose})" if parts else ""


def _in_gib(megabytes: float) -> str:
    """The amount in a larger unit, where that says more than the number does."""
    return f" ({describe_mb(megabytes)})" if megabytes >= MIB_IN_GIB else ""


def _runs(estimate: Estimate) -> str:
    return f"{estimate.runs} run{'s' if estimate.runs != 1 else ''}"


def _differ(declared: float, measured: float, least: float) -> bool:
    if abs(declared - measured) < least:
        return False
    return declared > TOO_MUCH_FACTOR * measured or measured > TOO_LITTLE_FACTOR * declared
