"""What the machine remembers of a task and of a role. Private to the machine: views are frozen."""

from __future__ import annotations

from enum import StrEnum, unique

from parallel_execution_manager.scheduling.checks import Check, CheckKind, Reason
from parallel_execution_manager.scheduling.clocks import HoldClock, WaitClock
from parallel_execution_manager.scheduling.estimates import Estimate
from parallel_execution_manager.scheduling.hand import Hand
from parallel_execution_manager.scheduling.kinds import Kind
from parallel_execution_manager.scheduling.model import Requirement, RoleState, TaskSpec, TaskState
from parallel_execution_manager.scheduling.policy import RolePolicy
from parallel_execution_manager.scheduling.queues import NO_GROUP, Entry, GroupKey, RoleQueue
from parallel_execution_manager.scheduling.rein import Rein
from parallel_execution_manager.scheduling.rungs import Rung
from parallel_execution_manager.scheduling.sample import TaskUsage


@unique
class Place(StrEnum):
    """Where a task is; always exactly one."""

    NOWHERE = "nowhere"
    BLOCKED = "blocked"
    BACKING_OFF = "backing_off"
    PAUSED = "paused"
    PARKED = "parked"
    READY = "ready"
    LIVE = "live"
    ENDED = "ended"


class TaskRecord:
    """A task with everything that changes about it.

    ``began_at`` is when the attempt was started, which its process may only follow. ``settled`` means
    that it was measured and has stopped growing. ``held_back`` is set while it stands still for want
    of memory, ``trusted`` once the operator wants it to go on all the same. ``told`` is what was
    last told of its usage and peak at the pace of samples. ``files_since`` is since when
    it waits for files. ``is_kept`` is set while the task is ended only because the program ends:
    nobody has given up what comes after it.
    """

    __slots__ = (
        "_rein",
        "attempt",
        "began_at",
        "cancelled_by",
        "cpu_seen_s",
        "detail",
        "ended_at",
        "ending",
        "estimate",
        "evictions",
        "exit_code",
        "failures",
        "files_since",
        "grew_at",
        "grew_to_mb",
        "group",
        "growth_mb_s",
        "held_back",
        "is_kept",
        "kind",
        "losses",
        "not_before",
        "number",
        "order",
        "passed_since",
        "paused",
        "paused_why",
        "peak",
        "place",
        "probe_timer",
        "queued_at",
        "settled",
        "spec",
        "started_at",
        "state",
        "suspend_sent",
        "suspended_s",
        "suspended_since",
        "told",
        "trusted",
        "unmet",
        "until",
        "usage",
        "wait",
    )

    def __init__(
        self, spec: TaskSpec, number: int, order: float, kind: Kind, estimate: Estimate, at: float
    ) -> None:
        self.spec = spec
        self.number = number
        self.order = order
        self.kind = kind
        self.estimate = estimate
        self.group: GroupKey = NO_GROUP
        self.state = TaskState.QUEUED
        self.place = Place.NOWHERE
        self.queued_at = at
        self.started_at: float | None = None
        self.ended_at: float | None = None
        self.attempt = 0
        self.began_at = at
        self.failures = 0
        self.evictions = 0
        self.losses = 0
        self.is_kept = False
        self.exit_code: int | None = None
        self.detail = ""
        self.cancelled_by = ""
        self.unmet = 0
        self.not_before: float | None = None
        self.files_since: float | None = None
        self.passed_since: float | None = None
        self.paused = False
        self.paused_why = ""
        self.suspend_sent = False
        self.suspended_s = 0.0
        self.suspended_since: float | None = None
        self.ending: TaskState | None = None
        self.usage: TaskUsage | None = None
        self.peak: TaskUsage | None = None
        self.told: tuple[TaskUsage, TaskUsage] | None = None
        self.cpu_seen_s = 0.0
        self.grew_at = 0.0
        self.grew_to_mb = 0.0
        self.growth_mb_s = 0.0
        self.settled = False
        self.probe_timer = False
        self.held_back = False
        self.trusted = False
        self.wait = WaitClock()
        self.until: float | None = None
        self._rein: Rein | None = None

    @property
    def rein(self) -> Rein:
        """How the present attempt is held back; made when it is first asked for, as most tasks only wait."""
        if self._rein is None:
            self._rein = Rein()
        return self._rein

    @property
    def id(self) -> str:
        """The task's id."""
        return self.spec.id

    @property
    def requirement(self) -> Requirement:
        """What the task is taken to need, by the newest estimate."""
        return self.estimate.requirement

    @property
    def entry(self) -> Entry:
        """How the task stands in queues."""
        return self.order, self.number, self.spec.id

    def begin_attempt(self, at: float) -> None:
        """Forget what belonged to the attempt before."""
        self.state = TaskState.STARTING
        self.attempt += 1
        self.began_at = at
        self.started_at = at
        self.ended_at = None
        self.exit_code = None
        self.detail = ""
        self.not_before = None
        self.passed_since = None
        self.files_since = None
        self.suspend_sent = False
        self.suspended_s = 0.0
        self.suspended_since = None
        self.ending = None
        self.usage = self.peak = self.told = None
        self.cpu_seen_s = 0.0
        self.grew_at = at
        self.grew_to_mb = self.growth_mb_s = 0.0
        self.settled = self.probe_timer = self.held_back = self.trusted = False
        self._rein = None

    def leave_attempt(self) -> None:
        """Between two attempts nothing of the one before is shown as if it still ran."""
        self.started_at = self.ended_at = self.suspended_since = self.not_before = None
        self.suspended_s = 0.0
        self.ending = self.usage = self._rein = None
        self.is_kept = False

    def running_s(self, at: float) -> float:
        """Seconds that the present attempt has run, suspended time left out."""
        started = at if self.started_at is None else self.started_at
        still = at - self.suspended_since if self.suspended_since is not None else 0.0
        return at - started - self.suspended_s - still


