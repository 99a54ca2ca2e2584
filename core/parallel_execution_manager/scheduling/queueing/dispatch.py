"""Chooses the task that starts next, by priority, limits, leases and room.

Without it a whole queue of unknown tasks is admitted by a guess, and all of them are wrong together.

Both count whatever else runs or does not: a task of a role that is full waits also on an idle machine.

The first ready task of each group (role and requirement) is a candidate; candidates are tried in
order of priority. What is refused for lack of room closes its group for this search; what is
refused for a file is parked with that file, and the next of its group is tried. While room has not
changed, only groups that got a ready task are looked at: the others would be refused again.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import field

from parallel_execution_manager.scheduling.admission.estimates import Source
from parallel_execution_manager.scheduling.admission.ledger import Room
from parallel_execution_manager.scheduling.effects import StartAttempt
from parallel_execution_manager.scheduling.leases.table import OUTSIDE, lead_of_outside
from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.role_queue import Entry, GroupKey
from parallel_execution_manager.scheduling.model.task import Requirement, RoleState
from parallel_execution_manager.scheduling.queueing.charges import charge
from parallel_execution_manager.scheduling.queueing.external_leases import try_lease
from parallel_execution_manager.scheduling.queueing.placement import (
    keep_files,
    leave_queue,
    park,
    regroup,
    wake_behind,
)
from parallel_execution_manager.scheduling.state.machine_state import NOTHING_RESERVED, MachineState, Step
from parallel_execution_manager.scheduling.state.role_record import RoleRecord
from parallel_execution_manager.scheduling.state.task_record import Place, TaskRecord
from parallel_execution_manager.scheduling.state.timers import TimerKind

PATIENCE_S = 10.0
"""A task that grows for longer does not keep the others of its kind back any more."""


def probe_check(state: MachineState, record: TaskRecord) -> Check:
    """Whether no other task of the same unknown kind is still being measured."""
    if not (state.policy.learn and record.estimate.is_guess):
        return Check(CheckKind.MEASURING, ok=True)
    other = next((live for live in state.live.values() if _is_probe_for(live, record, state.at)), None)
    if other is None:
        return Check(CheckKind.MEASURING, ok=True)
    return Check(CheckKind.MEASURING, ok=False, blocker=other.id, since=other.began_at)


def _is_probe_for(live: TaskRecord, record: TaskRecord, at: float) -> bool:
    if not live.estimate.is_guess or live.settled or at >= _patience_ends(live):
        return False
    if record.estimate.source is Source.ROLE:
        return live.kind.program == record.kind.program
    return live.kind.sibling == record.kind.sibling


def wake_after_probe(step: Step, probe: Check) -> None:
    """Look again when a task that is being measured has kept others waiting for long enough."""
    live = step.state.live[probe.blocker]
    if not live.probe_timer:
        live.probe_timer = True
        step.state.timers.set(_patience_ends(live), TimerKind.PROBE, live.id, live.attempt)


def _patience_ends(live: TaskRecord) -> float:
    return live.began_at + PATIENCE_S


def bound_checks(state: MachineState, role: RoleRecord) -> Iterator[Check]:
    """Whether one more task of the role may start; nothing for what is not bounded."""
    if role.max_tasks:
        yield Check(
            CheckKind.ROLE_TASKS,
            role.live < role.max_tasks,
            measured=role.live,
            limit=role.max_tasks,
            blocker=role.name,
        )
    if role.disk_mb:
        kept, free = kept_disk_mb(state), state.ledger.disk_free_mb
        fits = free is None or kept + role.disk_mb <= free
        yield Check(CheckKind.DISK_SPACE, fits, measured=kept, limit=free, need=role.disk_mb)


def bound_refusal(state: MachineState, role: RoleRecord) -> Check | None:
    """The first bound that keeps one more task of the role from starting; ``None`` if it may."""
    return next((check for check in bound_checks(state, role) if not check.ok), None)


def kept_disk_mb(state: MachineState) -> float:
    """Disk space that is kept free for running tasks, in MiB.

    What they have written by now is counted twice, as used and as kept: nobody knows what they will write.
    """
    return sum(role.disk_mb * role.live for role in state.roles.values())


NOTHING_NEEDED = Requirement()
Candidate = tuple[float, int, str, GroupKey]


@dataclass(slots=True)
class _Search:
    """One search for tasks to start; ``whole`` if it looks at every group, ``any_room`` what is left.

    ``estimated`` is the task that was looked at last: nothing is learned during a search.
    """

    step: Step
    alone: bool
    whole: bool
    any_room: Room
    heap: list[Candidate] = field(default_factory=list)
    closed: set[tuple[str, GroupKey]] = field(default_factory=set)
    short: dict[str, Check] = field(default_factory=dict)
    estimated: TaskRecord | None = None

    def offer(self, role: RoleRecord, key: GroupKey) -> None:
        """The group's first task becomes a candidate; offering it twice does no harm."""
        entry = role.queue.first(key)
        if entry is not None and (role.name, key) not in self.closed:
            self.add(role, key, entry)

    def add(self, role: RoleRecord, key: GroupKey, entry: Entry) -> None:
        """The first task of a group that is not closed becomes a candidate."""
        rank = self.step.state.rank(entry[0], role)
        heapq.heappush(self.heap, (rank, entry[1], role.name, key))

    def may_start(self, role: RoleRecord) -> bool:
        """An active role may; one that the limits hold back only when otherwise nothing at all would run."""
        return role.name in self.step.state.leads or (self.alone and role.may_start_alone)

    def offer_woken(self) -> None:
        """Offer every group that got a ready task, and every lease of others that may be granted."""
        if not (self.step.woken or self.step.woken_outside):
            return
        # Of many tasks that come together most are of the same few groups.
        for name, key in dict.fromkeys(self.step.woken):
            self.offer(self.step.state.roles[name], key)
        self.step.woken.clear()
        while self.step.woken_outside:
            lease = self.step.state.outside.get(self.step.woken_outside.pop())
            if lease is not None:
                rank = self.step.state.rank_in_line(OUTSIDE, (lease.order, lease.number, lease.id))
                heapq.heappush(self.heap, (*rank, OUTSIDE, (lease.id, 0, 0)))

    def room(self, record: TaskRecord) -> Room:
        """The room that is left for ``record``."""
        state = self.step.state
        return Room(state.ledger, state.policy, state.reserved_before(record), self.alone)


