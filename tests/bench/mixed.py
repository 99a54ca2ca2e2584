"""A mixed workload through ``pem batch`` and its peers: time, memory, overlaps on files."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from tests.bench import programs
from tests.bench.programs import Peer
from tests.bench.table import NOT_INSTALLED, Figure, times
from tests.bench.watch import MemoryWatch
from tests.bench.workload import ROLES, Bound, Work, bound, make_workload, overlaps

SOURCE = Path(__file__).with_name("worker.c")
PROGRAM = "pem-bench-work"
CALIBRATION_S = 0.7
PEERS = (
    Peer("`xargs -P8`", "xargs", programs.through_xargs(8)),
    Peer("`xargs -P32`", "xargs", programs.through_xargs(32)),
    Peer("GNU parallel `-j8`", "parallel", programs.through_parallel(8)),
    Peer("task-spooler `-S8`", "tsp", programs.through_task_spooler(8)),
)

Run = Callable[[Path], None]


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


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument(
        "--seeds", type=int, nargs="+", default=[1, 2, 3], help="mixed: workloads (default: %(default)s)"
    )
    parser.add_argument("--tasks", type=int, default=120, help="mixed: tasks of each (default: %(default)s)")
    parser.add_argument(
        "--budget-mb", type=float, default=4096, help="mixed: MiB for all tasks (default: %(default)s)"
    )
    parser.add_argument(
        "--yardstick",
        type=Path,
        metavar="DIR",
        help="mixed: also run peers.py of this folder, with pem as PEM",
    )


def measure(args: argparse.Namespace) -> Iterator[Figure]:
    """Each seed through ``pem batch`` (told roles and files; told requirements too) and all peers."""
    compiler = shutil.which("cc")
    if compiler is None:
        yield Figure("mixed workload", "not measured: no C compiler (`cc`) here")
        return
    with tempfile.TemporaryDirectory() as folder:
        worker = Path(folder, PROGRAM)
        subprocess.run([compiler, "-O1", "-o", str(worker), str(SOURCE)], check=True)
        for seed in args.seeds:
            yield from _one_seed(seed, args, worker)
        if args.yardstick is not None:
            _run_yardstick(args.yardstick, Path(folder), args.seeds)


def _one_seed(seed: int, args: argparse.Namespace, worker: Path) -> Iterator[Figure]:
    works = make_workload(seed, args.tasks)
    setting = Setting(works, bound(works, os.cpu_count() or 1, args.budget_mb), worker, args.budget_mb)
    told_little, _ = _measured(setting, partial(_pem, setting, declared=False))
    yield Figure(f"seed {seed}, only roles and files declared", told_little)
    words, ours = _measured(setting, partial(_pem, setting, declared=True))
    yield Figure(f"seed {seed}, requirements declared", words)
    for peer in PEERS:
        if not peer.installed:
            yield Figure(f"seed {seed}", f"{ours:.2f} times the bound", peer.name, NOT_INSTALLED)
            continue
        words, peers = _measured(setting, partial(_peer, setting, peer))
        yield Figure(f"seed {seed}", f"{ours:.2f} times the bound", peer.name, words, times(ours, peers))


def _measured(setting: Setting, run: Run) -> tuple[str, float]:
    """What happened in words, and the time over the lower bound."""
    speed = _speed(setting.worker)
    with tempfile.TemporaryDirectory() as name, MemoryWatch(PROGRAM, setting.budget_mb) as memory:
        folder, start = Path(name), time.monotonic()
        run(folder)
        over = (time.monotonic() - start) / setting.bound.at(speed)
        spans = _spans(folder)
    clashes = overlaps(setting.works, spans)
    words = (
        f"{over:.2f} times the bound, {memory.over_s:.1f} s over the budget "
        f"(peak {memory.peak_mb:,.0f} MiB), {clashes} overlaps, {len(spans)}/{len(setting.works)} done"
    )
    return words, over


def _speed(worker: Path) -> float:
    """The share of its cores that a machine which others use as well gives just now."""
    crowd = 4 * (os.cpu_count() or 1)
    argv = [str(worker), "speed", str(CALIBRATION_S), "1", "0", os.devnull]
    start = time.monotonic()
    for process in [subprocess.Popen(argv) for _ in range(crowd)]:
        process.wait()
    return min(1.0, 4 * CALIBRATION_S / (time.monotonic() - start))


def _spans(folder: Path) -> dict[str, tuple[float, float]]:
    rows = (line.split() for line in (folder / "spans").read_text(encoding="utf-8").splitlines())
    return {name: (float(start), float(end)) for name, start, end in rows}


def _peer(setting: Setting, peer: Peer, folder: Path) -> None:
    """Peers know no files: their users lock them in the command line, where flock(1) is installed."""
    peer.run([_locked(setting.command(work, folder), work, folder) for work in setting.works], folder)


def _locked(command: list[str], work: Work, folder: Path) -> list[str]:
    lock = ["flock", str(folder / f"{work.file}.lock")] if work.file and shutil.which("flock") else []
    return [*lock, *command]


def _pem(setting: Setting, folder: Path, *, declared: bool) -> None:
    rows = [_row(setting, work, folder, declared=declared) for work in setting.works]
    programs.pem_batch(rows, folder, _configuration(setting.budget_mb))


def _row(setting: Setting, work: Work, folder: Path, *, declared: bool) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": work.id,
        "role": ROLES[work.kind],
        "priority": work.priority,
        "command": setting.command(work, folder),
        "files": [str(folder / work.file)] if work.file else [],
    }
    if declared:
        row["requirements"] = {"cpu_cores": round(work.cores, 2), "memory_mb": work.memory_mb + 2}
    return row


def _configuration(budget_mb: float) -> dict[str, Any]:
    """Limits that leave the tasks the budget on top of what the machine uses already."""
    memory = psutil.virtual_memory()
    limit = 100 * (memory.total - memory.available + budget_mb * 2**20) / memory.total
    thresholds = {"cpu_percent": 100, "memory_percent": round(min(limit, 100), 2), "disk_percent": 99}
    return {"resource_thresholds": thresholds, "monitoring_interval": 1}


def _run_yardstick(yardstick: Path, folder: Path, seeds: Sequence[int]) -> None:
    """An outside measure prints its own lines: its burner, its workload, our command."""
    burner = folder / "burner"
    subprocess.run(["cc", "-O1", "-o", str(burner), str(yardstick / "burner.c")], check=True)
    environment = {**os.environ, "PEM": " ".join(programs.PEM), "PYTHONDONTWRITEBYTECODE": "1"}
    for seed in seeds:
        argv = [
            sys.executable,
            str(yardstick / "peers.py"),
            str(burner),
            "--seed",
            str(seed),
            "pem",
            "pem-declared",
        ]
        subprocess.run(argv, env=environment, check=False)
