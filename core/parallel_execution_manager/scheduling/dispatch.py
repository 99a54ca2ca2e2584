"""Choosing what starts next.

The first ready task of each group (role and requirement) is a candidate; candidates are tried in
order of priority. What is refused for lack of room closes its group for this search; what is
refused for a file is parked with that file, and the next of its group is tried.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

from parallel_execution_manager.scheduling.checks import Check, CheckKind
from parallel_execution_manager.scheduling.effects import LeasesChanged, StartAttempt
from parallel_execution_manager.scheduling.ledger import Reserved, resource_checks
from parallel_execution_manager.scheduling.model import RoleState
from parallel_execution_manager.scheduling.placement import leave_queue, park
from parallel_execution_manager.scheduling.queues import GroupKey
from parallel_execution_manager.scheduling.records import Place, RoleRecord, TaskRecord
from parallel_execution_manager.scheduling.state import Step

Candidate = tuple[float, int, str, GroupKey]


@dataclass(slots=True)
class _Search:
    """One search for tasks to start."""

    step: Step
    alone: bool
    reserved: Reserved = field(default_factory=Reserved)
    heap: list[Candidate] = field(default_factory=list)
    closed: set[tuple[str, GroupKey]] = field(default_factory=set)
    short: dict[str, Check] = field(default_factory=dict)

    def offer(self, role: RoleRecord, key: GroupKey) -> None:
        """The group's first task becomes a candidate; offering it twice does no harm."""
        entry = role.queue.first(key)
        if entry is not None and (role.name, key) not in self.closed:
            rank = self.step.state.rank(entry[0], role)
            heapq.heappush(self.heap, (rank, entry[1], role.name, key))


def dispatch(step: Step) -> None:
    """Start every task that may start now, most important first."""
    search = _Search(step, step.state.nothing_runs)
    for role in step.state.roles.values():
        if role.queue.ready and _may_start(role, alone=search.alone):
            for key in role.queue.groups():
                search.offer(role, key)
    step.woken.clear()
    step.state.reservations.clear()
    while search.heap:
        _, _, name, key = heapq.heappop(search.heap)
        if (name, key) not in search.closed:
            _try(search, step.state.roles[name], key)
    for role in step.state.roles.values():
        _note_short(step, role, search.short.get(role.name))


def _may_start(role: RoleRecord, *, alone: bool) -> bool:
    """An active role may; a throttled one only when otherwise nothing at all would run."""
    return role.state is RoleState.ACTIVE or (alone and role.state is RoleState.THROTTLED)


def _try(search: _Search, role: RoleRecord, key: GroupKey) -> None:
    step, entry = search.step, role.queue.first(key)
    if entry is None or not _may_start(role, alone=search.alone):
        return
    record = step.state.tasks[entry[2]]
    refused = _first_refusal(search, record)
    if refused is not None:
        search.closed.add((role.name, key))
        search.short.setdefault(role.name, refused)
        _reserve(search, record, refused)
        return
    conflict = step.state.leases.conflict(record.spec.claims)
    if conflict is not None:
        park(step, record, conflict)
    else:
        start(step, record)
        search.alone = False
    search.offer(role, key)
    while step.woken:
        name, woken_key = step.woken.pop()
        search.offer(step.state.roles[name], woken_key)


def _first_refusal(search: _Search, record: TaskRecord) -> Check | None:
    state = search.step.state
    checks = resource_checks(
        record.requirement, state.ledger, state.policy, search.reserved, alone=search.alone
    )
    return next((check for check in checks if not check.ok), None)


def _reserve(search: _Search, record: TaskRecord, refused: Check) -> None:
    """Keep room for a task that has been passed by others for too long."""
    if refused.kind not in (CheckKind.CPU, CheckKind.MEMORY):
        return
    if record.passed_since is None:
        record.passed_since = search.step.at
    if search.step.at - record.passed_since >= search.step.state.policy.reserve_after_s:
        search.reserved = search.reserved.add(record.id, record.requirement)
        search.step.state.reservations.append(record)


def start(step: Step, record: TaskRecord) -> None:
    """Lease the task's files, charge its requirement, and ask for its process."""
    state, role = step.state, step.state.role_of(record)
    if record.spec.claims:
        state.leases.grant(record.id, record.spec.claims, step.at)
        step.emit(LeasesChanged(at=step.at, cause=step.cause))
    leave_queue(step, record)
    state.ledger.charge(record.id, record.requirement, None, suspended=False)
    record.begin_attempt(step.at)
    record.place = Place.LIVE
    role.live += 1
    state.live[record.id] = record
    step.task_changed(record)
    step.role_changed(role)
    step.emit(StartAttempt(at=step.at, cause=step.cause, task=record.spec, attempt=record.attempt))


def _note_short(step: Step, role: RoleRecord, short: Check | None) -> None:
    """Remember why the role's next task does not start; told only when the kind of reason changes."""
    before = role.short.kind if role.short is not None else None
    role.short = short
    if (short.kind if short is not None else None) is not before:
        step.role_changed(role)
