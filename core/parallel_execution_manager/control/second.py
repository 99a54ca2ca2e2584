"""A second start of the window on one data folder: the first one's window is raised instead."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED, MANAGER_RUNS
from parallel_execution_manager.control.messages import say, tell
from parallel_execution_manager.runtime.client import managers_of
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.system.instance_lock import ManagerRunsError

PATIENCE_S = 5.0
"""How long the first one may take until it opens its door and its window; both come soon after its lock."""
BETWEEN_S = 0.1


def raise_first_window(data_dir: Path, file: Path | None = None) -> bool:
    """Have a running manager show its window and open ``file``; ``False`` if there is none, or no window."""
    shown = False
    for manager in managers_of(data_dir):
        with manager:
            try:
                shown = manager.show_window("" if file is None else str(file.absolute())) or shown
            except DoorError:
                # It ends at this moment, or is another version: as good as none.
                continue
    return shown


def instead_of_a_second(
    error: ManagerRunsError,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
    file: Path | None = None,
) -> int:
    """Raise the window of the manager that is in the way, or say why not; the exit code."""
    deadline = clock() + PATIENCE_S
    while not raise_first_window(error.data_dir, file):
        if clock() > deadline:
            tell(f"{error}; it shows no window that could be raised")
            return MANAGER_RUNS
        pause(BETWEEN_S)
    return told_raised(error.data_dir)


def told_raised(data_dir: Path) -> int:
    """Say that the window is there already; the exit code."""
    say(f"the manager of {data_dir} runs already: its window was raised")
    return ALL_SUCCEEDED
