"""Moves tasks between places, so that each task is always in exactly one."""

from __future__ import annotations

import heapq
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from operator import itemgetter
from typing import NamedTuple

from parallel_execution_manager.scheduling.admission.estimates import Estimate
from parallel_execution_manager.scheduling.admission.footprints import Kind
from parallel_execution_manager.scheduling.leases.table import Conflict, Stand, Wait
from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager.scheduling.model.role_queue import Entry, GroupKey, group_key
from parallel_execution_manager.scheduling.model.task import FileClaim, Requirement
from parallel_execution_manager.scheduling.state.machine_state import Step
from parallel_execution_manager.scheduling.state.task_record import Place, TaskRecord
from parallel_execution_manager.scheduling.state.timers import TimerKind

QUEUED_PLACES = frozenset({Place.BLOCKED, Place.BACKING_OFF, Place.PAUSED, Place.PARKED, Place.READY})


def enter_queue(step: Step, record: TaskRecord) -> None:
    """The task joins its role's line and waits for whatever it has to wait for first."""
    step.state.role_of(record).queue.join(record.entry)
    settle(step, record)


def leave_queue(step: Step, record: TaskRecord) -> None:
    """The task leaves its role's line; the caller says where it goes."""
    passed_on, role = _leave_place(step, record), step.state.role_of(record)
    role.queue.leave(record.entry)
    record.wait.stop(step.at, role.holds)
    if passed_on:
        wake_waiters(step, passed_on)


def settle(step: Step, record: TaskRecord) -> None:
    """Put a queued task where its first obstacle says: paused, blocked, backing off, or ready."""
    passed_on = () if record.place is Place.NOWHERE else _leave_place(step, record)
    role = step.state.role_of(record)
    if record.paused:
        place, kind = Place.PAUSED, CheckKind.TASK_PAUSED
    elif record.unmet:
        place, kind = Place.BLOCKED, CheckKind.DEPENDENCY
    elif record.not_before is not None and record.not_before > step.at:
        place, kind = Place.BACKING_OFF, CheckKind.BACKOFF
    else:
        place, kind = Place.READY, CheckKind.TURN
        make_ready(step, record)
    record.place = place
    record.wait.wait(kind, step.at, role.holds)
    step.task_changed(record)
    if passed_on and place is Place.READY:
        keep_files(step, record)
    elif passed_on:
        wake_waiters(step, passed_on)


def make_ready(step: Step, record: TaskRecord) -> None:
    """Put a task among the ready ones that are of its kind and need about the same."""
    record.estimate = step.state.estimate(record.spec, record.kind)
    _join_group(step, record)


def _join_group(step: Step, record: TaskRecord) -> None:
    role = step.state.role_of(record)
    kind = record.kind.sibling if step.state.policy.learn else ""
    record.group = role.queue.make_ready(record.entry, record.requirement, kind)
    step.woken.append((role.name, record.group))


def regroup(step: Step, record: TaskRecord) -> bool:
    """Whether a ready task needs so much more or less than when it came that it changes its group."""
    record.estimate = step.state.estimate(record.spec, record.kind)
    if group_key(record.requirement, record.group[0]) == record.group:
        return False
    step.state.role_of(record).queue.unmake_ready(record.entry, record.group)
    step.woken.append((record.spec.role, record.group))
    _join_group(step, record)
    return True


def recount_unmet(step: Step, record: TaskRecord) -> None:
    """Count a queued task's unmet dependencies anew, and put it where that says."""
    record.unmet = step.state.unmet(record)
    settle(step, record)


def park(step: Step, record: TaskRecord, conflict: Conflict) -> None:
    """A ready task waits for the file it collided on."""
    passed_on = _leave_place(step, record)
    role = step.state.role_of(record)
    if record.files_since is None:
        record.files_since = step.at
    stand_in_line(step, Wait(role.name, record.entry, (), conflict, record.files_since))
    record.place = Place.PARKED
    record.wait.wait(CheckKind.FILE, step.at, role.holds)
    step.task_changed(record)
    wake_waiters(step, passed_on)


def stand_in_line(step: Step, wait: Wait) -> None:
    """A task, or a lease of others, waits for what it collided on.

    Who has waited for too long has the rest of its files kept as well: else the one could be taken
    whenever the other is free.
    """
    name = wait.entry[2]
    claims: tuple[FileClaim, ...] = (wait.conflict.claim,)
    if _is_overdue(step, wait):
        claims = (*claims, *step.state.claims_of(name))
    step.state.leases.park(name, replace(wait, claims=claims))
    step.leases_changed()


def keep_files(step: Step, record: TaskRecord) -> None:
    """Nobody less important takes a file of a ready task until it starts or leaves."""
    stand = Stand(record.spec.role, record.entry, record.spec.claims)
    step.state.leases.keep(record.id, stand)


