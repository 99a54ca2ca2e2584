"""What a role's level means for each running task, with priority inheritance by leases.

A task stands where its role stands, with three exceptions. Who holds a file that a more important
task waits for stands where the waiter's role stands, until it lets go (priority inheritance; Sha,
Rajkumar and Lehoczky 1990): to hold it back would hold back the other. One task always runs (LSF
does not suspend the only job of an unused host). And what the operator resumed goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from parallel_execution_manager.scheduling.leases.claims import name_of
from parallel_execution_manager.scheduling.leases.table import OutsideLease, lead_of_outside
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.levels import Rung
from parallel_execution_manager.scheduling.model.wording import file_name
from parallel_execution_manager.scheduling.queueing.lifecycle import reconcile
from parallel_execution_manager.scheduling.state.machine_state import MachineState, Step
from parallel_execution_manager.scheduling.state.role_record import RoleRecord
from parallel_execution_manager.scheduling.state.task_record import TaskRecord

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


RESUMED_BY_OPERATOR: Final = "resumed by you"
LAST_RUNNING: Final = "nothing else would run"
GROWING_FOR_S: Final = 3.0
"""How long a task counts as growing after its memory was last seen to grow."""
WRITES_MB_S: Final = 1.0
"""What writes less than this does not fill a disk while somebody makes room."""
MEMORY_RESOURCES: Final = frozenset({"memory", "memory_pressure"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is wanted of a task's processes, and why it is less than its role's rung says, if it is."""

    still: bool
    lowered: bool
    kept: str


FREELY: Final = Wanted(still=False, lowered=False, kept="")


@dataclass(frozen=True, slots=True)
class Standing:
    """A rung as it acts on tasks: how far up, and whether "lowered" was among the steps."""

    rung: Rung
    lowered: bool


FREE: Final = Standing(Rung.FREE, lowered=False)


def wanted(
    state: MachineState, raised: RoleRecord | None = None, rung: Rung = Rung.FREE, resource: str = ""
) -> dict[str, Wanted]:
    """What is wanted of each running task that is not being ended, by its id.

    With ``raised`` it is what would be wanted if that role were raised to ``rung`` because of ``resource``.
    """

    def standing(role: RoleRecord) -> Standing:
        if role is not raised:
            return Standing(role.rung, role.lowered)
        return Standing(max(role.rung, rung), role.lowered or rung is Rung.LOWERED)

    found: dict[str, Wanted] = {}
    records = list(running(state))
    for record in records:
        role = state.role_of(record)
        own, kept = standing(role), ""
        suspended_now = role is raised and rung is Rung.SUSPENDED
        may_go = is_spared(record, resource) if suspended_now else record.rein.let_go
        if record.rein.going:
            own, kept = FREE, RESUMED_BY_OPERATOR
        elif own.rung >= Rung.LOWERED:
            for why, waiter in more_important_waiters(state, record):
                other = standing(waiter) if waiter is not None else FREE
                if (other.rung, other.lowered) < (own.rung, own.lowered):
                    own, kept = Standing(min(own.rung, other.rung), own.lowered and other.lowered), why
        still = own.rung >= Rung.SUSPENDED and not may_go
        found[record.id] = Wanted(still, own.lowered, kept)
    _keep_one(state, records, found)
    return found


def hold_back(step: Step) -> None:
    """Hold each running task back as far as the rungs say now, if anything they depend on has changed."""
    ladder = step.state.ladder
    touched, ladder.touched = ladder.touched, False
    if not touched or not (ladder.raises or ladder.holds):
        return
    now = wanted(step.state)
    ladder.holds = any(want != FREELY for want in now.values())
    for task_id, want in now.items():
        record = step.state.live[task_id]
        rein = record.rein
        if want.kept != rein.kept:
            rein.kept = want.kept
            step.task_changed(record)
        if (want.still, want.lowered) != (rein.still, rein.lowered):
            _remember_use(record, want)
            rein.still, rein.lowered = want.still, want.lowered
            reconcile(step, record)


def running(state: MachineState) -> Iterator[TaskRecord]:
    """The live tasks that nobody is ending."""
    return (record for record in state.live.values() if record.ending is None)


def is_paused(state: MachineState, record: TaskRecord) -> bool:
    """Whether the operator has suspended a task, itself or with its role."""
    return record.paused or state.role_of(record).paused


def grows(record: TaskRecord, at: float) -> bool:
    """Whether a task's memory has grown a moment ago."""
    return at - record.grew_at <= GROWING_FOR_S


def is_spared(record: TaskRecord, resource: str) -> bool:
    """Whether it would be no help against a shortage of ``resource`` if the task stood still."""
    usage = record.usage
    writes = usage is not None and (usage.write_mb_s or 0.0) >= WRITES_MB_S
    return resource == "disk" and not writes


def _keep_one(state: MachineState, records: list[TaskRecord], found: dict[str, Wanted]) -> None:
    """If every task would stand still, let the most important go on.

    What stands still because it has outgrown what was expected of it counts as such. The one that
    goes on stays the one until somebody more important runs: else a less important task that is let
    go would have it suspended.
    """
    free = [record for record in records if not is_paused(state, record)]
    still = [record for record in free if found[record.id].still]
    runs = [record for record in free if not (found[record.id].still or record.held_back)]
    best = min((rank_of(state, record) for record in runs), default=None)
    kept = next((record for record in still if record.rein.kept == LAST_RUNNING), None)
    if kept is None and best is None:
        kept = min(still, key=lambda record: _order(state, record), default=None)
    if kept is not None and (best is None or rank_of(state, kept) < best):
        found[kept.id] = Wanted(still=False, lowered=found[kept.id].lowered, kept=LAST_RUNNING)


def _order(state: MachineState, record: TaskRecord) -> tuple[bool, bool, bool, int, bool, tuple[float, int]]:
    """Who goes on alone. While memory is short that is none that stands still already, nor one that grows."""
    short_of_memory = not MEMORY_RESOURCES.isdisjoint(state.ladder.resources)
    return (
        record.held_back,
        short_of_memory and record.suspend_sent,
        short_of_memory and grows(record, state.at),
        -state.role_of(record).priority,
        record.suspend_sent,
        rank_of(state, record),
    )


def _remember_use(record: TaskRecord, want: Wanted) -> None:
    """What a task used before it was held back tells whether it fits again later."""
    rein = record.rein
    if not (rein.still or rein.lowered):
        rein.used_cores = 0.0
    if (want.still and not rein.still) or (want.lowered and not rein.lowered):
        cores = record.requirement.cpu_cores if record.usage is None else record.usage.cpu_cores
        rein.used_cores = max(rein.used_cores, cores)
