"""Ways to run the mixed workload: ``pem batch``, told little or much, and other programs."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil

from tests.bench import programs
from tests.bench.workload import ROLES, Bound, Work

LARGEST_MB = 1536
PROGRAM = "pem-bench-work"
MEMINFO = Path("/proc/meminfo")
DASK = Path(__file__).with_name("dask_peer.py")


@dataclass(frozen=True, slots=True)
class Setting:
    """One workload on this machine."""

    works: Sequence[Work]
    bound: Bound
    worker: Path
    budget_mb: float

    def command(self, work: Work, folder: Path) -> list[str]:
        """The command line of a task; its span goes into ``spans`` in ``folder``."""
        numbers = (work.cpu_s, work.memory_mb, work.sleep_s)
        return [str(self.worker), work.id, *map(str, numbers), str(folder / "spans")]


Run = Callable[[Setting, Path], float | None]
"""Runs a workload in an empty folder; seconds it took by its own account, ``None``: as seen from outside."""


@dataclass(frozen=True, slots=True)
class Way:
    """A program that can run the workload, and whether it is here."""

    name: str
    installed: bool
    run: Run


def pem(data: Path, *, declared: bool) -> Run:
    """``pem batch``; ``data`` is its data folder, in which it learns."""

    def run(setting: Setting, folder: Path) -> None:
        rows = [_row(setting, work, folder, declared=declared) for work in setting.works]
        programs.pem_batch(rows, folder, configuration(setting.budget_mb), data=data)

    return run


def peers() -> list[Way]:
    """The other programs, each as its user would call it."""
    return [
        _plain("`xargs -P8`", "xargs", programs.through_xargs(8)),
        _plain("`xargs -P32`", "xargs", programs.through_xargs(32)),
        _plain("GNU parallel `-j8`", "parallel", programs.through_parallel(8)),
        Way("GNU parallel `-j32 --memfree`", _is_here("parallel") and MEMINFO.exists(), _with_memfree),
        _plain("task-spooler `-S8`", "tsp", programs.through_task_spooler(8)),
        Way("Dask, all declared, without its start", find_spec("distributed") is not None, _dask),
    ]


def configuration(budget_mb: float) -> dict[str, Any]:
    """Limits that leave the tasks the budget on top of what the machine uses already."""
    memory = psutil.virtual_memory()
    limit = 100 * (memory.total - memory.available + budget_mb * 2**20) / memory.total
    thresholds = {"cpu_percent": 100, "memory_percent": round(min(limit, 100), 2), "disk_percent": 99}
    return {"resource_thresholds": thresholds, "monitoring_interval": 1}


def _row(setting: Setting, work: Work, folder: Path, *, declared: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": work.id,
        "name": work.kind,
        "role": ROLES[work.kind],
        "priority": work.priority,
        "command": setting.command(work, folder),
        "files": [str(folder / work.file)] if work.file else [],
    }
    if declared:
        row["requirements"] = {"cpu_cores": round(work.cores, 2), "memory_mb": work.memory_mb + 2}
    return row


def _is_here(program: str) -> bool:
    return shutil.which(program) is not None


def _plain(name: str, program: str, through: programs.RunAll) -> Way:
    return Way(name, _is_here(program), partial(_peer, through))


def _peer(through: programs.RunAll, setting: Setting, folder: Path) -> None:
    """Peers know no files: their users lock them in the command line, where flock(1) is installed."""
    through([_locked(setting.command(work, folder), work, folder) for work in setting.works], folder)


def _locked(command: list[str], work: Work, folder: Path) -> list[str]:
    lock = ["flock", str(folder / f"{work.file}.lock")] if work.file and _is_here("flock") else []
    return [*lock, *command]


def _with_memfree(setting: Setting, folder: Path) -> None:
    """It starts a job while so much is free that the largest fits: all that it can be told of a budget."""
    free = max(0, round(free_for_parallel_mb(MEMINFO.read_text()) - setting.budget_mb + LARGEST_MB))
    _peer(programs.through_parallel(32, "--memfree", f"{free}M"), setting, folder)


def free_for_parallel_mb(meminfo: str) -> float:
    """What GNU parallel takes for free memory (MiB): less than is available, where many files were used.

    It would wait for ever for the rest, which are names and numbers of files that the kernel remembers.
    """
    sizes = dict(line.split(":") for line in meminfo.splitlines())
    counted = ("MemFree", "Buffers", "Cached", "SwapCached")
    return sum(int(sizes[name].split()[0]) for name in counted) / 1024


def _dask(setting: Setting, folder: Path) -> float:
    """What a careful user would declare: cores, memory, and a token for each file."""
    jobs = [
        {
            "key": work.id,
            "command": setting.command(work, folder),
            "needs": {"cpu": work.cores, "memory": work.memory_mb, **({work.file: 1} if work.file else {})},
        }
        for work in setting.works
    ]
    argv = [sys.executable, str(DASK), str(setting.budget_mb)]
    done = subprocess.run(argv, input=json.dumps(jobs), text=True, capture_output=True, check=False)
    if done.returncode:
        raise RuntimeError(f"Dask ended with {done.returncode}: {done.stderr[-2000:]}")
    return float(done.stdout)
