"""How many processes of ``true`` a second: ``pem batch`` beside a plain loop and other queues.

Whoever makes files pays for what was removed a moment ago: ext4 looks at each inode that was freed in the
last minutes before it takes one. So nothing is removed before the end, and what a file costs is told too.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import programs
from tests.bench.programs import Peer
from tests.bench.table import NOT_INSTALLED, Figure, times

TRUE = shutil.which("true") or "true"
ROUNDS = 3
WIDTHS = (2, 8)
FILES = 200
LOOP = Peer("a plain `subprocess` loop", "", programs.one_after_the_other)
OURS = "ours"


def peers_of(width: int) -> tuple[Peer, ...]:
    """Other ways to run commands, ``width`` at a time."""
    return (
        Peer(f"`xargs -P{width}`", "xargs", programs.through_plain_xargs(width)),
        Peer(f"GNU parallel `-j{width}`", "parallel", programs.through_parallel(width)),
        Peer(f"task-spooler `-S{width}`", "tsp", programs.through_task_spooler(width)),
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument(
        "--processes", type=int, default=3000, help="dispatch: how many (default: %(default)s)"
    )
    parser.add_argument(
        "--folder", type=Path, help="dispatch: where to work (default: the folder for temporary files)"
    )


def measure(args: argparse.Namespace) -> Iterator[Figure]:
    """The best of three rounds for each, taken in turns so that a busy moment hits all."""
    with tempfile.TemporaryDirectory(dir=args.folder) as folder:
        for width in WIDTHS:
            rates, cost = _rates(args.processes, width, Path(folder, str(width)))
            what = f"{args.processes:,} processes of `true`, {width} at a time, with start-up"
            for peer in (LOOP, *peers_of(width)):
                rate = rates.get(peer.name)
                yield Figure(
                    what,
                    f"{rates[OURS]:,.0f} a second",
                    peer.name,
                    f"{rate:,.0f} a second" if rate else NOT_INSTALLED,
                    times(rates[OURS], rate) if rate else "",
                )
            yield Figure("an empty file made there, of which we need five a process", f"{1e6 * cost:.0f} µs")


def _rates(number: int, width: int, folder: Path) -> tuple[dict[str, float], float]:
    """Processes a second by everybody who is installed, and the seconds that a file costs."""
    runners: dict[str, Callable[[Path], None]] = {OURS: lambda place: _ours(number, width, place)}
    for peer in filter(lambda peer: peer.installed, (LOOP, *peers_of(width))):
        runners[peer.name] = _peers(peer, number)
    rates = dict.fromkeys(runners, 0.0)
    costs: list[float] = []
    for turn in range(ROUNDS):
        costs.append(_seconds_for_a_file(folder / f"files-{turn}"))
        for index, (name, run) in enumerate(runners.items()):
            rates[name] = max(rates[name], number / _seconds(run, folder / f"{turn}-{index}"))
    return rates, min(costs)


def _seconds(run: Callable[[Path], None], folder: Path) -> float:
    folder.mkdir(parents=True)
    start = time.perf_counter()
    run(folder)
    return time.perf_counter() - start


def _seconds_for_a_file(folder: Path) -> float:
    folder.mkdir(parents=True)
    seconds: list[float] = []
    for number in range(FILES):
        start = time.perf_counter()
        file = os.open(folder / str(number), os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        seconds.append(time.perf_counter() - start)
        os.close(file)
    return statistics.median(seconds)


def _ours(number: int, width: int, folder: Path) -> None:
    configuration = {
        "resource_thresholds": {"cpu_percent": 100, "memory_percent": 100, "disk_percent": 100},
        "scheduling": {"max_parallel_tasks": width},
    }
    task = {"role": "agent_simulations", "requirements": {"cpu_cores": 0.01, "memory_mb": 1}}
    rows = [{**task, "id": f"t{index}", "command": [TRUE, str(index)]} for index in range(number)]
    programs.pem_batch(rows, folder, configuration)


def _peers(peer: Peer, number: int) -> Callable[[Path], None]:
    return lambda folder: peer.run([(TRUE, str(index)) for index in range(number)], folder)
