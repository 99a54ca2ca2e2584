"""How long a command takes that asks a running manager, from its start to its end.

The floor is an interpreter that does nothing. Both are started in turns, so that what else runs on the
computer meets them alike.
"""

from __future__ import annotations

import argparse
import contextlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.table import Figure, times
from tests.end_to_end.headless import headless

GOAL_MS = 150.0
TASKS = 100
FLOOR = [sys.executable, "-c", "pass"]
QT = [sys.executable, "-c", "from PySide6.QtNetwork import QLocalSocket"]
COMMANDS = {
    "pem status": ["status"],
    f"pem list ({TASKS} tasks)": ["list"],
    "pem why": ["why", "t1"],
    "pem add": ["add", "--role", "task_management", "--", "true"],
    "pem log": ["log", "t0"],
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How often each command is started."""
    parser.add_argument("-n", type=int, default=25, help="starts of each command")


def measure(args: argparse.Namespace) -> Iterator[Figure]:
    """Start each command in turn with the floor, beside a manager with some tasks."""
    with tempfile.TemporaryDirectory(prefix="pem-bench-") as folder, _manager(Path(folder)) as data_dir:
        for name, words in COMMANDS.items():
            command = [_program(), words[0], "--data-dir", str(data_dir), *words[1:]]
            ours, floor, qt = _in_turns([command, FLOOR, QT], args.n)
            yield Figure(name, _ms(ours), "`python -c pass`", _ms(floor), times(ours, floor))
            yield Figure(name, _ms(ours), "loading Qt's local sockets", _ms(qt), times(ours, qt))
            yield Figure(name, _ms(ours), "the goal", f"below {GOAL_MS:g} ms", times(ours * 1e3, GOAL_MS))


@contextlib.contextmanager
def _manager(folder: Path) -> Iterator[Path]:
    data_dir = folder / "data"
    with headless(folder, data_dir) as manager:
        rows = ['{"role": "task_management", "id": "t0", "command": ["echo", "hello"]}']
        rows += [
            f'{{"role": "task_management", "id": "t{n}", "command": ["sleep", "600"], "files": ["f"]}}'
            for n in range(1, TASKS)
        ]
        manager.pem("add", "--file", "-", stdin="\n".join(rows).encode())
        manager.pem("wait", "t0")
        yield data_dir


def _in_turns(commands: Sequence[Sequence[str]], rounds: int) -> list[float]:
    """The median seconds of each; the first round, which fills caches, does not count."""
    taken = [[_seconds(command) for command in commands] for _ in range(rounds + 1)][1:]
    return [statistics.median(column) for column in zip(*taken, strict=True)]


def _seconds(command: Sequence[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:.0f} ms"


def _program() -> str:
    """The installed command beside this interpreter."""
    return shutil.which("pem", path=str(Path(sys.executable).parent)) or "pem"
