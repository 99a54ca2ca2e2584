"""What the queue's model knows of the tasks: texts, looks, counts and order. No Qt in here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.scheduling.model import RoleState
from parallel_execution_manager.scheduling.snapshot import RoleView, TaskView
from parallel_execution_manager_gui.columns import COLUMNS, Column, Facts, SortValue, place_value
from parallel_execution_manager_gui.looks import Look, LookGroup, group_of, look_in_role, look_of_task
from parallel_execution_manager_gui.models.places import Places
from parallel_execution_manager_gui.models.queue_filter import QueueFilter
from parallel_execution_manager_gui.plain_text import shown_name
from parallel_execution_manager_gui.translation.told import told, told_end

_NEVER_KEPT = frozenset({Column.PLACE, Column.STATE, Column.ELAPSED, Column.WHY})

_SEVERAL = 2


class TaskTable:
    """The tasks by id.

    Texts are made once a change and kept, because Qt asks for them at each paint; those that follow
    the clock or the role are made for the few rows in sight each time.
    """

    def __init__(self, role_title: Callable[[str], str]) -> None:
        self.places = Places()
        self.facts = Facts(
            role_title=role_title,
            task_name=self.name_of,
            named=self.known_name_of,
            place_of=self.places.place_of,
            told=told,
            told_end=told_end,
        )
        self.filter = QueueFilter(self.facts)
        self._views: dict[str, TaskView] = {}
        self._texts: dict[str, list[str | None]] = {}
        self._place_keys: dict[str, SortValue] = {}
        self._counts: Counter[tuple[Look, str]] = Counter()
        self._names: Counter[str] = Counter()

    def __contains__(self, task_id: str) -> bool:
        return task_id in self._views

    def __len__(self) -> int:
        return len(self._views)

    def __getitem__(self, task_id: str) -> TaskView:
        return self._views[task_id]

    def ids(self) -> Iterable[str]:
        """The ids of all tasks, in no order."""
        return self._views.keys()

    def views(self) -> Iterable[TaskView]:
        """All tasks, in no order."""
        return self._views.values()

    def get(self, task_id: str) -> TaskView | None:
        """The task as it stands, or ``None`` if it is not known."""
        return self._views.get(task_id)

    def name_of(self, task_id: str) -> str:
        """How the task is called in sentences; the id itself if it is not known."""
        return self.known_name_of(task_id) or printable(task_id)

    def known_name_of(self, task_id: str) -> str | None:
        """The task's name, with its id where others are called the same; ``None`` if it is not known."""
        view = self._views.get(task_id)
        if view is None:
            return None
        name = shown_name(view)
        return name if self._names[view.spec.name] < _SEVERAL else f"{name} ({printable(task_id)})"

    def store(self, view: TaskView) -> bool:
        """Take a new task, or a known one as it stands now; says whether its place may have changed."""
        old = self._views.get(view.id)
        if old is not None:
            self._count(old, -1)
            self._call(old, -1)
        self._views[view.id] = view
        self._texts.pop(view.id, None)
        if old is not None and old.spec.name != view.spec.name:
            self.filter.texts.forget_all()
        self.filter.texts.forget(view.id)
        self.places.put(view)
        self._count(view, 1)
        self._call(view, 1)
        before, after = self._place_keys.get(view.id), self._key(view)
        self._place_keys[view.id] = after
        return before != after

    def place_key(self, task_id: str) -> SortValue | None:
        """What the task is ordered by in the queue, no two the same; ``None`` if it is not known."""
        return self._place_keys.get(task_id)

    def place_keys(self, task_ids: Iterable[str]) -> list[SortValue]:
        """The same of known tasks."""
        return [self._place_keys[task_id] for task_id in task_ids]

    def remove(self, task_id: str) -> None:
        """Forget a task."""
        view = self._views.pop(task_id)
        self._count(view, -1)
        self._call(view, -1)
        self._texts.pop(task_id, None)
        self.filter.texts.forget(task_id)
        self.places.remove(task_id)
        del self._place_keys[task_id]

    def take_roles(self, roles: Sequence[RoleView]) -> tuple[bool, bool]:
        """Take the roles; says whether a priority changed (and so the order), and whether a state did."""
        before = self.facts.roles
        self.facts.roles = {role.name: role for role in roles}
        known = [(before.get(role.name), role) for role in roles]
        reranked = any(old is None or old.priority != new.priority for old, new in known)
        restated = any(old is None or _held(old) != _held(new) for old, new in known)
        if reranked:
            self._place_keys = {id_: self._key(view) for id_, view in self._views.items()}
        if restated:
            self.filter.texts.forget_all()
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
        """How many tasks belong to a chip."""
        if group is LookGroup.ALL:
            return len(self._views)
        roles = self.facts.roles
        return sum(
            number
            for (look, role), number in self._counts.items()
            if group_of(look_in_role(look, roles.get(role))) is group
        )

    def sorted_ids(self, task_ids: Iterable[str], column: Column, *, descending: bool) -> list[str]:
        """The tasks in the order of a column; equal ones stand in queue order."""
        ids = sorted(task_ids, key=self._place_keys.__getitem__)
        if column is not Column.PLACE:
            value = COLUMNS[column].sort_value
            ids.sort(key=lambda task_id: value(self._views[task_id], self.facts), reverse=descending)
        elif descending:
            ids.reverse()
        return ids

    def _key(self, view: TaskView) -> SortValue:
        return (*place_value(view, self.facts), *view.order, view.id)

    def _call(self, view: TaskView, step: int) -> None:
        name = view.spec.name
        self._names[name] += step
        if not self._names[name]:
            del self._names[name]

    def _count(self, view: TaskView, step: int) -> None:
        self._counts[look_of_task(view), view.spec.role] += step


def _held(role: RoleView) -> tuple[RoleState, bool]:
    return role.state, role.by_operator
