"""External leases: those of processes that are no tasks wait in line with tasks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from parallel_execution_manager.scheduling.effects import LeaseDenied, LeaseGranted
from parallel_execution_manager.scheduling.events import LeaseDropped, LeaseWanted
from parallel_execution_manager.scheduling.leases.table import (
    ID_PREFIX,
    OUTSIDE,
    Conflict,
    OutsideLease,
    Wait,
)
from parallel_execution_manager.scheduling.model.checks import duration
from parallel_execution_manager.scheduling.model.task import ClaimMode, FileClaim
from parallel_execution_manager.scheduling.queueing.placement import stand_in_line, wake_waiters
from parallel_execution_manager.scheduling.state.machine_state import MachineState, Step
from parallel_execution_manager.scheduling.state.timers import TimerKind


def on_lease_wanted(step: Step, event: LeaseWanted) -> None:
    """A process wants files: it is answered when tasks are searched that may start, or waits."""
    state = step.state
    if problem := _problem(state, event):
        _answer_no(step, event.lease_id, problem)
        return
    state.tasks_seen += 1
    order = state.place_in_line(event.priority, step.at, state.tasks_seen)
    state.outside.add(
        OutsideLease(
            event.lease_id,
            event.claims,
            event.holder,
            order,
            state.tasks_seen,
            step.at,
            event.until,
            event.fence,
        )
    )
    step.woken_outside.append(event.lease_id)


def on_lease_dropped(step: Step, event: LeaseDropped) -> None:
    """A process let go, gave up or died: who waits for its files is next."""
    lease = step.state.outside.get(event.lease_id)
    if lease is None:
        step.refuse(f"lease {event.lease_id!r} is not known; it may have been let go of already")
        return
    _remove(step, lease)


def on_lease_due(step: Step, lease_id: str) -> None:
    """A process has waited for as long as it wanted to: now or not at all."""
    step.woken_outside.append(lease_id)


def try_lease(step: Step, lease_id: str) -> None:
    """Grant what a process wants, or let it wait, or tell that waiting is no use."""
    state = step.state
    lease = state.outside.get(lease_id)
    if lease is None or lease_id in state.leases.grants:
        return
    conflict = state.leases.conflict(lease.claims, state.turn_of(lease_id))
    if conflict is None:
        _grant(step, lease)
        return
    words = in_the_way(state, conflict)
    holder = state.outside.get(conflict.holder)
    if conflict.since is not None and holder is not None and holder.process == lease.process:
        _deny(step, lease, f"{words}, which is this process itself: it has it already")
    elif lease.until is not None and lease.until <= step.at:
        _deny(step, lease, f"{words}{_waited(lease, step.at)}; wait longer, or end that first")
    elif any(lease.process == other.process for other in _needed_first(state, lease)):
        _deny(step, lease, f"{words}, which is this process or waits for it; let go of its other files first")
    else:
        _let_wait(step, lease, conflict, state.leases.waits.get(lease_id))


def who(state: MachineState, name: str) -> str:
    """A holder or waiter for people: a task, or a process that is none."""
    lease = state.outside.get(name)
    return f"task {name}" if lease is None else lease.who


def in_the_way(state: MachineState, conflict: Conflict) -> str:
    """What somebody collided on, in words: file, holder, mode and for how long."""
    path = conflict.claim.path
    if conflict.since is None:
        return f"{path} is kept for {who(state, conflict.holder)}, who came first"
    part = "" if conflict.other.path == path else f" as part of {conflict.other.path}"
    verb = "read" if conflict.other.mode is ClaimMode.READ else "held"
    lasted = duration(state.at - conflict.since)
    return f"{path} is {verb} by {who(state, conflict.holder)}{part} for {lasted}"


def _problem(state: MachineState, event: LeaseWanted) -> str:
    if not event.lease_id.startswith(ID_PREFIX):
        return f"lease {event.lease_id!r} does not begin with {ID_PREFIX!r}; give it such an id"
    if event.lease_id in state.outside:
        return f"lease {event.lease_id!r} is known already; choose another id"
    return "" if event.claims else f"lease {event.lease_id!r} is of no file; name at least one"


def _grant(step: Step, lease: OutsideLease) -> None:
    state = step.state
    passed_on: tuple[FileClaim, ...] = ()
    if lease.id in state.leases.waits:
        passed_on = state.leases.unpark(lease.id).claims
        state.timers.drop(TimerKind.LEASE, lease.id)
    fence = lease.fence or state.take_fence()
    state.next_fence = max(state.next_fence, fence + 1)
    state.leases.grant(lease.id, lease.claims, step.at, fence)
    step.leases_changed()
    step.emit(LeaseGranted(at=step.at, cause=step.cause, lease_id=lease.id, fence=fence))
    wake_waiters(step, passed_on)
    # What else the process waits for it waits for with files in its hands now.
    for other in state.outside.of_process(lease):
        if other in state.leases.waits:
            step.woken_outside.append(other)


def _let_wait(step: Step, lease: OutsideLease, conflict: Conflict, wait: Wait | None) -> None:
    if wait is None:
        if lease.until is not None:
            step.state.timers.set(lease.until, TimerKind.LEASE, lease.id)
        wait = Wait(OUTSIDE, (lease.order, lease.number, lease.id), (), conflict, step.at)
    elif wait.conflict == conflict:
        return
    else:
        step.state.leases.unpark(lease.id)
    stand_in_line(step, replace(wait, conflict=conflict))
    wake_waiters(step, wait.claims)


def _needed_first(state: MachineState, lease: OutsideLease) -> Iterator[OutsideLease]:
    """The leases of others that must end before this one can be had, directly or not.

    Tasks never wait while they hold something, so a circle goes through processes alone.
    """
    pending, seen = [lease], set[str]()
    while pending:
        for claim in pending.pop().claims:
            for name in state.leases.holding(claim):
                other = state.outside.get(name)
                if other is None or name in seen:
                    continue
                seen.add(name)
                yield other
                waiting = (w for w in state.outside.of_process(other) if w in state.leases.waits)
                pending.extend(filter(None, map(state.outside.get, waiting)))


def _remove(step: Step, lease: OutsideLease) -> None:
    state = step.state
    state.timers.drop(TimerKind.LEASE, lease.id)
    state.outside.remove(lease)
    claims = state.leases.release(lease.id)
    if lease.id in state.leases.waits:
        claims = state.leases.unpark(lease.id).claims
    step.leases_changed()
    wake_waiters(step, claims)


def _deny(step: Step, lease: OutsideLease, problem: str) -> None:
    _remove(step, lease)
    _answer_no(step, lease.id, problem)


def _answer_no(step: Step, lease_id: str, problem: str) -> None:
    step.emit(LeaseDenied(at=step.at, cause=step.cause, lease_id=lease_id, problem=problem))


def _waited(lease: OutsideLease, at: float) -> str:
    return f" after {duration(at - lease.asked_at)} of waiting" if at > lease.asked_at else ""
