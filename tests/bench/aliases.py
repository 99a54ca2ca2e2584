"""Real tasks on files under all kinds of names: is each alone, who waits too long, what does a kill do."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.scheduling.model.task import ClaimMode, FileClaim, TaskState
from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager.system.files.identity import FileIdentifier
from parallel_execution_manager.system.files.mounts import MountTable
from tests.bench.alias_files import (
    CONFIGURATION,
    REQUIREMENTS,
    ROLE,
    AliasFiles,
    Course,
    Edit,
    course,
    make_edits,
    make_pairs,
)
from tests.bench.table import Figure, times

WIDTH = 8
FILES = 20
WAIT_GOAL = 1.1
KILL_GOAL_S = 1.0
PATIENCE_S = 30.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument("--tasks", type=int, default=2000, help="aliases: how many (default: %(default)s)")
    parser.add_argument(
        "--seconds", type=float, default=0.1, help="aliases: how long each takes (default: %(default)s)"
    )
    parser.add_argument(
        "--pairs",
        type=int,
        default=10_000,
        help="aliases: how many pairs on two files (default: %(default)s)",
    )
    parser.add_argument(
        "--kills", type=int, default=20, help="aliases: killed holders (default: %(default)s)"
    )


def measure(args: argparse.Namespace) -> Iterator[Figure]:
    """Tasks on single files, pairs on two, and killed holders."""
    yield from looked_up(10_000)
    with bench() as (manager, files):
        edits = make_edits(files, args.tasks, args.seconds, seed=1)
        found = run(manager, files, edits)
        overlaps = files.seen_overlaps()
        what = f"{args.tasks:,} tasks on {FILES} files under all names, {WIDTH} at a time"
        yield Figure(f"{what}: overlaps", f"{overlaps}", "the goal", "0")
        yield Figure(
            f"{what}: from first to last",
            f"{found.seconds:.2f} s",
            "the longest chain on one file" if found.chain_s >= found.side_by_side_s else "all side by side",
            f"{max(found.chain_s, found.side_by_side_s):.2f} s",
            f"{found.ratio:.3f} times (goal: {WAIT_GOAL})",
        )
    with bench() as (manager, files):
        found = run(manager, files, make_pairs(files, args.pairs))
        pairs = f"{args.pairs:,} pairs of tasks on two files, in opposite orders"
        yield Figure(f"{pairs}: not ended, overlaps", f"0, {files.seen_overlaps()}", "the goal", "0, 0")
        yield Figure(f"{pairs}: from first to last", f"{found.seconds:.1f} s")
    with bench() as (manager, _):
        seconds = [kill_holder(manager, str(number)) for number in range(args.kills)]
        yield Figure(
            f"one of two waiters runs after its holder was killed with -9 (slowest of {args.kills})",
            f"{max(seconds) * 1000:.0f} ms",
            "the goal",
            f"{KILL_GOAL_S:g} s",
        )


@contextlib.contextmanager
def bench(files: int = FILES) -> Iterator[tuple[ParallelExecutionManager, AliasFiles]]:
    """A manager that runs ``WIDTH`` tasks at a time, and files for it."""
    with tempfile.TemporaryDirectory(prefix="pem-aliases-") as name:
        folder = Path(name).resolve()
        made = AliasFiles(folder, files)
        with made.mounted():
            manager = ParallelExecutionManager(base_dir=folder, data_dir=folder / "data")
            try:
                manager.change_configuration({**CONFIGURATION, "scheduling": {"max_parallel_tasks": WIDTH}})
                manager.start_role(ROLE)
                yield manager, made
            finally:
                manager.close()


def looked_up(count: int) -> Iterator[Figure]:
    """What it takes to make claims of the paths of files in one folder, together and one by one."""
    with tempfile.TemporaryDirectory(prefix="pem-aliases-") as folder:
        names = [f"file{number}" for number in range(count)]
        for name in names:
            Path(folder, name).touch()
        floor = _mean_us(lambda: [Path(os.path.realpath(Path(folder, name))).stat() for name in names], count)
        together, table = FileIdentifier(), MountTable()

        def alone(name: str) -> FileClaim:
            return FileIdentifier(mounts=table.now).identify(name, folder, ClaimMode.READ)

        for what, look in (
            ("of many together", lambda: [together.identify(name, folder, ClaimMode.READ) for name in names]),
            ("by itself", lambda: [alone(name) for name in names]),
        ):
            ours = _mean_us(look, count)
            yield Figure(
                f"a file looked up, {what}",
                f"{ours:.0f} µs",
                "`realpath` and `stat`",
                f"{floor:.0f} µs",
                times(ours, floor),
            )
        table.close()


def _mean_us(work: Callable[[], object], count: int) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) / count * 1e6


def run(manager: ParallelExecutionManager, files: AliasFiles, edits: list[Edit]) -> Course:
    """Run ``edits`` to their end.

    Raises:
        RuntimeError: some did not succeed.
    """
    manager.submit([files.row(edit) for edit in edits])
    manager.wait_until_idle()
    views = {view.id: view for view in manager.snapshot().tasks}
    if failed := [view for view in views.values() if view.state is not TaskState.SUCCEEDED]:
        raise RuntimeError(f"{len(failed)} tasks did not succeed, {failed[0].id}: {failed[0].detail}")
    return course(edits, views, WIDTH)


def kill_holder(manager: ParallelExecutionManager, name: str) -> float:
    """Kill the holder of a file that two tasks wait for; seconds until one of them runs.

    Raises:
        RuntimeError: none got it, or both.
    """
    ids = holder, *waiters = [f"{part}-{name}" for part in ("holder", "one", "other")]
    pid = Path(manager.base_dir, f"pid-{name}")
    commands = [f"echo $$ > {pid}.new && mv {pid}.new {pid} && exec sleep 600", *["exec sleep 600"] * 2]
    for task_id, command in zip(ids, commands, strict=True):
        manager.submit([_row(task_id, command, f"contested-{name}")])
    _wait_for(pid.exists, "the holder runs")
    os.kill(int(pid.read_text()), signal.SIGKILL)
    killed = time.monotonic()
    _wait_for(lambda: any(_state(manager, one) is TaskState.RUNNING for one in waiters), "a waiter runs")
    seconds = time.monotonic() - killed
    states = sorted(_state(manager, one) for one in waiters)
    for task_id in reversed(waiters):
        manager.cancel_task(task_id)
    manager.wait_until_idle()
    if states != [TaskState.QUEUED, TaskState.RUNNING] or _state(manager, holder) is not TaskState.FAILED:
        raise RuntimeError(f"after the kill the two waiters were {states}")
    return seconds


def _row(task_id: str, command: str, file: str) -> dict[str, Any]:
    return {
        "id": task_id,
        "role": ROLE,
        "command": ["sh", "-c", command],
        "files": [file],
        "requirements": REQUIREMENTS,
    }


def _state(manager: ParallelExecutionManager, task_id: str) -> TaskState:
    return _view(manager, task_id).state


def _view(manager: ParallelExecutionManager, task_id: str) -> TaskView:
    return next(view for view in manager.snapshot().tasks if view.id == task_id)


def _wait_for(condition: Any, what: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(f"in {PATIENCE_S:g} s it did not come to this: {what}")
        time.sleep(0.002)
