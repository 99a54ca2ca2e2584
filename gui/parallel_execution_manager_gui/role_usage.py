"""What the running tasks of each role use together, added up from snapshots. Free of Qt."""

from __future__ import annotations

from dataclasses import dataclass

from parallel_execution_manager.scheduling.sample import TaskUsage
from parallel_execution_manager.scheduling.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class RoleUse:
    """Processor cores and memory in MiB of the tasks of a role that were measured."""

    cpu_cores: float
    memory_mb: float


class RoleUsage:
    """Remembers the last measurement of each live task, as snapshots tell only of those that changed."""

    def __init__(self) -> None:
        self._live: dict[str, tuple[str, TaskUsage]] = {}

    def apply(self, snapshot: Snapshot) -> None:
        """Take over what changed."""
        if snapshot.full:
            self._live.clear()
        for task_id in snapshot.removed:
            self._live.pop(task_id, None)
        for view in snapshot.tasks:
            if view.state.is_live and view.usage is not None:
                self._live[view.id] = (view.spec.role, view.usage)
            else:
                self._live.pop(view.id, None)

    def by_role(self) -> dict[str, RoleUse]:
        """The sums of the roles of which something was measured."""
        found: dict[str, list[TaskUsage]] = {}
        for role, usage in self._live.values():
            found.setdefault(role, []).append(usage)
        return {
            role: RoleUse(sum(each.cpu_cores for each in usages), sum(each.memory_mb for each in usages))
            for role, usages in found.items()
        }
