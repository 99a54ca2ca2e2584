"""Frozen snapshots of tasks, roles and leases, and the actions that remedies offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from enum import StrEnum, unique
from typing import Any

from parallel_execution_manager.scheduling.admission.estimates import Estimate
from parallel_execution_manager.scheduling.events import Event
from parallel_execution_manager.scheduling.model.checks import Check, Reason
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.levels import Rung
from parallel_execution_manager.scheduling.model.policy import Hand, Policy
from parallel_execution_manager.scheduling.model.role_queue import GroupKey
from parallel_execution_manager.scheduling.model.sample import ResourceSample, TaskUsage, WallClock
from parallel_execution_manager.scheduling.model.task import (
    ClaimMode,
    ClaimScope,
    Requirement,
    RoleState,
    TaskSpec,
    TaskState,
)


@unique
class Verb(StrEnum):
    """What each is given says `snapshot.Action`; the value is its name at a manager's door."""

    CANCEL = "cancel"
    PAUSE = "pause"
    RESUME = "resume"
    RETRY = "retry"
    START = "start"
    MOVE = "move"
    PRIORITY = "priority"
    EDIT = "edit"
    CONFIGURE = "configure"


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task as it stands. Times are monotonic seconds; ``None`` means "not yet".

    ``order`` sorts the queue: lower starts first. ``waits_for`` is the first failing check of a
    queued task. ``paused`` means held or suspended by the operator, or by a policy of theirs; then
    ``paused_why`` says why. ``stopping`` is the word for why a live task is being ended, else empty.
    ``waited_s`` is how long it had waited at ``counted_at``, by kind of check.
    ``usage`` is the last measurement of its process tree, ``peak`` the highest of each number.
    ``group`` is that of a ready task among the ``refusals`` of its role. ``estimate`` is what it
    is taken to need and where that comes from. ``held_back`` means that it stands still for want of memory.
    ``evictions`` is how often it was stopped and queued again because memory was short. ``lowered``
    means that it gets processor and disk after everybody else, ``kept_running`` says why it is held back
    less than its role. What the operator has set for it ends at ``until``, if that is given.
    """

    spec: TaskSpec
    state: TaskState
    order: tuple[float, int]
    attempt: int
    queued_at: float
    started_at: float | None
    ended_at: float | None
    suspended_s: float
    suspended_since: float | None
    exit_code: int | None
    detail: str
    paused: bool
    stopping: str
    estimate: Estimate
    waits_for: Check | None
    waited_s: tuple[tuple[str, float], ...] = ()
    usage: TaskUsage | None = None
    peak: TaskUsage | None = None
    held_back: bool = False
    group: GroupKey | None = None
    evictions: int = 0
    lowered: bool = False
    kept_running: str = ""
    until: float | None = None
    paused_why: str = ""
    counted_at: float | None = None

    @property
    def id(self) -> str:
        """The task's id."""
        return self.spec.id

    @property
    def requirement(self) -> Requirement:
        """What the task is taken to need."""
        return self.estimate.requirement

    def as_it_ran(self, started_at: float) -> TaskView:
        """The task, which has ended since, as it was when its process had just started."""
        return replace(
            self,
            state=TaskState.RUNNING,
            started_at=started_at,
            ended_at=None,
            exit_code=None,
            detail="",
            waits_for=None,
            peak=None,
            group=None,
        )


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role as it stands.

    ``by_operator`` marks a state set by hand, ``reason`` is the last decision of the scheduler,
    ``waits_for`` the check that keeps its next task from starting, if any; ``refusals`` are the same
    for each group of tasks that need about the same (`queues.group_key`). ``rung`` is how far the
    scheduler holds it back, ``hand`` what the operator has set; that ends at ``until`` at the latest.
    """

    name: str
    state: RoleState
    priority: int
    queued: int
    running: int
    suspended: int
    by_operator: bool
    reason: Reason | None
    since: float
    waits_for: Check | None = None
    refusals: Mapping[GroupKey, Check] = field(default_factory=dict)
    rung: Rung = Rung.FREE
    hand: Hand = Hand.NONE
    until: float | None = None


@dataclass(frozen=True, slots=True)
class HolderView:
    """Who has a file: a task's id or a lease's, how and since when, and the number of the lease.

    ``who`` is for people and empty for a task, ``pid`` is the process of one who is none.
    """

    id: str
    mode: ClaimMode
    since: float
    fence: int = 0
    who: str = ""
    pid: int | None = None


@dataclass(frozen=True, slots=True)
class WaiterView:
    """Who waits for a file: in which mode and since when; ``who`` and ``pid`` as of a holder."""

    id: str
    mode: ClaimMode
    since: float
    who: str = ""
    pid: int | None = None


@dataclass(frozen=True, slots=True)
class LeaseView:
    """A file in use, or a tree of them: who has it, the one with the longest lease first, and who waits.

    ``pattern`` says what of a tree is meant, empty being all of it.
    """

    path: str
    holds: tuple[HolderView, ...] = ()
    waits: tuple[WaiterView, ...] = ()
    scope: ClaimScope = ClaimScope.FILE
    pattern: str = ""

    @property
    def holders(self) -> tuple[str, ...]:
        """The ids of those who have it."""
        return tuple(hold.id for hold in self.holds)

    @property
    def waiters(self) -> tuple[str, ...]:
        """The ids of those who wait for it."""
        return tuple(wait.id for wait in self.waits)

    @property
    def mode(self) -> ClaimMode:
        """Write if somebody has it to write, or wants it so while nobody has it."""
        modes = [each.mode for each in self.holds or self.waits]
        return ClaimMode.WRITE if ClaimMode.WRITE in modes else ClaimMode.READ

    @property
    def since(self) -> float:
        """Since when somebody has it, or waits for it if nobody has it."""
        return min((each.since for each in self.holds or self.waits), default=0.0)


@dataclass(frozen=True, slots=True)
class Action:
    """A verb with its arguments, which are plain JSON values.

    The verbs are ``cancel``, ``pause``, ``resume`` and ``retry`` (with ``tasks`` or ``role``), ``start``
    (``roles``), ``move`` (``task`` and ``position``, 0 being first), ``priority`` (``task`` and a word, or
    ``role`` and a number), ``edit`` (``task`` and what is to be changed of it) and ``configure``
    (``settings``: sections of the configuration with the keys that change).
    """

    verb: Verb
    arguments: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something that would start a waiting task now.

    In words, as the wishes that were tried, and as the actions by which people and programs wish them.
    """

    words: str
    wishes: tuple[Event, ...]
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """Every check of a task, failing ones first; nothing fails for a task that does not wait.

    ``remedies`` and ``estimated_start`` (monotonic seconds, ``None`` if unknown) are there if they were
    asked for: each remedy was tried on a copy of the machine and started the task there.
    """

    task_id: str
    state: TaskState
    checks: tuple[Check, ...]
    remedies: tuple[Remedy, ...] = ()
    estimated_start: float | None = None

    @property
    def failing(self) -> tuple[Check, ...]:
        """The checks that keep the task from starting."""
        return tuple(check for check in self.checks if not check.ok)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything that a view needs, at monotonic time ``at``.

    ``tasks`` are those that changed since the snapshot before (all of them if ``full``), ``removed``
    the ids that are gone. Roles, leases, sample and policy are always whole. ``wall_offset`` and
    ``sleeps`` are those of ``WallClock``.
    """

    at: float
    wall_offset: float
    full: bool
    tasks: tuple[TaskView, ...]
    removed: tuple[str, ...]
    roles: tuple[RoleView, ...]
    leases: tuple[LeaseView, ...]
    sample: ResourceSample | None
    policy: Policy
    sleeps: tuple[tuple[float, float], ...] = ()

    @property
    def wall(self) -> WallClock:
        """What the clock on the wall showed at the times in it."""
        return WallClock(self.wall_offset, self.sleeps)
