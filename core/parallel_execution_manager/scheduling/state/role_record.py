"""What the machine remembers of a role."""

from __future__ import annotations

from parallel_execution_manager.scheduling.model.checks import Check, CheckKind, Reason
from parallel_execution_manager.scheduling.model.levels import Rung
from parallel_execution_manager.scheduling.model.policy import Hand, RolePolicy
from parallel_execution_manager.scheduling.model.role_queue import RoleQueue
from parallel_execution_manager.scheduling.model.task import RoleState
from parallel_execution_manager.scheduling.state.task_record import HoldClock


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
        if self.hand is Hand.PAUSED:
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