def _is_overdue(step: Step, wait: Wait) -> bool:
    return step.at - wait.since >= step.state.policy.reserve_after_s


def wake_waiters(step: Step, claims: Iterable[FileClaim]) -> None:
    """Let the first of each line that waits for a file of ``claims`` try again, if it may have all its files.

    Called whenever somebody frees a file, or stops standing first in line for one. Only the first is
    woken, not all: its files are kept for it until it starts or leaves, and then the next may try. Who finds
    another file taken goes to the line of that one, and lets the next try. The most important try first,
    for the others may have to wait for them.
    """
    state = step.state
    heap: list[tuple[float, int, str]] = []

    def offer(passed_on: Iterable[FileClaim], after: tuple[float, int]) -> None:
        for line in state.leases.lines_for(passed_on):
            rank = state.rank_in_line(line.role, line.first)
            if rank > after:
                heapq.heappush(heap, (*rank, line.first[2]))

    offer(claims, (-math.inf, 0))
    while heap:
        rank, number, name = heapq.heappop(heap)
        wait = state.leases.waits.get(name)
        if wait is not None and _goes_elsewhere(step, name, wait):
            offer(wait.claims, (rank, number))


def _goes_elsewhere(step: Step, name: str, wait: Wait) -> bool:
    """Let one who waits try again; whether it now waits in another line."""
    state = step.state
    conflict = state.leases.conflict(state.claims_of(name), state.turn_of(name))
    if conflict is None:
        _wake(step, name)
        return False
    if conflict == wait.conflict:
        return False
    if name not in state.outside:
        step.task_changed(state.tasks[name])
    stays = conflict.claim in wait.claims
    if stays and not _is_overdue(step, wait):
        state.leases.note(name, conflict)
    else:
        state.leases.unpark(name)
        stand_in_line(step, replace(wait, conflict=conflict))
    return not stays


def _wake(step: Step, name: str) -> None:
    if name in step.state.outside:
        step.woken_outside.append(name)
    else:
        settle(step, step.state.tasks[name])


def wake_behind(step: Step) -> None:
    """Let everybody try again who lets somebody else go first: who that is may have changed."""
    for name in tuple(step.state.leases.behind):
        _wake(step, name)


def _leave_place(step: Step, record: TaskRecord) -> tuple[FileClaim, ...]:
    """Take a task out of its place; the claims for which others may be next now."""
    state, role = step.state, step.state.role_of(record)
    was, record.place = record.place, Place.NOWHERE
    if was is Place.READY:
        role.queue.unmake_ready(record.entry, record.group)
        _let_next_be_looked_at(step, record)
        return state.leases.unkeep(record.id)
    if was is Place.PARKED:
        step.leases_changed()
        return state.leases.unpark(record.id).claims
    return ()


def _let_next_be_looked_at(step: Step, record: TaskRecord) -> None:
    """The one behind it may need less, and room that was kept for it is free for all."""
    step.woken.append((record.spec.role, record.group))
    if record is step.state.reservation:
        step.state.reservation = None
        step.room_changed = True


class _Alike(NamedTuple):
    """What ready tasks share of which the first is queued already, and the other entries of its group."""

    estimate: Estimate
    group: GroupKey
    others: list[Entry]


def queue_all_again(step: Step, records: Iterable[TaskRecord]) -> None:
    """Let tasks that were kept wait again, in the order of their entries."""
    roles, at = step.state.roles, step.at
    alike: dict[tuple[str, Kind, Requirement | None], _Alike] = {}
    ready: dict[str, dict[GroupKey, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry, record in sorted(((record.entry, record) for record in records), key=itemgetter(0)):
        spec = record.spec
        same = alike.get(key := (spec.role, record.kind, spec.requirement))
        if same is None or record.paused or record.unmet or record.not_before is not None:
            queue_again(step, record)
            if same is None and record.place is Place.READY:
                others = ready[spec.role][record.group]
                alike[key] = _Alike(record.estimate, record.group, others)
            continue
        record.estimate, record.group, others = same
        record.place = Place.READY
        record.wait.wait(CheckKind.TURN, at, roles[spec.role].holds)
        others.append(entry)
    for role, groups in ready.items():
        roles[role].queue.take_in_many(groups)


def queue_again(step: Step, record: TaskRecord) -> None:
    """Let a task that was kept wait again, also for what is left of its back-off."""
    if record.not_before is not None and record.not_before > step.at:
        step.state.timers.set(record.not_before, TimerKind.BACKOFF, record.id, record.attempt)
    enter_queue(step, record)
    if record.place is not Place.READY:
        record.estimate = step.state.estimate(record.spec, record.kind)
