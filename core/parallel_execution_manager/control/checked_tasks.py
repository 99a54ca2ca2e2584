"""Tasks of a file that are queued as they were read to be checked: very many take a while to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from parallel_execution_manager.roles.task_form import TaskProblem
from parallel_execution_manager.runtime.intake import ReadTasks
from parallel_execution_manager.runtime.manager import ParallelExecutionManager


class CheckedTasks:
    """Has a manager check tasks, and submits what it was given to check last."""

    def __init__(self, manager: ParallelExecutionManager) -> None:
        self._manager = manager
        self._read = ReadTasks([], frozenset(), [])

    def check(self, tasks: Sequence[Mapping[str, Any]]) -> Sequence[TaskProblem]:
        """Every problem for which ``submit`` would refuse them."""
        self._read = self._manager.read_tasks(tasks)
        return self._read.problems

    def submit(self) -> tuple[str, ...]:
        """Queue them, all or none, and return their ids.

        Raises:
            WishRefused: they have problems, or the queue changed meanwhile.
            WishNotKept: they are queued, and the disk does not take them yet.
        """
        return self._manager.submit_read(self._read)
