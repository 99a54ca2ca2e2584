"""Who more important waits for what a task holds: the holder inherits that (Sha, Rajkumar, Lehoczky 1990)."""

from __future__ import annotations

from collections.abc import Iterator

from parallel_execution_manager.scheduling.leases.claims import name_of
from parallel_execution_manager.scheduling.leases.outside_lease import OutsideLease, lead_of_outside
from parallel_execution_manager.scheduling.model.prose import file_name
from parallel_execution_manager.scheduling.state.records import TaskRecord
from parallel_execution_manager.scheduling.state.role_record import RoleRecord
from parallel_execution_manager.scheduling.state.state import MachineState

Rank = tuple[float, int]


def rank_of(state: MachineState, record: TaskRecord) -> Rank:
    """How important a task is among those of all roles: lower is more important."""
    return state.rank(record.order, state.role_of(record)), record.number


def more_important_waiters(
    state: MachineState, holder: TaskRecord
) -> Iterator[tuple[str, RoleRecord | None]]:
    """Why, and of which role those are that wait for a file of ``holder``; ``None`` is a process outside."""
    mine = rank_of(state, holder)
    for claim, line in state.leases.waiting_for(holder.spec.claims):
        name = line.first[2]
        lease = state.outside.get(name)
        if lease is not None:
            if rank_of_outside(state, lease) < mine:
                yield f"holds {file_name(name_of(claim))} for {lease.who}", None
        elif _may_start(state, line.role) and state.rank_in_line(line.role, line.first) < mine:
            yield f"holds {file_name(name_of(claim))} for {name}", state.roles[line.role]


def rank_of_outside(state: MachineState, lease: OutsideLease) -> Rank:
    """How important a process is that waits: as important as anybody who waits for what it holds."""
    ranks: list[Rank] = []
    pending, seen = [lease], {lease.id}
    while pending:
        asking = pending.pop()
        ranks.append((asking.order - lead_of_outside(state.policy), asking.number))
        held = (state.leases.grants.get(name) for name in state.outside.of_process(asking))
        claims = [claim for grant in held if grant is not None for claim in grant.claims]
        for _, line in state.leases.waiting_for(claims):
            other = state.outside.get(line.first[2])
            if other is None:
                ranks.extend([state.rank_in_line(line.role, line.first)] * _may_start(state, line.role))
            elif other.id not in seen:
                seen.add(other.id)
                pending.append(other)
    return min(ranks)


def _may_start(state: MachineState, role: str) -> bool:
    return state.roles[role].may_start_alone
