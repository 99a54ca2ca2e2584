"""What the filter box looks through: kept for each task, because 100,000 are asked at each letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from parallel_execution_manager.scheduling.model import Requirement, TaskState
from parallel_execution_manager.scheduling.queues import GroupKey
from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager_gui.columns import Facts
from parallel_execution_manager_gui.models.filter_query import Finder

_OWN = -1
"""Instead of a kind, of tasks that share nothing."""


class SearchTexts:
    """Case-folded texts with name, role, state, reason and id. No Qt in here.

    Tasks of a role that wait for nothing of their own share state and reason if they need the same;
    these are made once a search.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._kept: dict[str, tuple[str, int]] = {}
        self._kinds: dict[tuple[str, GroupKey | None, Requirement], int] = {}

    def forget(self, task_id: str) -> None:
        """The task has changed or is gone."""
        self._kept.pop(task_id, None)

    def forget_all(self) -> None:
        """A role's state or a name that others mention has changed."""
        self._kept.clear()
        self._kinds.clear()

    def matching(self, views: Iterable[TaskView], finders: Sequence[Finder]) -> set[str]:
        """The ids of the tasks in which every finder finds what it looks for."""
        kept, found = self._kept, set[str]()
        # Whether each finder finds it in what all tasks of a kind share.
        shared: dict[int, tuple[bool, ...]] = {_OWN: (False,) * len(finders)}
        for view in views:
            task_id = view.spec.id
            own, kind = kept.get(task_id) or self._keep(view)
            found_shared = shared.get(kind)
            if found_shared is None:
                text = self._seen(view)
                found_shared = shared[kind] = tuple(finds(text) for finds in finders)
            for finds, is_shared in zip(finders, found_shared, strict=True):
                if not (is_shared or finds(own)):
                    break
            else:
                found.add(task_id)
        return found

    def _keep(self, view: TaskView) -> tuple[str, int]:
        kind, seen = _OWN, ""
        if _waits_with_role(view):
            key = (view.spec.role, view.group, view.requirement)
            kind = self._kinds.setdefault(key, len(self._kinds))
        else:
            seen = self._seen(view)
        parts = (view.spec.name, self._facts.role_title(view.spec.role), view.id)
        self._kept[view.id] = entry = ("\n".join(parts).casefold() + seen, kind)
        return entry

    def _seen(self, view: TaskView) -> str:
        return f"\n{self._facts.told(self._facts.look(view).value)}\n{self._facts.why(view)}".casefold()


def _waits_with_role(view: TaskView) -> bool:
    return view.state is TaskState.QUEUED and view.waits_for is None and not view.paused
