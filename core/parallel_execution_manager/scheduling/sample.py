"""What the machine was measured to use at one moment."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

NO_USAGE: Mapping[str, TaskUsage] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class TaskUsage:
    """A task's whole process tree: cores in use since the last sample, resident MiB, members."""

    cpu_cores: float
    memory_mb: float
    processes: int = 1


@dataclass(frozen=True, slots=True)
class ResourceSample:
    """The machine at monotonic time ``at``; every percentage is of the whole machine.

    ``None`` means "not measured", which is never the same as zero. ``estimated`` marks samples
    that were not measured by psutil. Disk rates are MiB a second.
    """

    at: float
    cpu_percent: float | None
    memory_percent: float | None
    disk_percent: float | None
    memory_used_mb: float | None = None
    disk_read_mb_s: float | None = None
    disk_write_mb_s: float | None = None
    estimated: bool = False
    tasks: Mapping[str, TaskUsage] = field(default_factory=lambda: NO_USAGE)

    def percent(self, resource: str) -> float | None:
        """The percentage of ``cpu``, ``memory`` or ``disk``."""
        return {"cpu": self.cpu_percent, "memory": self.memory_percent, "disk": self.disk_percent}[resource]