class RoleRecord:
    """A role with its queue. What the operator set and what the scheduler decided are kept apart.

    What its policy says of it is copied: a role that leaves the policy keeps its requirement and its bounds.
    """

    __slots__ = (
        "by_operator",
        "disk_mb",
        "hand",
        "holds",
        "left_alone_until",
        "live",
        "lowered",
        "max_tasks",
        "name",
        "priority",
        "queue",
        "reason",
        "requirement",
        "rung",
        "rung_since",
        "short",
        "since",
        "started",
        "stopped_by_hand",
        "suspended",
        "until",
    )

    def __init__(self, name: str, policy: RolePolicy, at: float) -> None:
        self.name = name
        self.priority = policy.priority
        self.requirement = policy.requirement
        self.max_tasks = policy.max_tasks
        self.disk_mb = policy.disk_mb
        self.queue = RoleQueue()
        self.started = False
        self.stopped_by_hand = False
        self.hand = Hand.NONE
        self.until: float | None = None
        self.rung = Rung.FREE
        self.rung_since = at
        self.lowered = False
        self.left_alone_until = float("-inf")
        self.by_operator = False
        self.reason: Reason | None = None
        self.short: Check | None = None
        self.since = at
        self.live = 0
        self.suspended = 0
        self.holds = HoldClock(CheckKind.ROLE_STOPPED, at)

    @property
    def paused(self) -> bool:
        """Whether the operator has paused the role."""
        return self.hand is Hand.PAUSED

    @property
    def throttled(self) -> bool:
        """Whether nothing starts because of the limits, or because the operator holds the role."""
        return self.rung is not Rung.FREE or self.hand is Hand.HELD

    @property
    def may_start_alone(self) -> bool:
        """Whether a task may start when otherwise nothing at all would run: only the operator forbids it."""
        return self.started and self.hand not in (Hand.PAUSED, Hand.HELD)

    @property
    def state(self) -> RoleState:
        """The role's state; what the operator set beats what the scheduler decided."""
        # Asked for each role at each event: `paused` and `throttled` are spelled out.
        if not self.started:
            return RoleState.STOPPED
        hand, rung = self.hand, self.rung
        if rung is Rung.FREE and hand is not Hand.PAUSED:
            return RoleState.THROTTLED if hand is Hand.HELD else RoleState.ACTIVE
        if hand is Hand.PAUSED or rung >= Rung.SUSPENDED:
            return RoleState.SUSPENDED
        return RoleState.THROTTLED

    @property
    def hold(self) -> CheckKind | None:
        """What keeps the role as a whole from starting tasks."""
        if not self.started:
            return CheckKind.ROLE_STOPPED
        if self.paused:
            return CheckKind.ROLE_PAUSED
        if self.throttled:
            return CheckKind.ROLE_THROTTLED
        return self.short.kind if self.short is not None else None

    def come_to(self, rung: Rung, at: float) -> None:
        """The role goes up or down to ``rung``; one that skipped "lowered" is not lowered further up."""
        self.rung, self.rung_since = rung, at
        self.lowered = rung is Rung.LOWERED or (self.lowered and rung > Rung.LOWERED)

    def has_work(self) -> bool:
        """Whether a task of the role is queued or live."""
        return self.live > 0 or len(self.queue) > 0
