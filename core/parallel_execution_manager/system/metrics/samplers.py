"""Choosing the best sampler that this computer can have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

from parallel_execution_manager.system.metrics.estimating_sampler import EstimatingSampler
from parallel_execution_manager.system.metrics.psutil_sampler import PsutilSampler
from parallel_execution_manager.system.metrics.sampler import Sampler
from parallel_execution_manager.system.processes.process_table import ProcessTable
from parallel_execution_manager.system.processes.process_tables import best_process_table
from parallel_execution_manager.system.processes.psutil_module import load_psutil


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
