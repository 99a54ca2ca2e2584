"""What is kept of the past for graphs and for looking back: measurements, and what was decided."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from operator import attrgetter
from typing import Any, Final, NamedTuple

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.sample import ResourceSample, TaskUsage


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
