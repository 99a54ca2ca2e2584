"""The places of queued tasks in their role's queue. No Qt in here."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict

from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.snapshot import TaskView

_Entry = tuple[tuple[float, int], str]


class Places:
    """Keeps each role's queue in order, so that a place is found by halving and nothing is renumbered."""

    def __init__(self) -> None:
        self._queues: defaultdict[str, list[_Entry]] = defaultdict(list)
        self._entries: dict[str, tuple[str, _Entry]] = {}

    def __contains__(self, task_id: str) -> bool:
        return task_id in self._entries

    def put(self, view: TaskView) -> None:
        """Take a task as it stands now; only a queued one has a place."""
        entry = (view.spec.role, (view.order, view.id)) if view.state is TaskState.QUEUED else None
        if entry == self._entries.get(view.id):
            return
        self.remove(view.id)
        if entry is not None:
            insort(self._queues[entry[0]], entry[1])
            self._entries[view.id] = entry

    def remove(self, task_id: str) -> None:
        """Forget a task, if it had a place."""
        known = self._entries.pop(task_id, None)
        if known is not None:
            role, entry = known
            del self._queues[role][bisect_left(self._queues[role], entry)]

    def place_of(self, task_id: str) -> int | None:
        """The task's place, from 0; ``None`` if it is not queued."""
        known = self._entries.get(task_id)
        return None if known is None else bisect_left(self._queues[known[0]], known[1])

    def length(self, role: str) -> int:
        """How many tasks of the role are queued."""
        return len(self._queues[role])
