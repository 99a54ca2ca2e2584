"""What the filter box looks through: kept for each task, because 100,000 are asked at each letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from parallel_execution_manager.scheduling.model import Requirement, TaskState
from parallel_execution_manager.scheduling.queues import GroupKey
from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager_gui.columns import Facts
from parallel_execution_manager_gui.models.filter_query import Finder


class SearchTexts:
    """Case-folded texts with name, role, state, reason and id. No Qt in here.

    Tasks of a role that wait for nothing of their own share state and reason if they need the same;
    these are made once a search.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._kept: dict[str, str] = {}

    def forget(self, task_id: str) -> None:
        """The task has changed or is gone."""
        self._kept.pop(task_id, None)

    def forget_all(self) -> None:
        """A role's state or a name that others mention has changed."""
        self._kept.clear()

    def matching(self, views: Iterable[TaskView], finders: Sequence[Finder]) -> Iterable[TaskView]:
        """The tasks in which every finder finds what it looks for."""
        of_roles: dict[tuple[str, GroupKey | None, Requirement], str] = {}
        for view in views:
            own = self._kept.get(view.id) or self._keep(view)
            shared = ""
            if _waits_with_role(view):
                key = (view.spec.role, view.group, view.requirement)
                shared = of_roles.get(key) or of_roles.setdefault(key, self._seen(view))
            if all(finds(own) or finds(shared) for finds in finders):
                yield view

    def _keep(self, view: TaskView) -> str:
        seen = "" if _waits_with_role(view) else self._seen(view)
        parts = (view.spec.name, self._facts.role_title(view.spec.role), view.id)
        self._kept[view.id] = text = "\n".join(parts).casefold() + seen
        return text

    def _seen(self, view: TaskView) -> str:
        return f"\n{self._facts.told(self._facts.look(view).value)}\n{self._facts.why(view)}".casefold()


def _waits_with_role(view: TaskView) -> bool:
    return view.state is TaskState.QUEUED and view.waits_for is None and not view.paused
