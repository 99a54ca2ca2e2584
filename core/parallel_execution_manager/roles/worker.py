"""What the worker processes share: run folder, refusal of input, a clock that stands while suspended."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from parallel_execution_manager.roles.input_files import InputProblems
from parallel_execution_manager.roles.results import Finding, Result, write_result
from parallel_execution_manager.system.processes.environment import RUN_DIR_VARIABLE
from parallel_execution_manager.system.processes.limits import NO_ROOM
from parallel_execution_manager.system.runs.folders import STATE_FILE


def run_folder() -> Path:
    """The run folder of the attempt."""
    return Path(os.environ[RUN_DIR_VARIABLE])


def own_task_id() -> str:
    """The id of the task that the worker works for."""
    return os.environ["PEM_TASK_ID"]


def read_manager_state(folder: Path) -> dict[str, Any]:
    """The manager's state as it was when the attempt was prepared."""
    state: dict[str, Any] = json.loads((folder / STATE_FILE).read_text(encoding="utf-8"))
    return state


def refuse_input(folder: Path, error: InputProblems) -> int:
    """Leave a failed result that names every problem of an input file; returns the worker's exit code."""
    count = len(error.problems)
    summary = error.problems[0] if count == 1 else f"{error.path.name} has {count} problems; nothing was done"
    findings = tuple(Finding("error", problem, str(error.path)) for problem in error.problems)
    write_result(folder, Result(ok=False, summary=summary, findings=findings))
    sys.stdout.writelines(f"{problem}\n" for problem in error.problems)
    return 1


LONGEST_GAP_S = 1.0
_BUSY_SHARE = 0.1


class RunningClock:
    """Seconds since it was made, without the time in which the whole process was stopped.

    A thread must ask it often. A gap between two questions in which the process also used no
    processor time was a suspension; one in which it did was a call that held the interpreter's lock.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._start = self._asked = time.monotonic()
        self._used = time.process_time()
        self._suspended = 0.0

    def now(self) -> float:
        """The running time in seconds."""
        with self._lock:
            asked, used = time.monotonic(), time.process_time()
            gap = asked - self._asked
            if gap > LONGEST_GAP_S and used - self._used < gap * _BUSY_SHARE:
                self._suspended += gap
            self._asked, self._used = asked, used
            return asked - self._start - self._suspended


TRY_AGAIN_S = 0.5
PATIENCE_S = 60.0
"""Workers that all wait for each other's room must not do so for ever."""

T = TypeVar("T")


def once_there_is_room(start: Callable[[], T]) -> T:
    """What ``start`` makes, tried until there is room; that it waits is told once in the output.

    What has no room says nothing of what the task looks at.

    Raises:
        BlockingIOError: there was none for a minute.
    """
    told, latest = False, time.monotonic() + PATIENCE_S
    while True:
        try:
            return start()
        except BlockingIOError:
            if time.monotonic() > latest:
                raise
            if not told:
                sys.stderr.write(f"waiting: {NO_ROOM}\n")
                sys.stderr.flush()
            told = True
        time.sleep(TRY_AGAIN_S)
