"""Estimating what psutil would measure, from what every POSIX system tells."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from parallel_execution_manager.scheduling.policy import MachineSize
from parallel_execution_manager.scheduling.sample import ResourceSample
from parallel_execution_manager.system.linux_proc import PROC
from parallel_execution_manager.system.meters import BusyMeter
from parallel_execution_manager.system.process_table import ProcessTable
from parallel_execution_manager.system.tree_meter import TreeMeter
from parallel_execution_manager.system.volumes import Volumes

_KIB_PER_MB = 1024
# Where idle and iowait stand among the numbers of the "cpu" line of /proc/stat; guest and
# guest_nice, the ninth and tenth, are in user and nice already: proc(5).
_IDLE, _IOWAIT, _GUESTS = 3, 4, 8


class EstimatingSampler:
    """Samples marked as estimated: ``/proc`` where it is, else the load average; no disk rates."""

    def __init__(self, disk_paths: Sequence[Path], table: ProcessTable, proc: str = PROC) -> None:
        self._proc = Path(proc)
        self._volumes = Volumes(disk_paths)
        self._trees = TreeMeter(table)
        self._processor = BusyMeter()
        self._cores = os.cpu_count() or 1

    def size(self) -> MachineSize:
        """Logical cores and physical memory of this computer."""
        return MachineSize(self._cores, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**20)

    def sample(self, at: float, roots: Mapping[str, int]) -> ResourceSample:
        """Estimate now; see `Sampler.sample`."""
        memory = self._memory_mb()
        return ResourceSample(
            at=at,
            cpu_percent=self._cpu_percent(),
            memory_percent=None if memory is None else 100.0 * memory[0] / memory[1],
            disk_percent=self._volumes.fullest_percent(),
            memory_used_mb=None if memory is None else memory[0],
            estimated=True,
            tasks=self._trees.measure(at, roots),
        )

    def _cpu_percent(self) -> float | None:
        try:
            numbers = [float(word) for word in self._lines("stat")[0].split()[1:]][:_GUESTS]
            idle = numbers[_IDLE] + numbers[_IOWAIT]
        except (OSError, ValueError, IndexError):
            return self._load_percent()
        return self._processor.percent(sum(numbers) - idle, idle)

    def _load_percent(self) -> float | None:
        """Processes that want a core, by the cores: crude, because it averages over a minute."""
        with suppress(OSError, AttributeError):
            return min(100.0, 100.0 * os.getloadavg()[0] / self._cores)
        return None

    def _memory_mb(self) -> tuple[float, float] | None:
        """Used and whole memory in MiB; used is what could not be had without swapping."""
        try:
            rows = dict(line.split(":", 1) for line in self._lines("meminfo"))
            total, available = (float(rows[name].split()[0]) for name in ("MemTotal", "MemAvailable"))
        except (OSError, ValueError, KeyError, IndexError):
            return None
        return ((total - available) / _KIB_PER_MB, total / _KIB_PER_MB) if total > 0 else None

    def _lines(self, name: str) -> list[str]:
        return (self._proc / name).read_text(encoding="ascii").splitlines()