def dispatch(step: Step) -> None:
    """Start every task that may start now, most important first."""
    if step.room_changed:
        # Whatever makes a role start something, or less, changes what there is room for.
        _refresh_leads(step)
    if step.room_changed or step.woken or step.woken_outside:
        _look_for_tasks(step)


def _look_for_tasks(step: Step) -> None:
    state = step.state
    any_room = Room(state.ledger, state.policy, NOTHING_RESERVED)
    search = _Search(step, state.nothing_runs, step.room_changed, any_room)
    if search.whole:
        state.reservation = None
        _offer_all(search)
    search.offer_woken()
    while search.heap:
        if not any_room.takes_any:
            _let_others_in(search)
            _refuse_all(search)
            break
        _, _, name, key = heapq.heappop(search.heap)
        if name == OUTSIDE:
            try_lease(step, key[0])
            search.offer_woken()
        elif (name, key) not in search.closed:
            _try(search, state.roles[name], key)
    for role in state.roles.values():
        short = search.short.get(role.name)
        if short is not role.short and (search.whole or role.short is None):
            _note_short(step, role, short)


def _refresh_leads(step: Step) -> None:
    """Whose waiting tasks are let go first for files: those of roles that may start something."""
    leads = leads_of(step.state)
    if leads != step.state.leads:
        step.state.leads = leads
        wake_behind(step)


def leads_of(state: MachineState) -> dict[str, float]:
    """What ``leads`` of the state is to be, by its roles and policy as they are now."""
    ageing_s = state.policy.ageing_s
    leads = {
        name: ageing_s * role.priority for name, role in state.roles.items() if role.state is RoleState.ACTIVE
    }
    leads[OUTSIDE] = lead_of_outside(state.policy)
    return leads


