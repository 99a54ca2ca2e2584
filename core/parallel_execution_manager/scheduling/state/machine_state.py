"""The whole state of the machine, and one step of it."""

from __future__ import annotations

from dataclasses import field

from parallel_execution_manager.scheduling.admission.estimates import Basis, Estimate, Source, estimate
from parallel_execution_manager.scheduling.admission.footprints import FootprintBook, Kind
from parallel_execution_manager.scheduling.admission.ledger import Ledger, Reserved
from parallel_execution_manager.scheduling.effects import (
    Effect,
    LeasesChanged,
    Refused,
    RoleChanged,
    TaskChanged,
)
from parallel_execution_manager.scheduling.leases.table import (
    OUTSIDE,
    LeaseTable,
    OutsideLeases,
    Turn,
    lead_of_outside,
)
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.policy import Policy
from parallel_execution_manager.scheduling.model.role_queue import Entry, GroupKey
from parallel_execution_manager.scheduling.model.task import (
    BOTH_NEEDS,
    FileClaim,
    Priority,
    TaskSpec,
    TaskState,
)
from parallel_execution_manager.scheduling.state.escalation import Ladder
from parallel_execution_manager.scheduling.state.role_record import RoleRecord
from parallel_execution_manager.scheduling.state.task_record import TaskRecord
from parallel_execution_manager.scheduling.state.timers import Timers

SAME_MOMENT_S = 1e-6
NOTHING_RESERVED = Reserved()


@dataclass(slots=True)
class MachineState:
    """The whole state; only code of this package changes it, only inside a step.

    ``reservation`` is the task that room was kept for when tasks to start were last searched. ``outside``
    are the leases of processes that are no tasks, and those that they wait for. ``leads`` is how much the
    tasks of each role that may start something are before others in the lines for files. ``next_fence`` is
    the number of the next lease. ``is_trial`` is whether this is a copy of a part, in which nothing leaves
    the list: who comes after a task is not known there.
    """

    policy: Policy
    roles: dict[str, RoleRecord]
    tasks: dict[str, TaskRecord] = field(default_factory=dict)
    live: dict[str, TaskRecord] = field(default_factory=dict)
    dependents: dict[str, dict[str, None]] = field(default_factory=dict)
    leases: LeaseTable = field(default_factory=LeaseTable)
    ledger: Ledger = field(default_factory=Ledger)
    ladder: Ladder = field(default_factory=Ladder)
    timers: Timers = field(default_factory=Timers)
    book: FootprintBook = field(default_factory=FootprintBook)
    reservation: TaskRecord | None = None
    tasks_seen: int = 0
    at: float = 0.0
    wake_announced: float | None = None
    outside: OutsideLeases = field(default_factory=OutsideLeases)
    leads: dict[str, float] = field(default_factory=dict)
    next_fence: int = 1
    is_trial: bool = False

    def unmet(self, record: TaskRecord) -> int:
        """How many of the tasks that ``record`` comes after have not succeeded."""
        states = (self.tasks[name].state for name in dict.fromkeys(record.spec.after))
        return sum(state is not TaskState.SUCCEEDED for state in states)

    def role_of(self, record: TaskRecord) -> RoleRecord:
        """The role of a task."""
        return self.roles[record.spec.role]

    def estimate(self, spec: TaskSpec, kind: Kind) -> Estimate:
        """What a task is taken to need, by what is known now."""
        policy, declared = self.policy, spec.requirement
        is_weighed = spec.declares != BOTH_NEEDS or (policy.learn and self.book.knows(kind))
        if declared is not None and not is_weighed:
            # Nothing else is to be weighed, as for most of a long queue.
            return Estimate(declared, Source.DECLARED)
        room_mb = policy.memory_limit_mb - self.ledger.other_memory.mb
        role_needs = self.roles[spec.role].requirement
        basis = Basis(declared, role_needs, room_mb, policy.keeps_headroom, spec.declares)
        return estimate(self.book if policy.learn else None, kind, basis)

    def place_in_line(self, priority: Priority, queued_at: float, number: int) -> float:
        """Where a task stands in its role's queue: lower is sooner.

        A step of priority is worth ``ageing_s`` of waiting, so that nothing starves although the
        order of two tasks never changes while they wait.
        """
        return queued_at - self.policy.ageing_s * priority + number * SAME_MOMENT_S

    def rank(self, order: float, role: RoleRecord) -> float:
        """The order of a task among those of all roles: a step of role priority is worth ``ageing_s``."""
        return order - self.policy.ageing_s * role.priority

    def take_fence(self) -> int:
        """The number of a lease that is granted now: higher than any before."""
        fence = self.next_fence
        self.next_fence += 1
        return fence

    def turn_of(self, name: str) -> Turn | None:
        """Where a task, or a lease of others, stands among those who want files.

        ``None``: it lets nobody go first, as one who holds files already would keep others waiting meanwhile.
        """
        lease = self.outside.get(name)
        if lease is None:
            record = self.tasks[name]
            return Turn(self.rank(record.order, self.role_of(record)), record.number, self.leads)
        if any(other in self.leases.grants for other in self.outside.of_process(lease)):
            return None
        return Turn(lease.order - lead_of_outside(self.policy), lease.number, self.leads)

    def rank_in_line(self, role: str, entry: Entry) -> tuple[float, int]:
        """How important somebody is who waits for a file: lower is more important."""
        if role == OUTSIDE:
            return entry[0] - lead_of_outside(self.policy), entry[1]
        return self.rank(entry[0], self.roles[role]), entry[1]

    def claims_of(self, name: str) -> tuple[FileClaim, ...]:
        """The claims of a task, or of a lease of others."""
        lease = self.outside.get(name)
        return self.tasks[name].spec.claims if lease is None else lease.claims

    def reserved_before(self, record: TaskRecord) -> Reserved:
        """What is kept free for a task that comes before ``record``."""
        other = self.reservation
        if other is None or other is record:
            return NOTHING_RESERVED
        if self.rank(other.order, self.role_of(other)) > self.rank(record.order, self.role_of(record)):
            return NOTHING_RESERVED
        return Reserved(other.requirement.cpu_cores, other.requirement.memory_mb, other.id)

    @property
    def nothing_runs(self) -> bool:
        """Whether no task uses the processor: none is live, or all that are live are suspended.

        One that was asked to run on counts as running, so that nothing starts in its place meanwhile, and
        so does one that stands still for its growth: where nothing else runs it is the one to go on.
        """
        return all(
            record.suspended_since is not None and not (record.rein.resuming or record.held_back)
            for record in self.live.values()
        )


