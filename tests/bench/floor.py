"""What a scheduler that knows everything could get on this computer: the workload in a planned order.

Processes are started from a bare loop: no store, no log, no look at what they use, nobody who could be asked.
``--yardstick DIR`` takes workload and task program of that folder; ``--pem`` runs ``pem batch`` in turns.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil

from tests.bench.adaptive import SOURCE, measured
from tests.bench.bare_loop import CAN_RUN, BareLoop
from tests.bench.planning import Place, best_order, makespan_s
from tests.bench.table import Figure
from tests.bench.ways import PROGRAM, Run, Setting, pem
from tests.bench.workload import Work, add_workload, bound, make_workload

OWN_MEMORY_MB = 2
"""What a task's process holds beside the memory that it was asked to fill."""


class Counted:
    """A run that counts which processor seconds went where, the watch over memory among them."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.words = ""

    def __call__(self, setting: Setting, folder: Path) -> float | None:
        """The run itself."""
        before = _spent()
        seconds = self._run(setting, folder)
        children, loop, bench, busy, stolen = (now - was for now, was in zip(_spent(), before, strict=True))
        asked = sum(work.cpu_s for work in setting.works)
        self.words = (
            f"tasks and what starts them used {children / asked:.3f} of {asked:.1f} core-seconds asked for, "
            f"this loop {loop:.2f}, the watch {bench - loop:.1f}, all together {busy:.1f}, "
            f"the host took {stolen:.1f}"
        )
        return seconds


def _spent() -> tuple[float, ...]:
    """Core-seconds up to now: children, this thread, this process, the whole computer, its host."""
    spent, times = resource.getrusage(resource.RUSAGE_CHILDREN), psutil.cpu_times()
    busy = times.user + times.nice + times.system + times.irq + times.softirq
    return spent.ru_utime + spent.ru_stime, time.thread_time(), time.process_time(), busy, times.steal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    add_workload(parser)
    parser.add_argument(
        "--tries", type=int, default=3000, help="orders that are tried (default: %(default)s)"
    )
    parser.add_argument("--times", type=int, default=1, help="runs of each (default: %(default)s)")
    parser.add_argument("--pem", action="store_true", help="also pem batch: needs declared, and a later run")
    parser.add_argument(
        "--yardstick", type=Path, metavar="DIR", help="workload.py and burner.c of this folder"
    )


def measure(args: argparse.Namespace) -> Iterator[Figure]:
    """The planned makespan and the real one over the bound, for each seed."""
    compiler = shutil.which("cc")
    if compiler is None or not CAN_RUN:
        yield Figure("the floor", "not measured: it needs a C compiler (`cc`) and pidfd_open (Linux)")
        return
    with tempfile.TemporaryDirectory() as folder:
        worker = Path(folder, PROGRAM)
        source = SOURCE if args.yardstick is None else args.yardstick / "burner.c"
        subprocess.run([compiler, "-O1", "-o", str(worker), str(source)], check=True)
        for seed in args.seeds:
            yield from _one_seed(seed, worker, args)


def _one_seed(seed: int, worker: Path, args: argparse.Namespace) -> Iterator[Figure]:
    cores = os.cpu_count() or 1
    works = _works(seed, args)
    least = bound(works, cores, args.budget_mb)
    setting = Setting(works, least, worker, args.budget_mb)
    place = Place(cores, args.budget_mb)
    order = best_order(
        [replace(work, memory_mb=work.memory_mb + OWN_MEMORY_MB) for work in works],
        place,
        args.tries,
        seed,
    )
    planned = makespan_s(order, place) / least.at(1.0)
    yield Figure(f"seed {seed}, planned and simulated", f"{planned:.3f} times the bound")
    with tempfile.TemporaryDirectory() as plain, tempfile.TemporaryDirectory() as told:
        # One more than there are cores: what starts or ends then leaves none idle.
        crowd = replace(place, burners=cores + 1)
        ways: dict[str, Run] = {"planned, from a bare loop": _bare(order, crowd)}
        if args.pem:
            ways["pem batch, needs declared"] = pem(Path(told), declared=True)
            ways["pem batch, nothing declared"] = pem(Path(plain), declared=False)
        for number in range(1, args.times + 1):
            for way, run in ways.items():
                counted = Counted(run)
                found = measured(setting, counted)
                yield Figure(f"seed {seed}, {way}, run {number}", f"{found}; {counted.words}")


def _works(seed: int, args: argparse.Namespace) -> list[Work]:
    """Of this project, or of a yardstick's folder, which makes lines of JSON."""
    if args.yardstick is None:
        return make_workload(seed, args.tasks, args.mix)
    argv = [sys.executable, str(args.yardstick / "workload.py"), "--seed", str(seed), "-n", str(args.tasks)]
    lines = subprocess.run(argv, check=True, capture_output=True, text=True).stdout.splitlines()
    kinds = {"cpu": "computing", "mem": "holding", "wait": "waiting", "file": "editing"}
    rows = ((row, map(row.get, ("cpu", "mem", "sleep"))) for row in map(json.loads, lines))
    return [
        Work(row["id"], kinds[row["kind"]], row["priority"], *needs, *row["files"]) for row, needs in rows
    ]


def _bare(order: list[Work], place: Place) -> Run:
    def run(setting: Setting, folder: Path) -> None:
        asked = {work.id: work for work in setting.works}
        BareLoop(order, place, lambda work: setting.command(asked[work.id], folder)).run()

    return run
