"""What the machine remembers of a task. Private to the machine: views are frozen."""

from __future__ import annotations

from enum import StrEnum, unique

from parallel_execution_manager.scheduling.admission.estimates import Estimate
from parallel_execution_manager.scheduling.admission.kinds import Kind
from parallel_execution_manager.scheduling.model.model import Requirement, TaskSpec, TaskState
from parallel_execution_manager.scheduling.model.queues import NO_GROUP, Entry, GroupKey
from parallel_execution_manager.scheduling.model.sample import TaskUsage
from parallel_execution_manager.scheduling.state.clocks import WaitClock
from parallel_execution_manager.scheduling.state.rein import Rein


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
        "id",
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
        self.id = spec.id
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
    def requirement(self) -> Requirement:
        """What the task is taken to need, by the newest estimate."""
        return self.estimate.requirement

    @property
    def entry(self) -> Entry:
        """How the task stands in queues."""
        return self.order, self.number, self.id

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
