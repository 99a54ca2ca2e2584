"""What the queue's model knows of the tasks: texts, looks, counts and order. No Qt in here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from parallel_execution_manager.scheduling.model import RoleState, TaskState
from parallel_execution_manager.scheduling.snapshot import RoleView, TaskView
from parallel_execution_manager_gui.columns import COLUMNS, Column, Facts, SortValue, place_value
from parallel_execution_manager_gui.looks import Look, LookGroup, group_of, look_of_task

_NEVER_KEPT = frozenset({Column.STATE, Column.ELAPSED, Column.WHY})


class TaskTable:
    """The tasks by id.

    Texts are made once a change and kept, because Qt asks for them at each paint; those that follow
    the clock or the role are made for the few rows in sight each time.
    """

    def __init__(self, role_title: Callable[[str], str]) -> None:
        self.facts = Facts(role_title=role_title, task_name=self.name_of)
        self._views: dict[str, TaskView] = {}
        self._texts: dict[str, list[str | None]] = {}
        self._place_keys: dict[str, SortValue] = {}
        self._counts: Counter[tuple[LookGroup, str]] = Counter()

    def __contains__(self, task_id: str) -> bool:
        return task_id in self._views

    def __len__(self) -> int:
        return len(self._views)

    def get(self, task_id: str) -> TaskView | None:
        """The task as it stands, or ``None`` if it is not known."""
        return self._views.get(task_id)

    def name_of(self, task_id: str) -> str:
        """The task's name, or the id itself if the task is not known."""
        view = self._views.get(task_id)
        return task_id if view is None else view.spec.name

    def store(self, view: TaskView) -> bool:
        """Take a new task, or a known one as it stands now; says whether its place may have changed."""
        if view.id in self._views:
            self._count(self._views[view.id], -1)
        self._views[view.id] = view
        self._texts.pop(view.id, None)
        self._count(view, 1)
        before, after = self._place_keys.get(view.id), place_value(view, self.facts)
        self._place_keys[view.id] = after
        return before != after

    def remove(self, task_id: str) -> None:
        """Forget a task."""
        self._count(self._views.pop(task_id), -1)
        self._texts.pop(task_id, None)
        del self._place_keys[task_id]

    def take_roles(self, roles: Sequence[RoleView]) -> tuple[bool, bool]:
        """Take the roles; says whether a priority changed (and so the order), and whether a state did."""
        before = self.facts.roles
        self.facts.roles = {role.name: role for role in roles}
        known = [(before.get(role.name), role) for role in roles]
        reranked = any(old is None or old.priority != new.priority for old, new in known)
        restated = any(old is None or old.state != new.state for old, new in known)
        if reranked:
            self._place_keys = {id_: place_value(view, self.facts) for id_, view in self._views.items()}
        return reranked, restated

    def text(self, task_id: str, column: Column) -> str:
        """What the cell shows."""
        if column in _NEVER_KEPT:
            return COLUMNS[column].text(self._views[task_id], self.facts)
        texts = self._texts.setdefault(task_id, [None] * len(COLUMNS))
        known = texts[column]
        if known is None:
            known = texts[column] = COLUMNS[column].text(self._views[task_id], self.facts)
        return known

    def look(self, task_id: str) -> Look:
        """What the task is seen doing."""
        return self.facts.look(self._views[task_id])

    def count(self, group: LookGroup) -> int:
        """How many tasks belong to a chip. Queued tasks of a throttled role count as throttled."""
        if group is LookGroup.ALL:
            return len(self._views)
        throttled = {role.name for role in self.facts.roles.values() if role.state is RoleState.THROTTLED}
        count = sum(number for (counted, _), number in self._counts.items() if counted is group)
        moved = sum(self._counts[LookGroup.QUEUED, role] for role in throttled)
        return count + {LookGroup.QUEUED: -moved, LookGroup.THROTTLED: moved}.get(group, 0)

    def queue_length(self, role: str) -> int:
        """How many tasks of the role are queued."""
        return sum(v.spec.role == role and v.state is TaskState.QUEUED for v in self._views.values())

    def count_places(self) -> None:
        """Number the queued tasks of each role from 1."""
        counter: Counter[str] = Counter()
        places: dict[str, int] = {}
        queued = (task_id for task_id, view in self._views.items() if view.state is TaskState.QUEUED)
        for task_id in sorted(queued, key=self._place_keys.__getitem__):
            role = self._views[task_id].spec.role
            counter[role] += 1
            places[task_id] = counter[role]
        for task_id, texts in self._texts.items():
            if places.get(task_id) != self.facts.places.get(task_id):
                texts[Column.PLACE] = None
        self.facts.places = places

    def sorted_ids(self, task_ids: Iterable[str], column: Column, *, descending: bool) -> list[str]:
        """The tasks in the order of a column; equal ones stand in queue order."""
        ids = sorted(task_ids, key=self._place_keys.__getitem__)
        if column is not Column.PLACE:
            value = COLUMNS[column].sort_value
            ids.sort(key=lambda task_id: value(self._views[task_id], self.facts), reverse=descending)
        elif descending:
            ids.reverse()
        return ids

    def _count(self, view: TaskView, step: int) -> None:
        self._counts[group_of(look_of_task(view)), view.spec.role] += step
