"""What must be true of holders and waiters of files, after every event. Found by comparing each with each."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from parallel_execution_manager.scheduling.leases.claims import collide, meet
from parallel_execution_manager.scheduling.model.model import FileClaim, TaskState
from parallel_execution_manager.scheduling.queueing.dispatch import leads_of
from parallel_execution_manager.scheduling.state.state import MachineState


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
