"""What the run folder of an attempt tells of it when nobody else can."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from parallel_execution_manager.runtime.work import OUTPUT_FILE, TASK_FILE
from parallel_execution_manager.system.executor import Executor, RunningAttempt
from parallel_execution_manager.system.run_files import read_regular


class LeftFolder:
    """The run folder of an attempt of an earlier manager; ``None`` if it has none."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    @property
    def was_begun(self) -> bool:
        """Whether a process of it may have been made: its output is opened before that."""
        return self._folder is not None and (self._folder / OUTPUT_FILE).exists()

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
