"""How long it takes from a store with many queued tasks to the first decision, beside reading it alone."""

from __future__ import annotations

import argparse
import contextlib
import gc
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from parallel_execution_manager.scheduling.effects import StartAttempt
from parallel_execution_manager.scheduling.events import QueueRestored
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.policy import Policy
from parallel_execution_manager.scheduling.model.rows import Changes, StoredQueue
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.system.collecting import uncollected
from parallel_execution_manager.system.storage.opening import FILE_NAME
from parallel_execution_manager.system.storage.store import Clocks, open_queue
from tests.bench.machine import Day
from tests.bench.table import Figure, times
from tests.scheduling.world import stored_queue

GOAL_S = 2.0
ROUNDS = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument("--tasks", type=int, default=100_000, help="restore: how many (default: %(default)s)")


def measure(args: argparse.Namespace) -> Iterator[Figure]:
    """Fill a store, then open it and let a new machine decide; the best of three rounds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "store"
        day = Day(1, args.tasks)
        day.fill()
        queue = stored_queue(day.machine)
        fill(folder, queue)
        policy = day.machine.policy
        del day
        rounds = [restore(folder, policy) for _ in range(ROUNDS)]
        floor = min(read_alone(folder / FILE_NAME) for _ in range(ROUNDS))
    opening, deciding, whole = min(rounds, key=lambda each: each[2])
    what = f"{args.tasks:,} queued tasks"
    yield Figure(
        f"from the store to the first decision, {what}",
        f"{whole:.2f} s",
        "the goal",
        f"below {GOAL_S:g} s",
        times(whole, GOAL_S),
    )
    yield Figure("of that: opening, checking and reading", f"{opening:.2f} s", "rows alone", f"{floor:.2f} s")
    yield Figure("of that: the machine", f"{deciding:.2f} s")


def fill(folder: Path, queue: StoredQueue) -> None:
    """Write a queue to a new store."""
    store = open_queue(folder, clocks())
    # Nobody has started anything here: what would run waits like the others.
    waiting = tuple(row._replace(state=TaskState.QUEUED, attempt=0) for row in queue.tasks)
    store.put(Changes(written=waiting, roles=queue.roles)).wait()
    store.close()


def restore(folder: Path, policy: Policy) -> tuple[float, float, float]:
    """Seconds for opening the store, for the machine, and for both."""
    gc.collect()
    start = time.perf_counter()
    store = open_queue(folder, clocks())
    opened = time.perf_counter()
    machine = SchedulerMachine(policy, time.monotonic())
    with uncollected():
        effects = machine.handle(QueueRestored(at=time.monotonic(), queue=store.take_queue()))
    decided = time.perf_counter()
    assert any(isinstance(effect, StartAttempt) for effect in effects)
    store.close()
    return opened - start, decided - opened, decided - start


def read_alone(path: Path) -> float:
    """Seconds for fetching all rows with sqlite3, and nothing else."""
    start = time.perf_counter()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("SELECT * FROM task ORDER BY number").fetchall()
    return time.perf_counter() - start


def clocks() -> Clocks:
    """Now, in one start of the computer."""
    return Clocks(time.monotonic(), time.time(), "bench")