def _let_others_in(search: _Search) -> None:
    """Leases of others need no room."""
    while others := sorted([each for each in search.heap if each[2] == OUTSIDE]):
        search.heap = [each for each in search.heap if each[2] != OUTSIDE]
        for *_, key in others:
            try_lease(search.step, key[0])
        search.offer_woken()


def _offer_all(search: _Search) -> None:
    for role in search.step.state.roles.values():
        if role.queue.ready and search.may_start(role):
            for key, entry in role.queue.firsts():
                search.add(role, key, entry)


def _refuse_all(search: _Search) -> None:
    """Nothing at all may start, however small: there is no need to look at each candidate."""
    why = search.any_room.refusal(NOTHING_NEEDED)
    for name in {candidate[2] for candidate in search.heap}:
        if search.may_start(search.step.state.roles[name]):
            search.short.setdefault(name, why)


def _try(search: _Search, role: RoleRecord, key: GroupKey) -> None:
    step, entry = search.step, role.queue.first(key)
    if entry is None or not search.may_start(role):
        return
    bound = bound_refusal(step.state, role)
    if bound is not None:
        _close(search, role, key, bound)
        return
    record = step.state.tasks[entry[2]]
    if search.estimated is not record:
        search.estimated = record
        if regroup(step, record):
            search.offer_woken()
            return
    if not search.alone and not (probe := probe_check(step.state, record)).ok:
        wake_after_probe(step, probe)
        _close(search, role, key, probe)
        return
    room = search.room(record)
    if not room.fits(record.requirement):
        _refuse(search, role, key, record, room)
        return
    conflict = step.state.leases.conflict(record.spec.claims, step.state.turn_of(record.id))
    if conflict is not None:
        park(step, record, conflict)
    else:
        start(step, record)
        search.alone = False
    search.offer(role, key)
    search.offer_woken()


def _close(search: _Search, role: RoleRecord, key: GroupKey, why: Check) -> None:
    search.closed.add((role.name, key))
    search.short.setdefault(role.name, why)


def _refuse(search: _Search, role: RoleRecord, key: GroupKey, record: TaskRecord, room: Room) -> None:
    """Close the group; remember why, and since when the task is passed by others."""
    _close(search, role, key, room.refusal(record.requirement))
    if record.passed_since is None and room.takes_any:
        record.passed_since = search.step.at
    _reserve(search, record)


def _reserve(search: _Search, record: TaskRecord) -> None:
    """Keep room, and its files, for the first task that has been passed by others for too long.

    Only for one: keeping room for all would leave the machine idle. (Slurm's and HTCondor's
    backfill do the same for their first job.)
    """
    state, since = search.step.state, record.passed_since
    if (
        state.reservation is None
        and since is not None
        and search.step.at - since >= state.policy.reserve_after_s
    ):
        state.reservation = record
        if record.spec.claims and record.id not in state.leases.kept:
            keep_files(search.step, record)


def start(step: Step, record: TaskRecord) -> None:
    """Lease the task's files, charge its requirement, and ask for its process."""
    state, role = step.state, step.state.role_of(record)
    fence = state.take_fence() if record.spec.claims else 0
    if fence:
        state.leases.grant(record.id, record.spec.claims, step.at, fence)
        step.leases_changed()
    leave_queue(step, record)
    record.begin_attempt(step.at)
    charge(state.ledger, record, step.at, step.state.policy)
    record.place = Place.LIVE
    role.live += 1
    state.live[record.id] = record
    step.reach_changed()
    step.task_changed(record)
    step.role_changed(role)
    step.emit(
        StartAttempt(at=step.at, cause=step.cause, task=record.spec, attempt=record.attempt, fence=fence)
    )


def _note_short(step: Step, role: RoleRecord, short: Check | None) -> None:
    """Remember why the role's next task does not start; told only when the kind of reason changes."""
    before = role.short.kind if role.short is not None else None
    role.short = short
    if (short.kind if short is not None else None) is not before:
        step.role_changed(role)
