"""Invariants of the state, checked after every event of tests and simulations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from parallel_execution_manager.scheduling.admission.ledger import Room
from parallel_execution_manager.scheduling.explain.reasons import explain, waiting_reason
from parallel_execution_manager.scheduling.explain.views import role_view, task_view
from parallel_execution_manager.scheduling.leases.claims import collide, meet
from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager.scheduling.model.levels import Rung
from parallel_execution_manager.scheduling.model.policy import Hand
from parallel_execution_manager.scheduling.model.task import FileClaim, TaskState
from parallel_execution_manager.scheduling.queueing.dispatch import bound_refusal, leads_of
from parallel_execution_manager.scheduling.queueing.placement import QUEUED_PLACES
from parallel_execution_manager.scheduling.snapshot import RoleView
from parallel_execution_manager.scheduling.state.machine_state import MachineState
from parallel_execution_manager.scheduling.state.task_record import Place, TaskRecord
from parallel_execution_manager.scheduling.throttling.level_effects import (
    is_paused,
    rank_of,
    rank_of_outside,
    running,
    wanted,
)


def ladder_violations(state: MachineState) -> Iterator[str]:
    """Every broken invariant in words."""
    yield from _rungs_are_those_of_the_stack(state)
    yield from _tasks_are_held_back_as_wanted(state)
    yield from _something_runs(state)
    yield from _nobody_important_waits_for_a_suspended_holder(state)


def _rungs_are_those_of_the_stack(state: MachineState) -> Iterator[str]:
    rungs = dict.fromkeys(state.roles, Rung.FREE)
    for each in state.ladder.raises:
        if each.before is not rungs[each.role] or each.after <= each.before:
            yield f"{each.role} was raised from {each.before.word} and stood on {rungs[each.role].word}"
        rungs[each.role] = each.after
    for role in state.roles.values():
        if role.rung is not rungs[role.name]:
            yield f"{role.name} is {role.rung.word} and was last raised to {rungs[role.name].word}"
        if role.rung is not Rung.FREE and (not role.started or role.hand is Hand.GOING):
            yield f"{role.name} is {role.rung.word} although the operator decides about it"


def _tasks_are_held_back_as_wanted(state: MachineState) -> Iterator[str]:
    for task_id, want in wanted(state).items():
        record = state.live[task_id]
        rein = record.rein
        if (rein.still, rein.lowered, rein.kept) != (want.still, want.lowered, want.kept):
            yield f"{task_id} is not held back as its role's rung says"
        if record.state is TaskState.STARTING:
            continue
        if record.suspend_sent is not (rein.still or record.held_back or is_paused(state, record)):
            yield f"{task_id} was {'' if record.suspend_sent else 'not '}asked to stand still"
        if rein.lower_sent is not rein.lowered:
            yield f"{task_id} was {'' if rein.lower_sent else 'not '}lowered"


def _something_runs(state: MachineState) -> Iterator[str]:
    free = [record for record in running(state) if not is_paused(state, record)]
    if free and all(record.rein.still for record in free):
        yield "every task stands still because of the limits"


def _nobody_important_waits_for_a_suspended_holder(state: MachineState) -> Iterator[str]:
    still = [record for record in running(state) if record.rein.still]
    for holder in still:
        for name, wait in state.leases.waits.items():
            is_awaited = any(collide(claim, wait.conflict.claim) for claim in holder.spec.claims)
            if is_awaited and _comes_before(state, name, holder):
                yield f"{holder.id} stands still with a file that {name} waits for"


def _comes_before(state: MachineState, name: str, holder: TaskRecord) -> bool:
    """Whether a waiter is more important and would run if it had the file."""
    lease = state.outside.get(name)
    if lease is not None:
        return rank_of_outside(state, lease) < rank_of(state, holder)
    waiter = state.tasks[name]
    role = state.role_of(waiter)
    if not role.may_start_alone or role.rung >= Rung.SUSPENDED:
        return False
    return state.rank(waiter.order, role) < state.rank(holder.order, state.role_of(holder))


def lease_violations(state: MachineState) -> Iterator[str]:
    """Every broken invariant in words."""
    yield from _files_have_one_owner(state)
    yield from _live_tasks_hold_what_they_claim(state)
    yield from _fences_are_unique(state)
    yield from _others_are_held_or_waiting(state)
    yield from _who_waits_is_kept_waiting(state)
    if state.leads != leads_of(state):
        yield "those who wait for files are compared by roles as they were"


def _files_have_one_owner(state: MachineState) -> Iterator[str]:
    held = [(claim, name) for name, grant in state.leases.grants.items() for claim in grant.claims]
    for (one, mine), (other, theirs) in combinations(held, 2):
        if mine != theirs and collide(one, other):
            yield f"{one.path} is held by {mine} and as {other.path} by {theirs}"
    for name in state.leases.grants:
        if name not in state.live and name not in state.outside:
            yield f"{name} holds files and does not run"


def _live_tasks_hold_what_they_claim(state: MachineState) -> Iterator[str]:
    for record in state.live.values():
        grant = state.leases.grants.get(record.id)
        held: tuple[FileClaim, ...] = () if grant is None else grant.claims
        for claim in record.spec.claims:
            if claim not in held:
                yield f"{record.id} runs without its lease of {claim.path}"


def _fences_are_unique(state: MachineState) -> Iterator[str]:
    fences = [grant.fence for grant in state.leases.grants.values()]
    # In no order: leases that are older than this machine are taken over in any.
    if len(set(fences)) < len(fences) or any(fence >= state.next_fence for fence in fences):
        yield f"a number of a lease is given twice, or will be: {fences}, next {state.next_fence}"


def _others_are_held_or_waiting(state: MachineState) -> Iterator[str]:
    for lease in state.outside:
        if (lease.id in state.leases.grants) is (lease.id in state.leases.waits):
            yield f"{lease.id} is neither held nor waited for, or both"
        if lease.until is not None and lease.id in state.leases.waits and lease.until <= state.at:
            yield f"{lease.id} waits for longer than it wanted to"


def _who_waits_is_kept_waiting(state: MachineState) -> Iterator[str]:
    """By a holder, by somebody in line before it, or by a task that is ready and may take the file first."""
    ready = {entry[2] for role in state.roles.values() for _, entry in role.queue.ready_entries()}
    for name in state.leases.waits:
        claims = state.claims_of(name)
        if state.leases.conflict(claims, state.turn_of(name)) is not None:
            continue
        first = (claim for stand in state.leases.kept.values() for claim in stand.claims)
        if name in state.outside or not any(meet(one, other) for one in first for other in claims):
            yield f"{name} waits for files that it could have"
    for name in state.leases.kept:
        if name not in ready or state.tasks[name].state is not TaskState.QUEUED:
            yield f"files are kept for {name}, which is not ready"


SLACK = 1e-6


def violations(state: MachineState) -> list[str]:
    """Every broken invariant in words; looks at everything, so it is for tests and simulations."""
    return [
        *lease_violations(state),
        *_charges_match(state),
        *_every_task_is_in_one_place(state),
        *_stopped_roles_run_nothing(state),
        *_counts_match(state),
        *_waiting_tasks_have_a_reason(state),
        *_an_idle_machine_starts_what_it_may(state),
        *_dependencies_hold(state),
        *ladder_violations(state),
    ]


def _charges_match(state: MachineState) -> Iterator[str]:
    cpu = memory = 0.0
    for record in state.live.values():
        charge = state.ledger.charge_of(record.id)
        if charge is None:
            yield f"{record.id} is live and not charged"
            continue
        cpu, memory = cpu + charge.cpu_cores, memory + charge.memory_mb
        used = record.usage.memory_mb if record.usage is not None else 0.0
        is_disproved = record.estimate.is_guess and record.settled
        least = 0.0 if is_disproved else record.requirement.memory_mb
        if charge.memory_mb + SLACK < max(used, least):
            yield f"{record.id} is charged less memory than it requires or uses"
        is_unseen = record.usage is None and record.suspended_since is None
        if is_unseen and charge.cpu_cores + SLACK < record.requirement.cpu_cores:
            yield f"{record.id} is charged fewer cores than it requires"
    if len(state.ledger) != len(state.live):
        yield "an ended task is still charged"
    if abs(cpu - state.ledger.cpu_cores) > SLACK or abs(memory - state.ledger.memory_mb) > SLACK:
        yield "the sums of the charges are wrong"


def _every_task_is_in_one_place(state: MachineState) -> Iterator[str]:
    lines = [entry[2] for role in state.roles.values() for entry in role.queue]
    ready = [entry[2] for role in state.roles.values() for _, entry in role.queue.ready_entries()]
    parked = [name for name in state.leases.waits if name not in state.outside]
    for name, ids in (("line", lines), ("ready queue", ready), ("file queue", parked)):
        if len(ids) != len(set(ids)):
            yield f"a task is twice in a {name}"
    places = set(lines), set(ready), set(parked)
    for record in state.tasks.values():
        yield from _place_problems(record, *places, state)


def _place_problems(
    record: TaskRecord, lines: set[str], ready: set[str], parked: set[str], state: MachineState
) -> Iterator[str]:
    claims = {
        "line": (record.place in QUEUED_PLACES, record.id in lines),
        "ready queue": (record.place is Place.READY, record.id in ready),
        "file queue": (record.place is Place.PARKED, record.id in parked),
        "live tasks": (record.place is Place.LIVE, record.id in state.live),
        "ended tasks": (record.place is Place.ENDED, record.state.is_final),
        "queued states": (record.place in QUEUED_PLACES, record.state is TaskState.QUEUED),
    }
    for name, (should, does) in claims.items():
        if should is not does:
            yield f"{record.id} is {record.place} and {'not ' if should else ''}in the {name}"


def _stopped_roles_run_nothing(state: MachineState) -> Iterator[str]:
    for record in state.live.values():
        if not state.role_of(record).started and record.ending is None:
            yield f"{record.id} runs although its role is stopped"


def _counts_match(state: MachineState) -> Iterator[str]:
    for role in state.roles.values():
        mine = [record for record in state.live.values() if record.spec.role == role.name]
        if role.live != len(mine):
            yield f"{role.name} counts {role.live} live tasks and has {len(mine)}"
        if role.suspended != sum(record.state is TaskState.SUSPENDED for record in mine):
            yield f"{role.name} miscounts its suspended tasks"
        if role.queue.ready != sum(1 for _ in role.queue.ready_entries()):
            yield f"{role.name} miscounts its ready tasks"


def _waiting_tasks_have_a_reason(state: MachineState) -> Iterator[str]:
    roles: dict[str, RoleView] = {}
    for record in state.tasks.values():
        if record.place not in QUEUED_PLACES:
            continue
        failing = {check.kind for check in explain(state, record).failing}
        if not failing:
            yield f"{record.id} waits without a reason"
        elif not state.nothing_runs:
            if record.spec.role not in roles:
                roles[record.spec.role] = role_view(state, state.role_of(record))
            shown = waiting_reason(task_view(state, record), roles[record.spec.role])
            if shown is None or shown.kind not in (*failing, CheckKind.TURN):
                yield f"{record.id} shows a reason ({shown}) that its explanation does not have"


def _an_idle_machine_starts_what_it_may(state: MachineState) -> Iterator[str]:
    if not state.nothing_runs:
        return
    for role in state.roles.values():
        if role.may_start_alone and bound_refusal(state, role) is None:
            for _, entry in role.queue.ready_entries():
                record = state.tasks[entry[2]]
                room = Room(state.ledger, state.policy, state.reserved_before(record), alone=True)
                if room.fits(record.requirement) and not _collides(state, record):
                    yield f"{entry[2]} could run and nothing runs"


def _collides(state: MachineState, record: TaskRecord) -> bool:
    return state.leases.conflict(record.spec.claims, state.turn_of(record.id)) is not None


def _dependencies_hold(state: MachineState) -> Iterator[str]:
    for record in state.tasks.values():
        if record.place in QUEUED_PLACES and record.unmet != state.unmet(record):
            yield f"{record.id} counts {record.unmet} unmet dependencies and has {state.unmet(record)}"
