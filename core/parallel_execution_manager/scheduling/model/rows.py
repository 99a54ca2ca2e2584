"""Rows of tasks, roles, samples and the journal, as they are persisted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from enum import StrEnum, unique
from operator import attrgetter
from typing import Any, Final, NamedTuple

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.policy import Hand
from parallel_execution_manager.scheduling.model.sample import ResourceSample, TaskUsage
from parallel_execution_manager.scheduling.model.task import TaskSpec, TaskState


class Quantity(NamedTuple):
    """Something that is measured: what it is called, by its unit, too, and how it is read from a sample.

    The store's column has the name with the unit.
    """

    name: str
    with_unit: str
    of: Callable[[ResourceSample], float | None]


def _pressure(name: str) -> Callable[[ResourceSample], float | None]:
    return lambda sample: None if sample.pressure is None else getattr(sample.pressure, name)


MEASURED: Final = (
    Quantity("cpu", "cpu_percent", attrgetter("cpu_percent")),
    Quantity("memory", "memory_percent", attrgetter("memory_percent")),
    Quantity("disk", "disk_percent", attrgetter("disk_percent")),
    Quantity("disk_read", "disk_read_mb_s", attrgetter("disk_read_mb_s")),
    Quantity("disk_write", "disk_write_mb_s", attrgetter("disk_write_mb_s")),
    Quantity("cpu_pressure", "cpu_pressure", _pressure("cpu")),
    Quantity("memory_pressure", "memory_pressure", _pressure("memory")),
    Quantity("io_pressure", "io_pressure", _pressure("io")),
    Quantity("memory_pressure_some", "memory_pressure_some", _pressure("memory_some")),
    Quantity("io_pressure_some", "io_pressure_some", _pressure("io_some")),
)
"""What is kept of a sample: percent, but MiB a second of ``disk_read`` and ``disk_write``."""
QUANTITIES: Final = tuple(each.name for each in MEASURED)

ROLE_STEPS: Final = frozenset({"RoleThrottled", "RoleResumed"})
"""The kinds of the journal's entries that tell that the scheduler holds a role back further, or less."""


class RoleUse(NamedTuple):
    """What the running tasks of one role use together."""

    cpu_cores: float
    memory_mb: float


@dataclass(frozen=True, slots=True)
class PastSample:
    """What was measured in a span of time around ``at``, which is seconds since the epoch.

    ``low`` and ``high`` are the least and the most of each of `QUANTITIES` in that span, ``None`` being "not
    measured"; ``roles`` is what each role used at the last sample of the span.
    """

    at: float
    low: tuple[float | None, ...]
    high: tuple[float | None, ...]
    roles: Mapping[str, RoleUse]


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """Something that happened at ``at`` (seconds since the epoch): what, because of what, to whom."""

    number: int
    at: float
    cause: str
    kind: str
    subject: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class JournalQuery:
    """Which entries are wanted, the newest first: at most ``limit`` of them.

    Their numbers are below ``before`` and above ``after``, where these are given.

    Times are seconds since the epoch. Empty ``kinds`` or ``subjects`` are all. With ``failures`` attempts
    that did not succeed are wanted beside the ``kinds``, which then may be empty for none.
    """

    since: float = float("-inf")
    until: float = float("inf")
    kinds: frozenset[str] = field(default_factory=frozenset)
    subjects: frozenset[str] = field(default_factory=frozenset)
    before: int | None = None
    after: int | None = None
    limit: int = 1000
    failures: bool = False


def quantities(sample: ResourceSample) -> tuple[float | None, ...]:
    """What was measured, in the order of `QUANTITIES`."""
    return tuple(each.of(sample) for each in MEASURED)


def use_by_role(tasks: Mapping[str, TaskUsage], role_of: Callable[[str], str | None]) -> dict[str, RoleUse]:
    """What the tasks of each role use together; tasks that nobody knows any more are left out."""
    found: dict[str, RoleUse] = {}
    for task_id, usage in tasks.items():
        role = role_of(task_id)
        if role is not None:
            cores, memory = found.get(role, (0.0, 0.0))
            found[role] = RoleUse(cores + usage.cpu_cores, memory + usage.memory_mb)
    return found


AttemptId = tuple[str, int]
"""A task's id and the number of an attempt of it."""


