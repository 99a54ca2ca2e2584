"""Waiting for a condition with a generous limit, so that no test sleeps for luck."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import psutil

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.scheduling.snapshot import TaskView

PATIENCE_S = 60.0


def until(condition: Callable[[], object], what: str = "the condition") -> None:
    """Return as soon as ``condition`` holds; fail after a minute."""
    deadline = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not come true"
        time.sleep(0.01)


def view_of(manager: ParallelExecutionManager, task_id: str) -> TaskView:
    """A task as it stands."""
    return next(view for view in manager.snapshot().tasks if view.id == task_id)


def until_state(manager: ParallelExecutionManager, task_id: str, state: str) -> TaskView:
    """Wait until the task has this state."""
    until(lambda: view_of(manager, task_id).state == state, f"{task_id} {state}")
    return view_of(manager, task_id)


def log_of(manager: ParallelExecutionManager, task_id: str) -> str:
    """The output of the task's newest attempt."""
    folder = manager.run_folder(task_id)
    assert folder is not None
    return (folder / "output.log").read_text(encoding="utf-8")


def pids_in(path: Path, number: int) -> list[int]:
    """The process ids that a test's processes wrote into a file, one a line, once all are there."""
    until(lambda: path.exists() and len(path.read_text().split()) >= number, f"{number} pids in {path.name}")
    return [int(word) for word in path.read_text().split()]


def all_gone(pids: list[int]) -> bool:
    """Whether none of the processes lives any more (a zombie is dead)."""
    return not any(psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" for pid in pids)