@dataclass(slots=True)
class Step:
    """One event being handled: the state it changes and the effects it has so far.

    ``woken`` lists the groups (role, key) that got a ready task since a search last looked, ``woken_outside``
    the leases of others that may be granted.
    ``room_changed`` says that tasks which were refused before may be let in now.
    """

    state: MachineState
    at: float
    cause: str
    effects: list[Effect] = field(default_factory=list)
    woken: list[tuple[str, GroupKey]] = field(default_factory=list)
    woken_outside: list[str] = field(default_factory=list)
    room_changed: bool = False

    def emit(self, effect: Effect) -> None:
        """Ask the shell for an effect."""
        self.effects.append(effect)

    def task_changed(self, record: TaskRecord) -> None:
        """Tell that a task's view is to be made anew."""
        self.effects.append(TaskChanged(at=self.at, cause=self.cause, task_id=record.id))

    def role_changed(self, role: RoleRecord) -> None:
        """Tell that a role's view is to be made anew, and bring its clock up to date."""
        self.room_changed = True
        role.holds.switch(role.hold, self.at)
        self.effects.append(RoleChanged(at=self.at, cause=self.cause, role=role.name, state=role.state))

    def reach_changed(self) -> None:
        """Tell that a rung may mean something else for some running task than it did."""
        self.state.ladder.touched = True

    def leases_changed(self) -> None:
        """Tell that a lease was granted, awaited or released; that may move who is held back."""
        self.reach_changed()
        self.emit(LeasesChanged(at=self.at, cause=self.cause))

    def refuse(self, *problems: str) -> None:
        """Tell that the wish is not carried out."""
        self.emit(Refused(at=self.at, cause=self.cause, problems=problems))
