"""What must be true of the ladder and of the running tasks that it holds back, after every event."""

from __future__ import annotations

from collections.abc import Iterator

from parallel_execution_manager.scheduling.leases.claims import collide
from parallel_execution_manager.scheduling.model.hand import Hand
from parallel_execution_manager.scheduling.model.model import TaskState
from parallel_execution_manager.scheduling.model.rungs import Rung
from parallel_execution_manager.scheduling.state.records import TaskRecord
from parallel_execution_manager.scheduling.state.state import MachineState
from parallel_execution_manager.scheduling.throttling.inheritance import rank_of, rank_of_outside
from parallel_execution_manager.scheduling.throttling.reach import is_paused, running, wanted


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
