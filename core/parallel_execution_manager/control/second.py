"""A second start of the window on one data folder: the first one's window is raised instead."""

from __future__ import annotations

import stat
import time
from collections.abc import Callable
from pathlib import Path

from parallel_execution_manager.control.exit_codes import ALL_SUCCEEDED, BAD_INPUT, MANAGER_RUNS
from parallel_execution_manager.control.messages import say, tell
from parallel_execution_manager.runtime.client import managers_of
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.system.ipc.instance_lock import ManagerRunsError

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
    return told_raised(error.data_dir, file)


def told_raised(data_dir: Path, file: Path | None = None) -> int:
    """Say that the window is there already, and what becomes of ``file``; the exit code.

    The window tells too what is wrong with the file, but whoever typed its name looks here.
    """
    raised = f"the manager of {data_dir} runs already: its window was raised"
    if file is None:
        say(raised)
        return ALL_SUCCEEDED
    if problem := _file_problem(file):
        tell(f"{problem}; {raised}")
        return BAD_INPUT
    say(f"{raised}, opens {file}, and tells what is wrong with it")
    return ALL_SUCCEEDED


def _file_problem(file: Path) -> str:
    """Why there is nothing in a task file's place that can be opened; else empty."""
    try:
        what = "is a folder" if stat.S_ISDIR(file.stat().st_mode) else ""
    except OSError as error:
        is_gone = isinstance(error, FileNotFoundError)
        what = "no such task file" if is_gone else f"cannot be read ({error.strerror})"
    return what and f"{file}: {what}; give the path of a file of JSON lines"
