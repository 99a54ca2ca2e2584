"""Who uses the processor and the memory now: each process of the machine, measured over a short time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class ProcessUse:
    """One process: cores in use over the measuring time, resident MiB, and the task it runs for, if any."""

    pid: int
    name: str
    cpu_cores: float
    memory_mb: float
    task: str = ""

    @property
    def title(self) -> str:
        """Name and task."""
        return f"{self.name} (task {self.task})" if self.task else self.name


@dataclass(frozen=True, slots=True)
class Reading:
    """One process at one moment; ``started`` tells two processes of one pid apart."""

    pid: int
    started: float
    name: str
    cpu_s: float
    memory_mb: float


def measure_processes(read: Callable[[], Iterable[Reading]], measure_s: float) -> list[ProcessUse]:
    """Every process that lived through the measuring time, read twice with ``read``.

    Processes that end meanwhile, or that are closed to this user, are left out.
    """
    began = time.monotonic()
    before = {(reading.pid, reading.started): reading.cpu_s for reading in read()}
    time.sleep(measure_s)
    after = list(read())
    elapsed = time.monotonic() - began
    return [
        ProcessUse(
            pid=reading.pid,
            name=reading.name,
            cpu_cores=max(0.0, reading.cpu_s - before[reading.pid, reading.started]) / elapsed,
            memory_mb=reading.memory_mb,
        )
        for reading in after
        if (reading.pid, reading.started) in before
    ]


def psutil_readings(psutil: ModuleType) -> Iterator[Reading]:
    """Every process, as psutil reads it."""
    for process in psutil.process_iter():
        try:
            with process.oneshot():
                times = process.cpu_times()
                yield Reading(
                    pid=process.pid,
                    started=process.create_time(),
                    name=process.name(),
                    cpu_s=times.user + times.system,
                    memory_mb=process.memory_info().rss / MIB,
                )
        except (psutil.Error, OSError):
            continue
