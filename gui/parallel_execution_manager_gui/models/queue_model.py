"""The queue as a Qt table model: fed by snapshots, ordered here, filtered elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont

from parallel_execution_manager.scheduling.model import RoleState, TaskState
from parallel_execution_manager.scheduling.snapshot import RoleView, Snapshot, TaskView
from parallel_execution_manager_gui.columns import COLUMNS, Column, Facts, SortValue, place_value
from parallel_execution_manager_gui.looks import Look, LookGroup, group_of, look_of_task
from parallel_execution_manager_gui.models.data_roles import ID_ROLE, LOOK_ROLE
from parallel_execution_manager_gui.models.runs import runs_of

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NEVER_KEPT = frozenset({Column.STATE, Column.ELAPSED, Column.WHY})


class QueueModel(QAbstractTableModel):
    """All tasks, one a row.

    Rows keep their place while anybody holds the order (`freeze`); values go on. Texts are made once
    a change and kept, because Qt asks for them at each paint; those that follow the clock or the role
    are made for the few rows in sight each time.
    """

    counts_changed = Signal()
    role_states_changed = Signal()

    def __init__(self, role_title: Callable[[str], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._facts = Facts(role_title=role_title, task_name=self.name_of)
        self._ids: list[str] = []
        self._rows: dict[str, int] = {}
        self._views: dict[str, TaskView] = {}
        self._texts: dict[str, list[str | None]] = {}
        self._place_keys: dict[str, SortValue] = {}
        self._counts: Counter[tuple[LookGroup, str]] = Counter()
        self._column = Column.PLACE
        self._descending = False
        self._freezers: set[str] = set()
        self._struck_out = QFont()
        self._struck_out.setStrikeOut(True)

    def apply(self, snapshot: Snapshot) -> None:
        """Take over what changed."""
        self._facts.now, self._facts.wall_offset = snapshot.at, snapshot.wall_offset
        gone = self._missing(snapshot) if snapshot.full else snapshot.removed
        self._remove(gone)
        reranked, restated = self._take_roles(snapshot.roles)
        new = [view for view in snapshot.tasks if view.id not in self._rows]
        self._change([view for view in snapshot.tasks if view.id in self._rows])
        self._append(new)
        if reranked:
            self._place_keys = {id_: place_value(view, self._facts) for id_, view in self._views.items()}
        if gone or snapshot.tasks or reranked:
            self._count_places()
            self._reorder()
        if gone or snapshot.tasks or restated:
            self.counts_changed.emit()
        if restated:
            self.role_states_changed.emit()

    def _take_roles(self, roles: Sequence[RoleView]) -> tuple[bool, bool]:
        before = self._facts.roles
        self._facts.roles = {role.name: role for role in roles}
        old = {role.name: (role.priority, role.state) for role in before.values()}
        reranked = any(old.get(role.name, (None, None))[0] != role.priority for role in roles)
        restated = any(old.get(role.name, (None, None))[1] != role.state for role in roles)
        return reranked, restated

    def tick(self, now: float) -> None:
        """Let running times go on. Views repaint by themselves: no row has changed."""
        self._facts.now = now

    def freeze(self, holder: str) -> None:
        """Keep the order of rows until ``holder`` lets go."""
        self._freezers.add(holder)

    def thaw(self, holder: str) -> None:
        """Let go of the order; what moved meanwhile is put in place when nobody holds it any more."""
        self._freezers.discard(holder)
        self._reorder()

    def view(self, task_id: str) -> TaskView | None:
        """The task as it stands, or ``None`` if it is not known."""
        return self._views.get(task_id)

    def name_of(self, task_id: str) -> str:
        """The task's name, or the id itself if the task is not known."""
        view = self._views.get(task_id)
        return task_id if view is None else view.spec.name

    def row_of(self, task_id: str) -> int | None:
        """The task's row in this model."""
        return self._rows.get(task_id)

    def views(self) -> tuple[TaskView, ...]:
        """All tasks in the order shown."""
        return tuple(self._views[task_id] for task_id in self._ids)

    def place_of(self, task_id: str) -> int | None:
        """The task's place among its role's queued tasks, from 0; ``None`` if it is not queued."""
        place = self._facts.places.get(task_id)
        return None if place is None else place - 1

    def queue_length(self, role: str) -> int:
        """How many tasks of the role are queued."""
        return sum(view.spec.role == role for view in self._views.values() if view.state is TaskState.QUEUED)

    def count(self, group: LookGroup) -> int:
        """How many tasks belong to a chip."""
        if group is LookGroup.ALL:
            return len(self._ids)
        throttled = {role.name for role in self._facts.roles.values() if role.state is RoleState.THROTTLED}
        count = sum(number for (counted, _), number in self._counts.items() if counted is group)
        moved = sum(self._counts[LookGroup.QUEUED, role] for role in throttled)
        return count + {LookGroup.QUEUED: -moved, LookGroup.THROTTLED: moved}.get(group, 0)

    def is_in_queue_order(self) -> bool:
        """Whether rows stand in the order in which they will run, so that dragging makes sense."""
        return self._column is Column.PLACE and not self._descending

    def text(self, row: int, column: Column) -> str:
        """What the cell shows."""
        task_id = self._ids[row]
        if column in _NEVER_KEPT:
            return COLUMNS[column].text(self._views[task_id], self._facts)
        texts = self._texts.setdefault(task_id, [None] * len(COLUMNS))
        known = texts[column]
        if known is None:
            known = texts[column] = COLUMNS[column].text(self._views[task_id], self._facts)
        return known

    def look(self, row: int) -> Look:
        """What the task in this row is seen doing."""
        return self._facts.look(self._views[self._ids[row]])

    # Qt's side of the model

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """Number of tasks."""
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """Number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles, their alignment and their explanation."""
        if orientation is not Qt.Orientation.Horizontal or section not in COLUMNS:
            return None
        info = COLUMNS[Column(section)]
        if role == Qt.ItemDataRole.DisplayRole:
            return info.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return info.tip
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if info.is_number else Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's text, look, alignment, font and what a screen reader says."""
        if not index.isValid():
            return None
        row, column = index.row(), Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(row, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if COLUMNS[column].is_number else None
        if role == LOOK_ROLE:
            return self.look(row) if column is Column.STATE else None
        if role == ID_ROLE:
            return self._ids[row]
        if role == Qt.ItemDataRole.FontRole:
            return self._struck_out if column is Column.TASK and self.look(row) is Look.CANCELLED else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.text(row, column) if column in (Column.TASK, Column.ROLE, Column.WHY) else None
        if role == Qt.ItemDataRole.AccessibleTextRole and column is Column.STATE:
            return f"{self.text(row, column)}, {self.text(row, Column.WHY)}".rstrip(", ")
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Queued tasks can be dragged."""
        flags = super().flags(index)
        if index.isValid() and self._ids[index.row()] in self._facts.places:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def supportedDropActions(self) -> Qt.DropAction:
        """Dragging moves."""
        return Qt.DropAction.MoveAction

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order rows by a column; equal rows stand in queue order."""
        self._column = Column(column) if column in COLUMNS else Column.PLACE
        self._descending = order is Qt.SortOrder.DescendingOrder
        self._reorder()

    # Taking over changes

    def _missing(self, snapshot: Snapshot) -> tuple[str, ...]:
        present = {view.id for view in snapshot.tasks}
        return tuple(task_id for task_id in self._ids if task_id not in present)

    def _remove(self, task_ids: Iterable[str]) -> None:
        rows = sorted(self._rows[task_id] for task_id in task_ids if task_id in self._rows)
        for first, last in reversed(runs_of(rows)):
            self.beginRemoveRows(QModelIndex(), first, last)
            for task_id in self._ids[first : last + 1]:
                self._count_view(self._views.pop(task_id), -1)
                self._texts.pop(task_id, None)
                del self._place_keys[task_id]
            del self._ids[first : last + 1]
            self._index_rows()
            self.endRemoveRows()

    def _change(self, views: Sequence[TaskView]) -> None:
        for view in views:
            self._count_view(self._views[view.id], -1)
            self._store(view)
        last_column = len(COLUMNS) - 1
        for first, last in runs_of(sorted(self._rows[view.id] for view in views), at_most=32):
            self.dataChanged.emit(self.index(first, 0), self.index(last, last_column), [])

    def _append(self, views: Sequence[TaskView]) -> None:
        if not views:
            return
        first = len(self._ids)
        self.beginInsertRows(QModelIndex(), first, first + len(views) - 1)
        for view in views:
            self._ids.append(view.id)
            self._store(view)
        self._index_rows()
        self.endInsertRows()

    def _store(self, view: TaskView) -> None:
        self._views[view.id] = view
        self._texts.pop(view.id, None)
        self._place_keys[view.id] = place_value(view, self._facts)
        self._count_view(view, 1)

    def _count_view(self, view: TaskView, step: int) -> None:
        self._counts[group_of(look_of_task(view)), view.spec.role] += step

    def _index_rows(self) -> None:
        self._rows = {task_id: row for row, task_id in enumerate(self._ids)}

    def _count_places(self) -> None:
        counter: Counter[str] = Counter()
        places: dict[str, int] = {}
        queued = (task_id for task_id, view in self._views.items() if view.state is TaskState.QUEUED)
        for task_id in sorted(queued, key=self._place_keys.__getitem__):
            role = self._views[task_id].spec.role
            counter[role] += 1
            places[task_id] = counter[role]
        for task_id, texts in self._texts.items():
            if places.get(task_id) != self._facts.places.get(task_id):
                texts[Column.PLACE] = None
        self._facts.places = places

    def _reorder(self) -> None:
        if self._freezers:
            return
        wanted = self._sorted_ids()
        if wanted == self._ids:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        kept = [(index, self._ids[index.row()]) for index in before]
        self._ids = wanted
        self._index_rows()
        self.changePersistentIndexList(
            before, [self.index(self._rows[task_id], index.column()) for index, task_id in kept]
        )
        self.layoutChanged.emit()

    def _sorted_ids(self) -> list[str]:
        ids = sorted(self._ids, key=self._place_keys.__getitem__)
        if self._column is not Column.PLACE:
            value = COLUMNS[self._column].sort_value
            ids.sort(key=lambda task_id: value(self._views[task_id], self._facts), reverse=self._descending)
        elif self._descending:
            ids.reverse()
        return ids