class TaskRow(NamedTuple):
    """A task as it is kept; every field is that of the machine's record. A tuple, as there are many.

    ``waited`` is how long it has waited until ``counted_at``, by kind of check, and since then it waits for
    ``waits_for``; both are ``None`` if it does not wait. ``fence`` is the number of its lease. ``peak`` is
    what its last attempt used at most, once that has ended.
    """

    number: int
    spec: TaskSpec
    state: TaskState
    order: float
    queued_at: float
    attempt: int = 0
    began_at: float = 0.0
    started_at: float | None = None
    ended_at: float | None = None
    suspended_s: float = 0.0
    suspended_since: float | None = None
    failures: int = 0
    evictions: int = 0
    losses: int = 0
    exit_code: int | None = None
    detail: str = ""
    cancelled_by: str = ""
    not_before: float | None = None
    paused: bool = False
    until: float | None = None
    ending: TaskState | None = None
    waited: tuple[tuple[str, float], ...] = ()
    fence: int = 0
    paused_why: str = ""
    peak: TaskUsage | None = None
    counted_at: float | None = None
    waits_for: str | None = None

    @classmethod
    def fresh(
        cls,
        number: int,
        spec: TaskSpec,
        order: float,
        queued_at: float,
        counted_at: float | None,
        waits_for: str | None,
    ) -> TaskRow:
        """A task to which nothing has happened since it was queued; quick, as most in a long queue are."""
        # Not by the names of the fields: to fill in what is left out takes longer than all else.
        begin = (number, spec, TaskState.QUEUED, order, queued_at, 0, queued_at)
        return tuple.__new__(cls, (*begin, *_NOTHING_LATER, counted_at, waits_for))

    @property
    def is_fresh(self) -> bool:
        """Whether nothing has happened to the task since it was queued, as to most of a long queue."""
        is_new = self.state is TaskState.QUEUED and not self.attempt and self.began_at == self.queued_at
        return is_new and self[LATER] == _NOTHING_LATER


LATER = slice(TaskRow._fields.index("started_at"), TaskRow._fields.index("counted_at"))
"""The fields that are as by default as long as nothing has happened to a task."""
_NOTHING_LATER = tuple(TaskRow._field_defaults[name] for name in TaskRow._fields[LATER])


@dataclass(frozen=True, slots=True)
class TaskChange:
    """How a task was ``before`` something was done to it and how ``after``; ``None``: not known then."""

    task_id: str
    before: TaskRow | None
    after: TaskRow | None

    @property
    def reversed(self) -> TaskChange:
        """What undoing this does."""
        return TaskChange(self.task_id, self.after, self.before)


class RoleRow(NamedTuple):
    """What the operator has set for a role; ``configured`` is the priority that its configuration gave.

    ``stopped`` is whether the operator has stopped it: else it is started when the program begins. It is as
    it is ``since`` then.
    """

    name: str
    started: bool
    hand: Hand
    until: float | None
    priority: int
    configured: int
    stopped: bool = False
    since: float | None = None


class JournalRow(NamedTuple):
    """Something that happened: because of what, of which kind, to whom, and more about it."""

    at: float
    cause: str
    kind: str
    subject: str
    detail: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Changes:
    """What one event has changed of what is kept.

    ``written`` are tasks that are new or have another specification, ``changed`` all others that are
    unlike before. ``ended`` are attempts whose end is in here, ``fence`` is the highest number of a
    lease that was given out, ``facts`` are single things by name (``None`` forgets one). ``roles_use`` is
    what the tasks of each role used together at the ``sample``: cores and MiB.
    """

    written: tuple[TaskRow, ...] = ()
    changed: tuple[TaskRow, ...] = ()
    forgotten: tuple[str, ...] = ()
    roles: tuple[RoleRow, ...] = ()
    journal: tuple[JournalRow, ...] = ()
    ended: tuple[AttemptId, ...] = ()
    fence: int = 0
    sample: ResourceSample | None = None
    roles_use: Mapping[str, RoleUse] = field(default_factory=dict)
    facts: tuple[tuple[str, str | None], ...] = ()


@unique
class FateKind(StrEnum):
    """What became of an attempt that was under way when the program ended.

    ``ENDED``: its exit is known, and ``AttemptEnded`` will tell of it. ``NEVER_STARTED``: no process of it
    was ever made.
    """

    RUNNING = "running"
    SUSPENDED = "suspended"
    ENDED = "ended"
    LOST = "lost"
    NEVER_STARTED = "never_started"


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of an attempt, and in words why nobody knows its end if that is so."""

    kind: FateKind
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StoredQueue:
    """All that was kept: tasks by number, roles, and the highest number of a lease that was given out."""

    tasks: tuple[TaskRow, ...] = ()
    roles: tuple[RoleRow, ...] = ()
    fence: int = 0
    fates: dict[AttemptId, Fate] = field(default_factory=dict)
