"""Moving a task from one place to another, so that it is always in exactly one."""

from __future__ import annotations

from parallel_execution_manager.scheduling.checks import CheckKind
from parallel_execution_manager.scheduling.effects import LeasesChanged
from parallel_execution_manager.scheduling.leases import Conflict
from parallel_execution_manager.scheduling.queues import group_key
from parallel_execution_manager.scheduling.records import Place, TaskRecord
from parallel_execution_manager.scheduling.state import Step

QUEUED_PLACES = frozenset({Place.BLOCKED, Place.BACKING_OFF, Place.HELD, Place.PARKED, Place.READY})


def enter_queue(step: Step, record: TaskRecord) -> None:
    """The task joins its role's line and waits for whatever it has to wait for first."""
    step.state.role_of(record).queue.join(record.entry)
    settle(step, record)


def leave_queue(step: Step, record: TaskRecord) -> None:
    """The task leaves its role's line; the caller says where it goes."""
    _leave_place(step, record)
    step.state.role_of(record).queue.leave(record.entry)
    record.wait.stop(step.at, step.state.role_of(record).holds)


def settle(step: Step, record: TaskRecord) -> None:
    """Put a queued task where its first obstacle says: held, blocked, backing off, or ready."""
    _leave_place(step, record)
    role = step.state.role_of(record)
    if record.paused:
        place, kind = Place.HELD, CheckKind.TASK_PAUSED
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


def make_ready(step: Step, record: TaskRecord) -> None:
    """Put a task among the ready ones that are of its kind and need about the same."""
    role = step.state.role_of(record)
    record.estimate = step.state.estimate(record.spec, record.kind)
    kind = record.kind.sibling if step.state.policy.learn else ""
    record.group = role.queue.make_ready(record.entry, record.requirement, kind)
    step.woken.append((role.name, record.group))


def regroup(step: Step, record: TaskRecord) -> bool:
    """Whether a ready task needs so much more or less than when it came that it changes its group."""
    fresh = step.state.estimate(record.spec, record.kind)
    if group_key(fresh.requirement, record.group[0]) == record.group:
        record.estimate = fresh
        return False
    step.state.role_of(record).queue.unmake_ready(record.entry, record.group)
    step.woken.append((record.spec.role, record.group))
    make_ready(step, record)
    return True


def recount_unmet(step: Step, record: TaskRecord) -> None:
    """Count a queued task's unmet dependencies anew, and put it where that says."""
    record.unmet = step.state.unmet(record)
    settle(step, record)


def park(step: Step, record: TaskRecord, conflict: Conflict) -> None:
    """A ready task waits for the file it collided on."""
    _leave_place(step, record)
    role = step.state.role_of(record)
    step.state.leases.park(conflict, role.name, record.entry)
    step.reach_changed()
    record.place, record.parked_on = Place.PARKED, conflict
    record.wait.wait(CheckKind.FILE, step.at, role.holds)
    step.task_changed(record)
    step.emit(LeasesChanged(at=step.at, cause=step.cause))


def wake_waiters(step: Step, record: TaskRecord) -> None:
    """Make the first waiter of each role ready, for each file of ``record`` that can be had.

    Called whenever a task frees a file, or stops standing first in line for one. Only the first is
    woken, not all: it takes the file, or passes the turn on when it leaves the ready queue.
    """
    for task_id in step.state.leases.next_waiters(record.spec.claims):
        settle(step, step.state.tasks[task_id])


def _leave_place(step: Step, record: TaskRecord) -> None:
    role = step.state.role_of(record)
    was, record.place = record.place, Place.NOWHERE
    if was is Place.READY:
        role.queue.unmake_ready(record.entry, record.group)
        _let_next_be_looked_at(step, record)
        if record.spec.claims:
            wake_waiters(step, record)
    elif was is Place.PARKED and record.parked_on is not None:
        step.state.leases.unpark(record.parked_on, role.name, record.entry)
        step.reach_changed()
        record.parked_on = None
        step.emit(LeasesChanged(at=step.at, cause=step.cause))


def _let_next_be_looked_at(step: Step, record: TaskRecord) -> None:
    """The one behind it may need less, and room that was kept for it is free for all."""
    step.woken.append((record.spec.role, record.group))
    if record is step.state.reservation:
        step.state.reservation = None
        step.room_changed = True
