"""Estimating what psutil would measure, from what every POSIX system tells."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from parallel_execution_manager.scheduling.model.policy import MachineSize
from parallel_execution_manager.scheduling.model.sample import Pulse, ResourceSample
from parallel_execution_manager.system.metrics.linux_machine import LinuxMachine
from parallel_execution_manager.system.metrics.meters import BusyMeter
from parallel_execution_manager.system.metrics.pressure import PressureMeter
from parallel_execution_manager.system.metrics.pulses import PulseTaker
from parallel_execution_manager.system.metrics.tree_meter import TreeMeter
from parallel_execution_manager.system.metrics.volumes import Volumes
from parallel_execution_manager.system.processes.linux_proc import PROC
from parallel_execution_manager.system.processes.process_table import ProcessTable


class EstimatingSampler:
    """Samples marked as estimated: ``/proc`` where it is, else the load average; no disk rates."""

    def __init__(self, disk_paths: Sequence[Path], table: ProcessTable, proc: str = PROC) -> None:
        self._machine = LinuxMachine(proc)
        self._volumes = Volumes(disk_paths)
        self._trees = TreeMeter(table)
        self._processor = BusyMeter()
        self._pressure = PressureMeter(proc)
        self._cores = os.cpu_count() or 1
        self._pulses = PulseTaker(
            self._machine.busy_and_idle, self._machine.used_and_whole_mb, self._trees, PressureMeter(proc)
        )

    def size(self) -> MachineSize:
        """Logical cores and physical memory of this computer."""
        return MachineSize(self._cores, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**20)

    def sample(self, at: float, roots: Mapping[str, int]) -> ResourceSample:
        """Estimate now; see `Sampler.sample`."""
        memory = self._machine.used_and_whole_mb()
        used_mb = None if memory is None else memory[0]
        return ResourceSample(
            at=at,
            cpu_percent=self._cpu_percent(),
            memory_percent=None if memory is None else 100.0 * memory[0] / memory[1],
            disk_percent=self._volumes.fullest_percent(),
            memory_used_mb=used_mb,
            estimated=True,
            pressure=self._pressure.since_last(at),
            tasks=self._trees.measure(at, roots, anew=not self._pulses.still_holds(at, roots, used_mb)),
            disk_free_mb=self._volumes.least_free_mb(),
        )

    def pulse(self, at: float, roots: Mapping[str, int]) -> Pulse:
        """Measure quickly; see `Sampler.pulse`. The load average is too slow to be a pulse."""
        return self._pulses.take(at, roots)

    def _cpu_percent(self) -> float | None:
        times = self._machine.busy_and_idle()
        return self._load_percent() if times is None else self._processor.percent(*times)

    def _load_percent(self) -> float | None:
        """Processes that want a core, by the cores: crude, because it averages over a minute."""
        with suppress(OSError, AttributeError):
            return min(100.0, 100.0 * os.getloadavg()[0] / self._cores)
        return None
