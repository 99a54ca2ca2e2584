"""What is kept of the past for graphs and for looking back: measurements, and what was decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from parallel_execution_manager.scheduling.sample import ResourceSample, TaskUsage

QUANTITIES: Final = (
    *("cpu", "memory", "disk", "disk_read", "disk_write"),
    *("cpu_pressure", "memory_pressure", "io_pressure", "memory_pressure_some", "io_pressure_some"),
)
"""What is kept of a sample: percent, but MiB a second of ``disk_read`` and ``disk_write``."""

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
    pressure = sample.pressure
    measured = (
        sample.cpu_percent,
        sample.memory_percent,
        sample.disk_percent,
        sample.disk_read_mb_s,
        sample.disk_write_mb_s,
    )
    if pressure is None:
        return (*measured, None, None, None, None, None)
    return (
        *measured,
        *(pressure.cpu, pressure.memory, pressure.io),
        *(pressure.memory_some, pressure.io_some),
    )


def use_by_role(tasks: Mapping[str, TaskUsage], role_of: Callable[[str], str | None]) -> dict[str, RoleUse]:
    """What the tasks of each role use together; tasks that nobody knows any more are left out."""
    found: dict[str, RoleUse] = {}
    for task_id, usage in tasks.items():
        role = role_of(task_id)
        if role is not None:
            cores, memory = found.get(role, (0.0, 0.0))
            found[role] = RoleUse(cores + usage.cpu_cores, memory + usage.memory_mb)
    return found
