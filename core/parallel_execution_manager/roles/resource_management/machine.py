"""The machine as a whole: memory, swap, load and the disk volumes in use."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from parallel_execution_manager.roles.resource_management.proc import proc_memory
from parallel_execution_manager.roles.resource_management.processes import MIB
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Volume:
    """A disk volume; ``percent`` is how full it is for ordinary users."""

    path: str
    total_mb: float
    free_mb: float
    percent: float


@dataclass(frozen=True, slots=True)
class Machine:
    """What there is and what is in use, in MiB; ``None`` where it could not be measured.

    ``load`` is the average number of processes that want to run, over 1, 5 and 15 minutes.
    """

    cores: int
    memory_mb: float | None
    memory_available_mb: float | None
    swap_mb: float | None
    swap_used_mb: float | None
    load: tuple[float, float, float] | None
    volumes: tuple[Volume, ...]
    estimated: bool


def measure_machine(folders: Iterable[Path], psutil: ModuleType | None) -> Machine:
    """The machine now; ``folders`` are places whose volumes are of interest besides those mounted."""
    memory, available, swap, swap_used = _psutil_memory(psutil) if psutil else _proc_memory()
    mounted = [Path(part.mountpoint) for part in psutil.disk_partitions(all=False)] if psutil else []
    return Machine(
        cores=_usable_cores(),
        memory_mb=memory,
        memory_available_mb=available,
        swap_mb=swap,
        swap_used_mb=swap_used,
        load=os.getloadavg() if hasattr(os, "getloadavg") else None,
        volumes=measure_volumes([*mounted, *folders]),
        estimated=psutil is None,
    )


def _usable_cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


Memory = tuple[float | None, float | None, float | None, float | None]


def _psutil_memory(psutil: ModuleType) -> Memory:
    memory, swap = psutil.virtual_memory(), psutil.swap_memory()
    return memory.total / MIB, memory.available / MIB, swap.total / MIB, swap.used / MIB


def _proc_memory() -> Memory:
    known = proc_memory()
    swap, free = known.get("SwapTotal"), known.get("SwapFree")
    used = None if swap is None or free is None else swap - free
    return known.get("MemTotal"), known.get("MemAvailable"), swap, used


def measure_volumes(folders: Iterable[Path]) -> tuple[Volume, ...]:
    """The volumes that the folders are on, each once, under the first folder that names it."""
    volumes: dict[int, Volume] = {}
    for folder in folders:
        try:
            device, usage = folder.stat().st_dev, shutil.disk_usage(folder)
        except OSError:
            continue
        if usage.total and device not in volumes:
            percent = 100 * usage.used / (usage.used + usage.free)
            volumes[device] = Volume(str(folder), usage.total / MIB, usage.free / MIB, percent)
    return tuple(volumes.values())
