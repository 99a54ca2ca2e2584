"""Measuring the machine: the best sampler that this computer can have, and an estimate without psutil."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any, Protocol

from parallel_execution_manager.scheduling.model.policy import MachineSize
from parallel_execution_manager.scheduling.model.sample import Pulse, ResourceSample
from parallel_execution_manager.system.metrics.fast_samples import BusyMeter, PulseTaker, RateMeter
from parallel_execution_manager.system.metrics.machine import LinuxMachine
from parallel_execution_manager.system.metrics.pressure import PressureMeter
from parallel_execution_manager.system.metrics.trees import TreeMeter
from parallel_execution_manager.system.metrics.volumes import Volumes
from parallel_execution_manager.system.processes.linux_proc import PROC
from parallel_execution_manager.system.processes.psutil_module import load_psutil
from parallel_execution_manager.system.processes.table import ProcessTable
from parallel_execution_manager.system.processes.tables import best_process_table


class Sampler(Protocol):
    """Measures the machine and the process trees of running tasks. Used from one thread."""

    def size(self) -> MachineSize:
        """Cores and memory of this computer."""

    def sample(self, at: float, roots: Mapping[str, int]) -> ResourceSample:
        """Measure now; ``roots`` maps task ids to the process ids of their trees' roots.

        What cannot be measured is ``None``, never zero. A task whose processes are gone is left out.
        """

    def pulse(self, at: float, roots: Mapping[str, int]) -> Pulse:
        """Measure the most important quickly, between two samples; tasks are left out now and then.

        What cannot be measured quickly is ``None``, never zero.
        """


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


_MB = 2**20


class PsutilSampler:
    """Samples of the whole machine; the first has no processor percentage and no disk rates."""

    def __init__(self, disk_paths: Sequence[Path], psutil: ModuleType, table: ProcessTable) -> None:
        self._psutil = psutil
        self._volumes = Volumes(disk_paths)
        self._trees = TreeMeter(table)
        self._processor = BusyMeter()
        self._reads = RateMeter()
        self._writes = RateMeter()
        self._pressure = PressureMeter()
        # psutil reads far more than is needed here, so where there is /proc it is asked itself.
        self._machine = LinuxMachine()
        self._pulses = PulseTaker(self._times, self._memory_mb, self._trees, PressureMeter())

    def size(self) -> MachineSize:
        """Logical cores and physical memory of this computer."""
        return MachineSize(os.cpu_count() or 1, self._psutil.virtual_memory().total / _MB)

    def sample(self, at: float, roots: Mapping[str, int]) -> ResourceSample:
        """Measure now; see `Sampler.sample`."""
        times, memory = self._times(), self._memory_mb()
        used_mb = None if memory is None else memory[0]
        # psutil's own correction of counters that wrap keeps its state for the whole process.
        disk = self._read(lambda: self._psutil.disk_io_counters(nowrap=False))
        return ResourceSample(
            at=at,
            cpu_percent=None if times is None else self._processor.percent(*times),
            memory_percent=None if memory is None else 100.0 * memory[0] / memory[1],
            disk_percent=self._volumes.fullest_percent(),
            memory_used_mb=used_mb,
            disk_read_mb_s=self._reads.per_second(at, None if disk is None else disk.read_bytes / _MB),
            disk_write_mb_s=self._writes.per_second(at, None if disk is None else disk.write_bytes / _MB),
            pressure=self._pressure.since_last(at),
            tasks=self._trees.measure(at, roots, anew=not self._pulses.still_holds(at, roots, used_mb)),
            disk_free_mb=self._volumes.least_free_mb(),
        )

    def pulse(self, at: float, roots: Mapping[str, int]) -> Pulse:
        """Measure quickly; see `Sampler.pulse`."""
        return self._pulses.take(at, roots)

    def _times(self) -> tuple[float, float] | None:
        """Counters of the time that all cores together were busy and idle.

        Not psutil.cpu_percent: it keeps its state by thread and says 0 where nothing was measured.
        """
        if (counted := self._machine.busy_and_idle()) is not None:
            return counted
        times = self._read(self._psutil.cpu_times)
        if times is None:
            return None
        fields = times._asdict()
        # Linux counts the time of guests in "user" and "nice" already.
        guests = fields.get("guest", 0.0) + fields.get("guest_nice", 0.0)
        idle = fields["idle"] + fields.get("iowait", 0.0)
        return sum(fields.values()) - guests - idle, idle

    def _memory_mb(self) -> tuple[float, float] | None:
        """Used and whole memory; used is what could not be had without swapping."""
        if (counted := self._machine.used_and_whole_mb()) is not None:
            return counted
        memory = self._read(self._psutil.virtual_memory)
        return None if memory is None else ((memory.total - memory.available) / _MB, memory.total / _MB)

    def _read(self, reading: Callable[[], Any]) -> Any:
        """A reading, or ``None`` where this system or this user has none."""
        try:
            return reading()
        except (self._psutil.Error, OSError, RuntimeError, NotImplementedError):
            return None


def best_sampler(
    disk_paths: Sequence[Path],
    table: ProcessTable | None = None,
    load: Callable[[], ModuleType | None] = load_psutil,
) -> Sampler:
    """One that measures with psutil, or one that estimates where psutil is missing.

    ``disk_paths`` name the volumes to watch. ``table`` is the executor's, so that processes are
    read once for both.
    """
    psutil = load()
    table = table or best_process_table(psutil)
    return (
        EstimatingSampler(disk_paths, table) if psutil is None else PsutilSampler(disk_paths, psutil, table)
    )
