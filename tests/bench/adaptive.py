"""A mixed workload through ``pem batch`` and its peers in one run: time, memory, overlaps on files.

``pem`` runs it three times in one data folder with nothing declared, so that what it learns shows, and once
in another with needs declared.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.bench import programs
from tests.bench.table import NOT_INSTALLED, Figure, times
from tests.bench.watch import MemoryWatch, oom_kills
from tests.bench.ways import PROGRAM, Run, Setting, peers, pem
from tests.bench.workload import add_workload, bound, make_workload, overlaps

SOURCE = Path(__file__).with_name("worker.c")
CALIBRATION_S = 0.7
FIRST, SECOND, THIRD = (f"nothing declared, {word} run" for word in ("first", "second", "third"))
DECLARED = "needs declared"
GOALS = {FIRST: 1.35, SECOND: 1.15, THIRD: 1.15, DECLARED: 1.10}


@dataclass(frozen=True, slots=True)
class Measured:
    """One run: its time over the lower bound, memory in MiB and what was done.

    ``speed`` is the share of its cores that the computer gave just before.
    """

    over_bound: float
    seconds: float
    speed: float
    over_budget_s: float
    peak_mb: float
    clashes: int
    done: str

    def __str__(self) -> str:
        return (
            f"{self.over_bound:.2f} times the bound ({self.seconds:.1f} s at {self.speed:.2f} of the cores), "
            f"{self.over_budget_s:.1f} s over the budget (peak {self.peak_mb:,.0f} MiB), "
            f"{self.clashes} overlaps, {self.done} done"
        )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    add_workload(parser)
    parser.add_argument("--no-peers", action="store_true", help="only ours")
    parser.add_argument(
        "--yardstick", type=Path, metavar="DIR", help="also run peers.py of this folder, with pem as PEM"
    )


def measure(args: argparse.Namespace) -> Iterator[Figure]:
    """Each seed through ``pem batch`` in its four ways and through all peers, then medians."""
    compiler = shutil.which("cc")
    if compiler is None:
        yield Figure("mixed workload", "not measured: no C compiler (`cc`) here")
        return
    kills, ours = oom_kills(), {}
    with tempfile.TemporaryDirectory() as folder:
        worker = Path(folder, PROGRAM)
        subprocess.run([compiler, "-O1", "-o", str(worker), str(SOURCE)], check=True)
        for seed in args.seeds:
            works = make_workload(seed, args.tasks, args.mix)
            cores = os.cpu_count() or 1
            setting = Setting(works, bound(works, cores, args.budget_mb), worker, args.budget_mb)
            ours[seed] = _ours(setting)
            yield from (Figure(f"seed {seed}, {way}", str(found)) for way, found in ours[seed].items())
            if not args.no_peers:
                yield from _peers(seed, setting, ours[seed][SECOND])
        yield from _medians(list(ours.values()))
        yield Figure("processes that the kernel killed for want of memory", _difference(kills))
        if args.yardstick is not None:
            _run_yardstick(args.yardstick, Path(folder), args.seeds)


def _ours(setting: Setting) -> dict[str, Measured]:
    """What is learned in one data folder does not help in the other."""
    with tempfile.TemporaryDirectory() as plain, tempfile.TemporaryDirectory() as told:
        told_nothing = pem(Path(plain), declared=False)
        found = {way: measured(setting, told_nothing) for way in (FIRST, SECOND, THIRD)}
        return {**found, DECLARED: measured(setting, pem(Path(told), declared=True))}


def _peers(seed: int, setting: Setting, ours: Measured) -> Iterator[Figure]:
    for peer in peers():
        words = f"{ours.over_bound:.2f} times the bound"
        if not peer.installed:
            yield Figure(f"seed {seed}, {SECOND}", words, peer.name, NOT_INSTALLED)
            continue
        found = measured(setting, peer.run)
        ratio = times(ours.over_bound, found.over_bound)
        yield Figure(f"seed {seed}, {SECOND}", words, peer.name, str(found), ratio)


def _medians(ours: Sequence[dict[str, Measured]]) -> Iterator[Figure]:
    for way, goal in GOALS.items():
        middle = statistics.median(found[way].over_bound for found in ours)
        too_much = max(found[way].over_budget_s / found[way].seconds for found in ours)
        words = f"{middle:.2f} times the bound; at most {100 * too_much:.1f} % of a run over the budget"
        aim = f"{goal:.2f}; 1 %"
        yield Figure(f"{way}, median of {len(ours)} seeds", words, "the goal", aim, times(middle, goal))


def measured(setting: Setting, run: Run) -> Measured:
    """Run the workload of ``setting`` once, watched."""
    speed = _speed(setting.worker)
    with tempfile.TemporaryDirectory() as name, MemoryWatch(PROGRAM, setting.budget_mb) as memory:
        folder, start = Path(name), time.monotonic()
        own_account = run(setting, folder)
        seconds = time.monotonic() - start if own_account is None else own_account
        spans = _spans(folder)
    return Measured(
        over_bound=seconds / setting.bound.at(speed),
        seconds=seconds,
        speed=speed,
        over_budget_s=memory.over_s,
        peak_mb=memory.peak_mb,
        clashes=overlaps(setting.works, spans),
        done=f"{len(spans)}/{len(setting.works)}",
    )


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


def _difference(before: int | None) -> str:
    now = oom_kills()
    return "not counted here" if before is None or now is None else str(now - before)


def _run_yardstick(yardstick: Path, folder: Path, seeds: Sequence[int]) -> None:
    """An outside measure prints its own lines: its burner, its workload, our command."""
    burner = folder / "burner"
    subprocess.run(["cc", "-O1", "-o", str(burner), str(yardstick / "burner.c")], check=True)
    environment = {**os.environ, "PEM": " ".join(programs.PEM), "PYTHONDONTWRITEBYTECODE": "1"}
    for seed in seeds:
        argv = [sys.executable, str(yardstick / "peers.py"), str(burner), "--seed", str(seed)]
        subprocess.run([*argv, "--rounds", "3", "pem", "pem-declared"], env=environment, check=False)
