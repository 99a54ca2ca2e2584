"""Which tasks stand still, by what a manager tells: the same for signals and for frozen control groups.

The news comes when every process of a task stands still, so a delay seen here is never too short.
"""

from __future__ import annotations

import time

from parallel_execution_manager import Notification
from parallel_execution_manager.runtime.notifications import NewsKind
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.snapshot import TaskView


class Stops:
    """A subscriber. ``first`` is when a task was suspended first since ``restart`` (monotonic seconds).

    ``longest_all_s`` is the longest time in which all ``tasks`` stood still.
    """

    def __init__(self, tasks: int) -> None:
        self.first: float | None = None
        self.longest_all_s = 0.0
        self.still: frozenset[str] = frozenset()
        self._tasks = tasks
        self._all_since: float | None = None

    def restart(self) -> None:
        """The next suspension is the first again."""
        self.first = None

    def __call__(self, news: Notification) -> None:
        """Take in a piece of news, in the engine's thread."""
        if news.kind is not NewsKind.TASK_CHANGED or not isinstance(news.data, TaskView):
            return
        now, view = time.monotonic(), news.data
        is_still = view.state is TaskState.SUSPENDED
        if is_still and view.id not in self.still and self.first is None:
            self.first = now
        self.still = self.still | {view.id} if is_still else self.still - {view.id}
        if self._all_since is not None:
            self.longest_all_s = max(self.longest_all_s, now - self._all_since)
        if len(self.still) < self._tasks:
            self._all_since = None
        elif self._all_since is None:
            self._all_since = now
