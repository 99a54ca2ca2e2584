"""What the run folder of an attempt tells of it when nobody else can."""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from parallel_execution_manager.scheduling.model.rows import StoredQueue, TaskRow
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.system.processes.executor import Executor, RunningAttempt
from parallel_execution_manager.system.runs.folders import OUTPUT_FILE, TASK_FILE, RunFolders
from parallel_execution_manager.system.runs.run_files import read_regular

MOST_NAMED = 10
_CLOCKS_DIFFER_S = 5.0
"""How far two readings of the wall clock may be apart that were taken at the same time."""


class LeftFolder:
    """The run folder of an attempt of an earlier manager; ``None`` if it has none."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @property
    def was_begun(self) -> bool:
        """Whether a process of it may have been made: its output is opened before that."""
        return self._folder is not None and (self._folder / OUTPUT_FILE).exists()

    def was_written_since(self, wall: float) -> bool:
        """Whether its output was opened after ``wall`` (seconds since the epoch), or written to."""
        with contextlib.suppress(OSError):
            if self._folder is not None:
                return (self._folder / OUTPUT_FILE).stat().st_mtime > wall - _CLOCKS_DIFFER_S
        return False

    def still_runs(self, executor: Executor) -> RunningAttempt | None:
        """The attempt, if processes of it live."""
        mark = self._task().get("mark")
        if self._folder is None or not isinstance(mark, str) or not mark:
            return None
        return executor.find(mark, self._folder / OUTPUT_FILE)

    def _task(self) -> dict[str, Any]:
        """What ``task.json`` says; empty if it says nothing that can be read."""
        try:
            task = {} if self._folder is None else json.loads(read_regular(self._folder / TASK_FILE))
        except (OSError, ValueError, RecursionError):
            return {}
        return task if isinstance(task, dict) else {}


def as_begun(queue: StoredQueue, folders: RunFolders) -> tuple[StoredQueue, tuple[str, ...]]:
    """The queue of a store that is older than its tasks, and what people must know of it.

    A task that waits by that store was begun since if it has a run folder of a later attempt.
    """
    now, wall = time.monotonic(), time.time()
    begun: list[str] = []

    def as_it_is(row: TaskRow) -> TaskRow:
        attempt = folders.newest_attempt(row.spec.id) if row.state is TaskState.QUEUED else 0
        left = LeftFolder(folders.of_attempt(row.spec.id, attempt))
        if attempt <= row.attempt or not left.was_written_since(wall - now + row.queued_at):
            return row
        begun.append(row.spec.id)
        return row._replace(state=TaskState.STARTING, attempt=attempt, began_at=now, started_at=now)

    queue = replace(queue, tasks=tuple(map(as_it_is, queue.tasks)))
    return queue, _told(begun)


def _told(begun: list[str]) -> tuple[str, ...]:
    if not begun:
        return ()
    names = ", ".join(begun[:MOST_NAMED]) + (", …" if len(begun) > MOST_NAMED else "")
    what = f"{len(begun)} tasks wait by the store that is used, and were begun since it was written ({names})"
    way_out = "see their run folders for what they have done, and retry those that must run once more"
    return (f"{what}: they do not run again unless they are rerunnable; {way_out}",)
