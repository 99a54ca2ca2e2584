"""Leases of programs that are no tasks: what ``pem lease`` adds to a command, and who is next after a kill.

Without a manager the record in the data folder decides, with one its door is asked. The peer is flock(1) of
util-linux, which holds a lock on one file, knows no others who wait, and starts without an interpreter.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.table import NOT_INSTALLED, Figure, times
from tests.end_to_end.headless import headless
from tests.end_to_end.pem import PEM

FLOOR = [sys.executable, "-c", "pass"]
KILL_GOAL_S = 1.0
PATIENCE_S = 60.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """How often."""
    parser.add_argument("--starts", type=int, default=25, help="outside: starts of each command")
    parser.add_argument("--kills", type=int, default=20, help="outside: killed holders")


def measure(args: argparse.Namespace) -> Iterator[Figure]:
    """Both ways of deciding."""
    with tempfile.TemporaryDirectory(prefix="pem-bench-") as name:
        folder = Path(name)
        yield from _both(folder, folder / "alone", "without a manager", args)
        with headless(folder, folder / "data"):
            yield from _both(folder, folder / "data", "with a manager", args)


def _both(folder: Path, data_dir: Path, how: str, args: argparse.Namespace) -> Iterator[Figure]:
    ours = [*_acquire(data_dir, "f"), "--", "true"]
    flock = shutil.which("flock")
    commands = [ours, FLOOR] if flock is None else [ours, FLOOR, [flock, "f.lock", "true"]]
    taken = _in_turns(commands, folder, args.starts)
    what = f"`pem lease acquire f -- true`, {how}"
    yield Figure(what, _ms(taken[0]), "`python -c pass`", _ms(taken[1]), times(taken[0], taken[1]))
    peers = [(_ms(seconds), times(taken[0], seconds)) for seconds in taken[2:]]
    yield Figure(what, _ms(taken[0]), "`flock f.lock true`", *(peers or [(NOT_INSTALLED, "")])[0])
    seconds = [_kill_holder(folder, data_dir, number) for number in range(args.kills)]
    yield Figure(
        f"one of two who wait has a file whose holder was killed with -9, {how} (slowest of {args.kills})",
        _ms(max(seconds)),
        "the goal",
        f"{KILL_GOAL_S:g} s",
    )


def _acquire(data_dir: Path, *words: str) -> list[str]:
    return [*PEM, "lease", "acquire", "--data-dir", str(data_dir), *words]


def _in_turns(commands: Sequence[Sequence[str]], folder: Path, rounds: int) -> list[float]:
    """The median seconds of each; the first round, which fills caches, does not count."""
    taken = [[_seconds(command, folder) for command in commands] for _ in range(rounds + 1)][1:]
    return [statistics.median(column) for column in zip(*taken, strict=True)]


def _seconds(command: Sequence[str], folder: Path) -> float:
    began = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def _kill_holder(folder: Path, data_dir: Path, number: int) -> float:
    """Seconds from the end of a holder to the beginning of the next one's command; there is exactly one."""
    file = f"{data_dir.name}-{number}"
    made = [folder / f"{file}.first", folder / f"{file}.second"]
    with contextlib.ExitStack() as stack:
        holder = stack.enter_context(subprocess.Popen(["sleep", "600"]))
        stack.callback(holder.kill)
        command = _acquire(data_dir, file, "--for", str(holder.pid))
        subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        waiters = [
            subprocess.Popen(
                [*_acquire(data_dir, file, "--wait", "inf"), "--", "sh", "-c", f"echo > '{path}'; read word"],
                cwd=folder,
                stdin=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            for path in made
        ]
        for waiter in waiters:
            assert waiter.stderr is not None
            waiter.stderr.readline()
        holder.kill()
        killed = time.perf_counter()
        deadline = killed + PATIENCE_S
        while not any(path.exists() for path in made):
            if time.perf_counter() > deadline:
                raise RuntimeError(f"nobody has got {file} {PATIENCE_S:g} s after its holder was killed")
            os.sched_yield()
        taken = time.perf_counter() - killed
        if all(path.exists() for path in made):
            raise RuntimeError(f"both who waited have got {file}")
        for waiter in waiters:
            assert waiter.stdin is not None
            waiter.stdin.close()
            waiter.stdin = None
        for waiter in waiters:
            waiter.communicate(timeout=PATIENCE_S)
    return taken


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:.0f} ms"
