"""What the machine was measured to use at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType
from typing import Final

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

NO_USAGE: Mapping[str, TaskUsage] = MappingProxyType({})
SEEN_CORES: Final = 0.005
"""Less than the last digit in which cores are shown."""
SEEN_MB: Final = 0.1
"""Less than the last digit in which MiB, and MiB a second, are shown."""


@dataclass(frozen=True, slots=True)
class TaskUsage:
    """A task's whole process tree: cores in use since the last sample, resident MiB, members.

    Disk rates are MiB a second; ``None`` is "not measured".
    """

    cpu_cores: float
    memory_mb: float
    processes: int = 1
    read_mb_s: float | None = None
    write_mb_s: float | None = None

    def looks_like(self, other: TaskUsage) -> bool:
        """Whether nobody who reads both would see a difference, as of most tasks that sleep."""
        return self is other or (
            self.processes == other.processes
            and abs(self.cpu_cores - other.cpu_cores) < SEEN_CORES
            and abs(self.memory_mb - other.memory_mb) < SEEN_MB
            and _is_near(self.read_mb_s, other.read_mb_s)
            and _is_near(self.write_mb_s, other.write_mb_s)
        )


def _is_near(rate: float | None, other: float | None) -> bool:
    return rate is other if rate is None or other is None else abs(rate - other) < SEEN_MB


@dataclass(frozen=True, slots=True)
class Pressure:
    """The share of time, in percent, in which tasks stood still for want of a resource.

    Linux's pressure stall information (kernel documentation, accounting/psi): ``cpu`` is the time in
    which some task waited for a processor, ``memory`` and ``io`` the time in which all did. Each is of
    the time since the reading before. No limit goes by ``memory_some`` and ``io_some``, the time in which
    some task waited; ``None`` is "not measured".
    """

    cpu: float
    memory: float
    io: float
    memory_some: float | None = None
    io_some: float | None = None


@dataclass(frozen=True, slots=True)
class Pulse:
    """A quick measurement between two samples: what decisions need, a few times a second.

    ``tasks`` holds what the already known processes of each running task use; ``cpu_percent`` is of the
    time since the pulse before. ``own_cores`` is what this program itself used in that time: it is part
    of the total, but no load of others.
    """

    at: float
    cpu_percent: float | None
    memory_percent: float | None
    memory_used_mb: float | None = None
    pressure: Pressure | None = None
    own_cores: float = field(default=0.0, kw_only=True)
    tasks: Mapping[str, TaskUsage] = field(default_factory=lambda: NO_USAGE)


@dataclass(frozen=True, slots=True)
class ResourceSample:
    """The machine at monotonic time ``at``; every percentage is of the whole machine.

    ``None`` means "not measured", which is never the same as zero. ``estimated`` marks samples
    that were not measured by psutil. Disk rates are MiB a second. ``disk_free_mb`` is what this user may
    still write, on the volume where that is least.
    """

    at: float
    cpu_percent: float | None
    memory_percent: float | None
    disk_percent: float | None
    memory_used_mb: float | None = None
    disk_read_mb_s: float | None = None
    disk_write_mb_s: float | None = None
    estimated: bool = False
    pressure: Pressure | None = None
    tasks: Mapping[str, TaskUsage] = field(default_factory=lambda: NO_USAGE)
    disk_free_mb: float | None = None

    def percent(self, resource: str) -> float | None:
        """The percentage of ``cpu``, ``memory`` or ``disk``."""
        return {"cpu": self.cpu_percent, "memory": self.memory_percent, "disk": self.disk_percent}[resource]
