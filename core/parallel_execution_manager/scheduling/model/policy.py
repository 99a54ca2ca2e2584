"""The policy: limits, throttling levels, priorities and times; and the operator's override."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, fields
from enum import StrEnum, unique
from typing import Any, Final

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.levels import NEVER_CROSSED, RESOURCES, Rung
from parallel_execution_manager.scheduling.model.task import Requirement


@dataclass(frozen=True, slots=True)
class MachineSize:
    """The computer: logical cores and physical memory in MiB."""

    cores: int
    memory_mb: float


@dataclass(frozen=True, slots=True)
class LimitPair:
    """Throttle above ``throttle`` percent, resume at or below ``resume`` percent.

    A limit of 100 % is never crossed and so not watched.
    """

    throttle: float
    resume: float

    @property
    def is_off(self) -> bool:
        """Whether the limit is never crossed."""
        return self.throttle >= NEVER_CROSSED


@dataclass(frozen=True, slots=True)
class RolePolicy:
    """A role's place: priority 1 to 10 (higher first) and what its tasks need unless they say.

    ``max_tasks`` is how many of them may run at once, 0 being any number; ``disk_mb`` the disk space, in MiB,
    that must be free for each of them.
    """

    priority: int
    requirement: Requirement
    max_tasks: int = 0
    disk_mb: float = 0.0


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything that the machine decides by. Times are seconds.

    A limit must be crossed for ``throttle_after_s`` before a role is held or its tasks are lowered, for
    ``suspend_after_s`` before they are suspended or evicted; usage must be low for ``resume_after_s``
    before a role comes down. ``dwell_s`` is the least time between two such steps. After ``max_hold_s``
    on one rung a role comes down whatever is measured.
    ``ageing_s`` is how long a task waits until it counts as one priority step more important.
    ``reserve_after_s`` is how long a task may be passed by smaller ones before what it needs is
    kept free for it. ``learn`` is whether tasks are admitted by what their kind was measured to use;
    else by what they declare or their role's requirement. ``cpu_overcommit`` is by how much the
    processor is packed where its limit is 100 %: a task that waits for its disk or a network then
    leaves no core idle, and nothing can cross such a limit. ``memory_reserve`` is the share of what
    tasks may use that is left free, because measurements are never quite of one moment.
    ``ended_leave_after_s`` is how long after its end a task that succeeded or was cancelled leaves the list
    by itself; 0 is never.
    """

    size: MachineSize
    cpu: LimitPair = LimitPair(80.0, 70.0)
    memory: LimitPair = LimitPair(85.0, 75.0)
    disk: LimitPair = LimitPair(90.0, 88.0)
    cpu_pressure: LimitPair = LimitPair(100.0, 80.0)
    memory_pressure: LimitPair = LimitPair(20.0, 5.0)
    io_pressure: LimitPair = LimitPair(80.0, 50.0)
    roles: Mapping[str, RolePolicy] = field(default_factory=dict)
    throttle_after_s: float = 5.0
    suspend_after_s: float = 15.0
    resume_after_s: float = 10.0
    dwell_s: float = 5.0
    max_hold_s: float = 1800.0
    ageing_s: float = 600.0
    reserve_after_s: float = 60.0
    stop_grace_s: float = 5.0
    retry_backoff_s: float = 1.0
    retry_backoff_max_s: float = 300.0
    ended_leave_after_s: float = 0.0
    max_parallel_tasks: int = 256
    learn: bool = True
    cpu_overcommit: float = 1.6
    memory_reserve: float = 0.03

    @property
    def keeps_headroom(self) -> bool:
        """Whether the processor limit leaves a part of the computer to others."""
        return self.cpu.throttle < NEVER_CROSSED

    @property
    def memory_limit_mb(self) -> float:
        """What all programs together may use before roles are held back, in MiB."""
        return self.size.memory_mb * self.memory.throttle / 100

    def limit(self, resource: str) -> LimitPair:
        """The limit pair of one of `RESOURCES`: the field of its name.

        Raises:
            KeyError: there is no such resource.
        """
        if resource not in RESOURCES:
            raise KeyError(resource)
        pair: LimitPair = getattr(self, resource)
        return pair

    def time_to_act(self, rung: Rung) -> float:
        """For how many seconds a limit must be crossed before a role goes up to ``rung``."""
        return self.throttle_after_s if rung < Rung.SUSPENDED else self.suspend_after_s


POLICY_DEFAULTS: Final[dict[str, Any]] = {field.name: field.default for field in fields(Policy)}


LONGEST_S: Final = 366 * 24 * 3600.0


@unique
class Hand(StrEnum):
    """What the operator has set.

    ``NONE``: the scheduler decides. ``PAUSED``: nothing starts and what runs is suspended. ``HELD``:
    nothing starts. ``GOING``: the role is worked on whatever is measured.
    """

    NONE = "none"
    PAUSED = "paused"
    HELD = "held"
    GOING = "going"


def end_problem(until: float | None, at: float, what: str) -> str | None:
    """Why what is set for ``what`` at ``at`` cannot end at monotonic time ``until``; ``None`` if it can."""
    if until is None or 0 < until - at <= LONGEST_S:
        return None
    return f"what is set for {what} by hand is to last {until - at:g} s; give a time from now to 366 days"
