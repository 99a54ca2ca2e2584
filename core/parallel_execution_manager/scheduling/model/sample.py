"""Samples of the machine's resources, and conversion of monotonic times for display.

Two things keep that difference from being simple. The kernel gives the pages of a large process back
over some tenths of a second, and until then they belong to nobody. And tasks are measured a moment
later than the total, so that while they grow the others seem to shrink, and the memory of one that
ends in between, or of a child that was not found yet, seems to be theirs. So memory of tasks that have just
ended is not taken for others', a rise counts when it has lasted, and what others used once is expected of
them again for a while.
"""

from __future__ import annotations

import math
from collections import deque
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


@dataclass(frozen=True, slots=True)
class WallClock:
    """The clock as it is set now.

    ``offset`` added to the present monotonic time gives seconds since the epoch. ``sleeps`` are those of
    the computer, each as the monotonic time at which it was noted and its length in seconds: what
    happened before was so much earlier.
    """

    offset: float = 0.0
    sleeps: tuple[tuple[float, float], ...] = ()

    def of(self, at: float) -> float:
        """Seconds since the epoch at monotonic time ``at``."""
        if not self.sleeps:
            return at + self.offset
        return at + self.offset - sum(slept_s for noted_at, slept_s in self.sleeps if at < noted_at)


LASTS_S = 1.0
"""Children of tasks are found within this time."""
LINGERS_S = 2.0
"""So long after the end of a task its memory may still look used."""
EXPECTED_AGAIN_S = 30.0
"""Time constant with which a height of the others' use is forgotten."""


class OtherMemory:
    """The use of others in MiB, as it is to be reckoned with."""

    __slots__ = ("_at", "_freed", "_seen", "mb")

    def __init__(self) -> None:
        self.mb = 0.0
        self._at: float | None = None
        self._seen: deque[tuple[float, float]] = deque()
        self._freed: deque[tuple[float, float]] = deque()

    def note_freed(self, at: float, mb: float) -> None:
        """A task has ended that was last seen with ``mb``."""
        self._freed.append((at, mb))
        self._forget_freed(at)

    def observe(self, at: float, used_mb: float, tasks_mb: float) -> None:
        """In all ``used_mb`` are in use at ``at``, of them ``tasks_mb`` by tasks."""
        now = max(0.0, used_mb - tasks_mb)
        while len(self._seen) > 1 and self._seen[1][0] <= at - LASTS_S:
            self._seen.popleft()
        if self._at is None:
            self.mb = now
        elif now > self.mb:
            now = max(self.mb, now - self._lingering(at))
            self.mb = max(self.mb, min(now, *(mb for _, mb in self._seen)))
        else:
            self.mb = now + (self.mb - now) * math.exp(-(at - self._at) / EXPECTED_AGAIN_S)
        self._seen.append((at, now))
        self._at = at

    def _forget_freed(self, at: float) -> None:
        while self._freed and self._freed[0][0] < at - LINGERS_S:
            self._freed.popleft()

    def _lingering(self, at: float) -> float:
        self._forget_freed(at)
        return sum(mb for _, mb in self._freed)
