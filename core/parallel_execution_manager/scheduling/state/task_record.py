"""What the machine remembers of a task, with its throttle state and its waiting times."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum, unique

from parallel_execution_manager.scheduling.admission.estimates import Estimate
from parallel_execution_manager.scheduling.admission.footprints import Kind
from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.role_queue import NO_GROUP, Entry, GroupKey
from parallel_execution_manager.scheduling.model.sample import TaskUsage
from parallel_execution_manager.scheduling.model.task import Requirement, TaskSpec, TaskState


@dataclass(slots=True)
class Rein:
    """How a running attempt is held back by the scheduler.

    ``still`` and ``lowered`` are what is wanted of its processes; ``lower_sent`` is what was asked
    for. ``resuming`` is set between asking them to run on and hearing that they do. ``let_go`` means
    that it may run on although the rung of its role says "suspended", because there is room for it
    again; ``going`` that the operator has resumed it by hand. ``kept`` says in words why it runs on
    although its role is held back further. ``used_cores`` is what it used before it was held back.
    """

    still: bool = False
    lowered: bool = False
    lower_sent: bool = False
    resuming: bool = False
    let_go: bool = False
    going: bool = False
    kept: str = ""
    used_cores: float = 0.0


ROLE_HOLDS = (
    CheckKind.ROLE_STOPPED,
    CheckKind.ROLE_PAUSED,
    CheckKind.ROLE_THROTTLED,
    CheckKind.CPU,
    CheckKind.MEMORY,
    CheckKind.DISK,
    CheckKind.SLOTS,
    CheckKind.MEASURING,
    CheckKind.ROLE_TASKS,
    CheckKind.DISK_SPACE,
)


NO_TIME_S = 1e-9
"""Less than this is rounding."""


class HoldClock:
    """How long a role as a whole has been held, by kind of check.

    A task in the role's ready queue takes a reading when it enters and one when it leaves; the
    difference is what it waited for, so that no task is touched while it waits.
    """

    __slots__ = ("_kind", "_reading", "_reading_at", "_since", "_totals")

    def __init__(self, kind: CheckKind | None, at: float) -> None:
        self._kind = kind
        self._since = at
        self._totals = dict.fromkeys(ROLE_HOLDS, 0.0)
        self._reading: tuple[float, ...] | None = None
        self._reading_at = at

    def since(self, kind: CheckKind) -> float | None:
        """Since when the role is held by ``kind`` without a break; ``None`` if it is not."""
        return self._since if self._kind is kind else None

    def switch(self, kind: CheckKind | None, at: float) -> None:
        """From ``at`` on the role is held by ``kind`` (``None``: not held)."""
        if kind is self._kind:
            return
        if self._kind is not None:
            self._totals[self._kind] += at - self._since
        self._kind = kind
        self._since = at
        self._reading = None

    def reach_back(self, since: float) -> None:
        """The role was already held like this ``since`` then, before it was known here."""
        self._since = min(self._since, since)
        self._reading = None

    def read(self, at: float) -> tuple[float, ...]:
        """Seconds held until ``at`` for each of ``ROLE_HOLDS``; equal readings are one object."""
        if self._reading is None or self._reading_at != at:
            totals = dict(self._totals)
            if self._kind is not None:
                totals[self._kind] += max(0.0, at - self._since)
            self._reading = tuple(totals.values())
            self._reading_at = at
        return self._reading


class WaitClock:
    """What one task has waited for so far.

    ``kind`` is what it waits for, ``TURN`` being its role's ready queue; ``None`` if it does not wait.
    ``totals`` are the seconds of what it waited for before.
    """

    __slots__ = ("_entered", "_since", "kind", "totals")

    def __init__(self) -> None:
        self.totals: Mapping[CheckKind, float] | None = None
        self.kind: CheckKind | None = None
        self._since = 0.0
        self._entered: tuple[float, ...] = ()

    def since(self, kind: CheckKind) -> float | None:
        """Since when the task waits for ``kind`` without a break; ``None`` if it does not."""
        return self._since if self.kind is kind else None

    def wait(self, kind: CheckKind, at: float, holds: HoldClock) -> None:
        """The task waits for ``kind`` from ``at`` on; ``TURN`` means its role's ready queue."""
        self.stop(at, holds)
        self.kind = kind
        self._since = at
        if kind is CheckKind.TURN:
            self._entered = holds.read(at)

    def reach_back(self, kind: CheckKind, since: float, at: float, holds: HoldClock) -> None:
        """Count that the task waited for ``kind`` from ``since`` to ``at``, before it was known here."""
        if kind is not self.kind:
            before = self.totals or {}
            self.totals = {**before, kind: before.get(kind, 0.0) + (at - since)}
            return
        self._since = since
        if kind is CheckKind.TURN:
            self._entered = holds.read(since)

    def stop(self, at: float, holds: HoldClock) -> None:
        """The task waits no more."""
        if self.kind is not None:
            self.totals = self.read(at, holds) or None
            self.kind = None

    def read(self, at: float, holds: HoldClock) -> Mapping[CheckKind, float]:
        """Seconds waited until ``at`` by kind of check; only kinds that cost time."""
        if self.kind is None or at == self._since:
            return self.totals or {}
        totals, rest = dict(self.totals or ()), at - self._since
        if self.kind is CheckKind.TURN:
            now = holds.read(at)
            for kind, before, after in zip(ROLE_HOLDS, self._entered, now, strict=True):
                if after > before:
                    rest -= after - before
                    totals[kind] = totals.get(kind, 0.0) + (after - before)
        if rest > NO_TIME_S:
            totals[self.kind] = totals.get(self.kind, 0.0) + rest
        return totals


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
