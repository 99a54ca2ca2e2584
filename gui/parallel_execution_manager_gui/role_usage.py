"""What the running tasks of each role use together, added up from snapshots. Free of Qt."""

from __future__ import annotations

from parallel_execution_manager.scheduling.model.rows import RoleUse, use_by_role
from parallel_execution_manager.scheduling.model.sample import TaskUsage
from parallel_execution_manager.scheduling.snapshot import Snapshot


class RoleUsage:
    """Remembers the last measurement of each live task, as snapshots tell only of those that changed."""

    def __init__(self) -> None:
        self._live: dict[str, TaskUsage] = {}
        self._roles: dict[str, str] = {}

    def apply(self, snapshot: Snapshot) -> None:
        """Take over what changed."""
        if snapshot.full:
            self._live.clear()
            self._roles.clear()
        for task_id in snapshot.removed:
            self._drop(task_id)
        for view in snapshot.tasks:
            if view.state.is_live and view.usage is not None:
                self._live[view.id], self._roles[view.id] = view.usage, view.spec.role
            else:
                self._drop(view.id)

    def by_role(self) -> dict[str, RoleUse]:
        """The sums of the roles of which something was measured."""
        return use_by_role(self._live, self._roles.get)

    def _drop(self, task_id: str) -> None:
        self._live.pop(task_id, None)
        self._roles.pop(task_id, None)
