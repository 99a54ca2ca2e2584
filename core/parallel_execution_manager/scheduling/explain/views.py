"""Builds the frozen snapshots from the state."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import field

from parallel_execution_manager.scheduling.admission.ledger import Room
from parallel_execution_manager.scheduling.explain.reasons import own_check, role_obstacle
from parallel_execution_manager.scheduling.model.checks import Check
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.levels import Rung
from parallel_execution_manager.scheduling.model.policy import Hand
from parallel_execution_manager.scheduling.model.role_queue import GroupKey
from parallel_execution_manager.scheduling.model.task import ClaimScope, FileClaim, TaskState
from parallel_execution_manager.scheduling.queueing.dispatch import bound_refusal, probe_check
from parallel_execution_manager.scheduling.snapshot import (
    HolderView,
    LeaseView,
    RoleView,
    TaskView,
    WaiterView,
)
from parallel_execution_manager.scheduling.state.machine_state import MachineState
from parallel_execution_manager.scheduling.state.role_record import RoleRecord
from parallel_execution_manager.scheduling.state.task_record import Place, TaskRecord


def task_view(state: MachineState, record: TaskRecord) -> TaskView:
    """A task as it stands."""
    waited = record.wait.read(state.at, state.roles[record.spec.role].holds)
    is_live = record.place is Place.LIVE
    rein = record.rein if is_live else None
    return TaskView(
        spec=record.spec,
        state=record.state,
        order=(record.order, record.number),
        attempt=record.attempt,
        queued_at=record.queued_at,
        started_at=record.started_at,
        ended_at=record.ended_at,
        suspended_s=record.suspended_s,
        suspended_since=record.suspended_since,
        exit_code=record.exit_code,
        detail=record.detail,
        paused=record.paused,
        paused_why=record.paused_why if record.paused else "",
        stopping=_stopping(record.ending) if is_live and record.ending is not None else "",
        estimate=record.estimate,
        waits_for=own_check(state, record),
        waited_s=tuple([(str(kind), seconds) for kind, seconds in waited.items()]),
        usage=record.usage if is_live else None,
        peak=record.peak,
        held_back=record.held_back,
        group=record.group if record.place is Place.READY else None,
        evictions=record.evictions,
        lowered=rein is not None and rein.lowered,
        kept_running="" if rein is None else rein.kept,
        until=record.until,
        counted_at=state.at,
    )


def _stopping(ending: TaskState) -> str:
    return "evicted" if ending is TaskState.QUEUED else str(ending)


def role_view(state: MachineState, role: RoleRecord) -> RoleView:
    """A role as it stands."""
    return RoleView(
        name=role.name,
        state=role.state,
        priority=role.priority,
        queued=len(role.queue),
        running=role.live,
        suspended=role.suspended,
        by_operator=role.by_operator,
        reason=role.reason,
        since=role.since,
        waits_for=role_obstacle(role) or role.short,
        refusals=_refusals(state, role),
        rung=role.rung,
        hand=role.hand,
        until=_until(state, role),
    )


def _until(state: MachineState, role: RoleRecord) -> float | None:
    if role.hand is not Hand.NONE or role.rung is Rung.FREE:
        return role.until
    return role.rung_since + state.policy.max_hold_s


def _refusals(state: MachineState, role: RoleRecord) -> dict[GroupKey, Check]:
    """Why the groups of an active role have no room, by the same rules that refused them."""
    if role.short is None:
        return {}
    bound = bound_refusal(state, role)
    if bound is not None:
        return dict.fromkeys(role.queue.groups(), bound)
    firsts = ((key, state.tasks[entry[2]]) for key, entry in role.queue.firsts())
    found = ((key, _refusal(state, record)) for key, record in firsts)
    return {key: check for key, check in found if check is not None}


def _refusal(state: MachineState, record: TaskRecord) -> Check | None:
    alone = state.nothing_runs
    if not alone and not (probe := probe_check(state, record)).ok:
        return probe
    room = Room(state.ledger, state.policy, state.reserved_before(record), alone)
    return None if room.fits(record.requirement) else room.refusal(record.requirement)


_Name = tuple[str, str]


@dataclass(slots=True)
class _File:
    claim: FileClaim
    holds: list[HolderView] = field(default_factory=list)
    waits: list[tuple[tuple[float, int], WaiterView]] = field(default_factory=list)


def lease_views(state: MachineState) -> tuple[LeaseView, ...]:
    """Every file in use once, by path; who waits for an alias waits for the file that is held."""
    files: dict[_Name, _File] = {}
    for name, grant in state.leases.grants.items():
        who, pid = _who(state, name)
        for claim in grant.claims:
            view = HolderView(name, claim.mode, grant.at, grant.fence, who, pid)
            _file(files, claim).holds.append(view)
    in_the_way: dict[FileClaim, FileClaim] = {}
    for name, wait in state.leases.waits.items():
        claim, (who, pid) = wait.conflict.claim, _who(state, name)
        held = in_the_way.get(claim)
        if held is None:
            held = in_the_way[claim] = next(state.leases.held(claim), claim)
        waiter = WaiterView(name, claim.mode, wait.since, who, pid)
        _file(files, held).waits.append((state.rank_in_line(wait.role, wait.entry), waiter))
    return tuple(_view(files[name]) for name in sorted(files))


def _file(files: dict[_Name, _File], claim: FileClaim) -> _File:
    return files.setdefault((claim.path, claim.pattern), _File(claim))


def _view(file: _File) -> LeaseView:
    holds = sorted(file.holds, key=lambda hold: (hold.since, hold.fence))
    waits = sorted(file.waits, key=lambda wait: wait[0])
    claim = file.claim
    scope = ClaimScope.TREE if claim.pattern else claim.scope
    return LeaseView(claim.path, tuple(holds), tuple(view for _, view in waits), scope, claim.pattern)


def _who(state: MachineState, name: str) -> tuple[str, int | None]:
    lease = state.outside.get(name)
    return ("", None) if lease is None else (lease.who, lease.holder.pid)


@dataclass(frozen=True, slots=True)
class LeasedFile:
    """A file, or a tree, with its place among the others.

    ``is_root``: somebody waits for it, and one of its holders waits for nothing himself. There a jam begins.
    """

    lease: LeaseView
    is_root: bool

    @property
    def name(self) -> str:
        """What is shown: a folder ends with a slash, and a pattern follows it."""
        lease = self.lease
        mark = "\\" if "\\" in lease.path and not lease.path.startswith("/") else "/"
        is_tree = lease.scope is ClaimScope.TREE
        return f"{lease.path}{mark}{lease.pattern}" if is_tree else lease.path

    @property
    def order(self) -> tuple[bool, bool, str]:
        """Beginnings of jams first, then other files for which somebody waits, then the rest; by name."""
        return not self.is_root, not self.lease.waits, self.name


def leased_files(
    leases: Iterable[LeaseView],
    *,
    search: str = "",
    uncontested: bool = True,
    title_of: Callable[[str], str] = str,
) -> tuple[LeasedFile, ...]:
    """The files that are asked for, in order.

    ``search`` is looked for in path, ids, processes and what ``title_of`` makes of ids, in whatever case.
    Without ``uncontested`` files that nobody waits for are left out.
    """
    every = tuple(leases)
    waiting = {_person(wait) for lease in every for wait in lease.waits}
    found = [
        LeasedFile(lease, bool(lease.waits) and any(_person(hold) not in waiting for hold in lease.holds))
        for lease in every
        if uncontested or lease.waits
    ]
    words = search.casefold().split()
    shown = (file for file in found if all(word in _text(file, title_of) for word in words))
    return tuple(sorted(shown, key=lambda file: file.order))


def _person(view: HolderView | WaiterView) -> str | tuple[int, str]:
    """A task, or a process with all its leases."""
    return view.id if view.pid is None else (view.pid, view.who)


def _text(file: LeasedFile, title_of: Callable[[str], str]) -> str:
    people: tuple[HolderView | WaiterView, ...] = (*file.lease.holds, *file.lease.waits)
    words = (word for each in people for word in (each.id, each.who, title_of(each.id)))
    return "\n".join((file.name, *words)).casefold()
