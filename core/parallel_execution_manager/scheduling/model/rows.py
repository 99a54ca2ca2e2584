"""What of a task and of a role outlives the program, as plain rows. Times are monotonic seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum, unique
from typing import Any, NamedTuple

from parallel_execution_manager.scheduling.model.hand import Hand
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.model import TaskSpec, TaskState
from parallel_execution_manager.scheduling.model.past import RoleUse
from parallel_execution_manager.scheduling.model.sample import ResourceSample, TaskUsage

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
