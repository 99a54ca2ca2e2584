"""What the queue's model knows of the tasks: texts, looks, counts and order. No Qt in here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet

from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.scheduling.model.task import RoleState
from parallel_execution_manager.scheduling.snapshot import RoleView, Snapshot, TaskView
from parallel_execution_manager_gui.columns import COLUMNS, Column, Facts, SortValue
from parallel_execution_manager_gui.looks import Look, LookGroup, group_of, look_in_role, look_of_task
from parallel_execution_manager_gui.models.filter_query import Fault, FilterError, Query
from parallel_execution_manager_gui.models.key_order import Key, KeyOrder
from parallel_execution_manager_gui.models.places import Places
from parallel_execution_manager_gui.models.queue_filter import QueueFilter
from parallel_execution_manager_gui.models.row_keys import RowKeys
from parallel_execution_manager_gui.plain_text import shown_name
from parallel_execution_manager_gui.translation.told import local, shown, told, told_end
from parallel_execution_manager_gui.wished_words import WishedWords

_KEPT = frozenset(column for column, info in COLUMNS.items() if info.is_kept)
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
            local=local,
            told_end=told_end,
        )
        self.filter = QueueFilter(self.facts)
        self.order = RowKeys(self.facts)
        self.wished = WishedWords()
        self._views: dict[str, TaskView] = {}
        self._texts: dict[str, list[str | None]] = {}
        self._places: dict[str, SortValue] = {}
        self._keys: dict[str, Key] = {}
        self._live: set[str] = set()
        self._counts: Counter[tuple[Look, str]] = Counter()
        self._names: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._views)

    def __getitem__(self, task_id: str) -> TaskView:
        return self._views[task_id]

    def ids(self) -> AbstractSet[str]:
        """The ids of all tasks, in no order."""
        return self._views.keys()

    def gone_in(self, snapshot: Snapshot) -> set[str]:
        """The tasks that are known and, says the snapshot, are no more."""
        if not snapshot.full:
            return self._views.keys() & snapshot.removed
        return self._views.keys() - {view.id for view in snapshot.tasks}

    def in_queue_order(self) -> tuple[TaskView, ...]:
        """All tasks in the order of the queue."""
        return tuple(self._views[task_id] for task_id in sorted(self._places, key=self._places.__getitem__))

    def shown(self) -> set[str] | None:
        """The tasks that the filter lets through; ``None`` if it hides none."""
        return self.filter.shown_of_all(self._views) if self.filter.is_active else None

    def ask(self, query: Query) -> None:
        """Filter by ``query`` from now on.

        Raises:
            FilterError: an expression in it takes too long for these tasks; the query before stays.
        """
        before, self.filter.query = self.filter.query, query
        timed = [expression for expression in query.expressions() if not expression.is_cheap]
        if timed:
            self.filter.shown_of_all(self._views)
        for expression in timed:
            if expression.is_spent:
                self.filter.query = before
                raise FilterError(Fault.COSTLY, expression.pattern)

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
        task_id = view.spec.id
        old = self._views.get(task_id)
        if old is not None:
            self._count(old, -1)
            if old.spec.name != view.spec.name:
                self._call_no_more(old)
        self._views[task_id] = view
        self.wished.settle(task_id)
        self._texts.pop(task_id, None)
        self.filter.texts.put(view, old)
        if old is not None and old.spec.name != view.spec.name:
            self.filter.texts.forget_reasons()
        self.places.put(view)
        self._count(view, 1)
        if old is None or old.spec.name != view.spec.name:
            self._names[view.spec.name] += 1
        (self._live.add if view.state.is_live else self._live.discard)(task_id)
        place = self._places[task_id] = self.order.place(view)
        before, after = self._keys.get(task_id), self.order.of(view, place)
        self._keys[task_id] = after
        return before != after

    def key(self, task_id: str) -> Key | None:
        """What the task is ordered by, no two the same; ``None`` if it is not known."""
        return self._keys.get(task_id)

    def keys_of(self, task_ids: Iterable[str]) -> dict[str, Key]:
        """The same of several tasks, as far as they are known."""
        known = ((task_id, self._keys.get(task_id)) for task_id in task_ids)
        return {task_id: key for task_id, key in known if key is not None}

    def order_by(self, column: Column, *, descending: bool) -> None:
        """Order the tasks by a column from now on; equal ones stand in the order of the queue."""
        self.order.column, self.order.descending = column, descending
        self._keys = self.order.of_all(self._views, self._places)

    def in_order(self, task_ids: Iterable[str]) -> KeyOrder:
        """These tasks in their order; fastest if they are nearly so."""
        ids = sorted(task_ids, key=self._keys.__getitem__)
        return KeyOrder(list(map(self._keys.__getitem__, ids)), ids)

    @property
    def is_live(self) -> bool:
        """Whether any task runs."""
        return bool(self._live)

    def drifting(self) -> frozenset[str]:
        """The tasks whose places may change while nothing happens to them."""
        return frozenset(self._live) if self.order.follow_clock else frozenset()

    def let_drift(self) -> bool:
        """Have those tasks ordered by what they are now; says whether there are any."""
        drifting = self.drifting()
        self._keys |= {id_: self.order.of(self._views[id_], self._places[id_]) for id_ in drifting}
        return bool(drifting)

    def remove(self, task_id: str) -> None:
        """Forget a task."""
        view = self._views.pop(task_id)
        self._count(view, -1)
        self._call_no_more(view)
        self._texts.pop(task_id, None)
        self.wished.settle(task_id)
        self.filter.texts.remove(view)
        self.places.remove(task_id)
        self._live.discard(task_id)
        del self._places[task_id], self._keys[task_id]

    def take_roles(self, roles: Sequence[RoleView]) -> tuple[bool, bool]:
        """Take the roles; says whether the order of tasks changed, and whether a role's state did."""
        before = self.facts.roles
        self.facts.roles = {role.name: role for role in roles}
        known = [(before.get(role.name), role) for role in roles]
        restated = any(old is None or _held(old) != _held(new) for old, new in known)
        reranked = any(old is None or old.priority != new.priority for old, new in known)
        reordered = (
            reranked
            or (restated and self.order.follow_roles)
            or (self.order.follow_reasons and any(old and _why(old) != _why(new) for old, new in known))
        )
        if reranked:
            self._places = {task_id: self.order.place(view) for task_id, view in self._views.items()}
        if reordered:
            self._keys = self.order.of_all(self._views, self._places)
        if restated:
            self.filter.texts.forget_reasons()
        return reordered, restated

    def text(self, task_id: str, column: Column) -> str:
        """What the cell shows."""
        if column is Column.STATE and (word := self.wished.get(task_id)) is not None:
            return shown(word.value)
        if column not in _KEPT:
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

    def _call_no_more(self, view: TaskView) -> None:
        name = view.spec.name
        self._names[name] -= 1
        if not self._names[name]:
            del self._names[name]

    def _count(self, view: TaskView, step: int) -> None:
        self._counts[look_of_task(view), view.spec.role] += step


def _why(role: RoleView) -> tuple[object, object]:
    return role.waits_for, role.refusals


def _held(role: RoleView) -> tuple[RoleState, bool]:
    return role.state, role.by_operator
