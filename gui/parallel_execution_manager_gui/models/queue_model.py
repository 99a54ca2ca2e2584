"""The queue as a Qt table model: fed by snapshots, ordered here, filtered elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont

from parallel_execution_manager.scheduling.snapshot import Snapshot, TaskView
from parallel_execution_manager_gui.columns import COLUMNS, Column
from parallel_execution_manager_gui.looks import Look, LookGroup
from parallel_execution_manager_gui.models.data_roles import ID_ROLE, LOOK_ROLE
from parallel_execution_manager_gui.models.runs import runs_of
from parallel_execution_manager_gui.models.task_table import TaskTable

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_WITH_TOOLTIP = frozenset({Column.TASK, Column.ROLE, Column.WHY})
_MOST_SIGNALS = 32


class QueueModel(QAbstractTableModel):
    """All tasks, one a row. Rows keep their place while anybody holds the order; values go on."""

    counts_changed = Signal()
    role_states_changed = Signal()

    def __init__(self, role_title: Callable[[str], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = TaskTable(role_title)
        self._ids: list[str] = []
        self._rows: dict[str, int] = {}
        self._column = Column.PLACE
        self._descending = False
        self._freezers: set[str] = set()
        self._struck_out = QFont()
        self._struck_out.setStrikeOut(True)
        self._cells: Mapping[int, Callable[[int, Column], Any]] = {
            Qt.ItemDataRole.DisplayRole: self.text,
            Qt.ItemDataRole.TextAlignmentRole: self._alignment,
            Qt.ItemDataRole.FontRole: self._font,
            Qt.ItemDataRole.ToolTipRole: self._tooltip,
            Qt.ItemDataRole.AccessibleTextRole: self._spoken,
            LOOK_ROLE: self._shape,
            ID_ROLE: self._id,
        }

    def apply(self, snapshot: Snapshot) -> None:
        """Take over what changed."""
        facts = self._table.facts
        facts.now, facts.wall_offset = snapshot.at, snapshot.wall_offset
        gone = self._missing(snapshot) if snapshot.full else snapshot.removed
        self._remove(gone)
        reranked, restated = self._table.take_roles(snapshot.roles)
        known = [view for view in snapshot.tasks if view.id in self._rows]
        new = [view for view in snapshot.tasks if view.id not in self._rows]
        moved = self._change(known)
        self._append(new)
        # Ordering 100,000 tasks costs more than a frame: only when a place can have changed.
        if gone or new or moved or reranked:
            self._table.count_places()
            self._reorder()
        elif known and self._column is not Column.PLACE:
            self._reorder()
        if gone or snapshot.tasks or restated:
            self.counts_changed.emit()
        if restated:
            self.role_states_changed.emit()

    def tick(self, now: float) -> None:
        """Let running times go on. Views repaint by themselves: no row has changed."""
        self._table.facts.now = now

    def freeze(self, holder: str) -> None:
        """Keep the order of rows until ``holder`` lets go."""
        self._freezers.add(holder)

    def thaw(self, holder: str) -> None:
        """Let go of the order; what moved meanwhile is put in place when nobody holds it any more."""
        self._freezers.discard(holder)
        self._reorder()

    def view(self, task_id: str) -> TaskView | None:
        """The task as it stands, or ``None`` if it is not known."""
        return self._table.get(task_id)

    def views(self) -> tuple[TaskView, ...]:
        """All tasks in the order shown."""
        return tuple(view for view in map(self._table.get, self._ids) if view is not None)

    def name_of(self, task_id: str) -> str:
        """The task's name, or the id itself if the task is not known."""
        return self._table.name_of(task_id)

    def row_of(self, task_id: str) -> int | None:
        """The task's row in this model."""
        return self._rows.get(task_id)

    def place_of(self, task_id: str) -> int | None:
        """The task's place among its role's queued tasks, from 0; ``None`` if it is not queued."""
        place = self._table.facts.places.get(task_id)
        return None if place is None else place - 1

    def queue_length(self, role: str) -> int:
        """How many tasks of the role are queued."""
        return self._table.queue_length(role)

    def count(self, group: LookGroup) -> int:
        """How many tasks belong to a chip."""
        return self._table.count(group)

    def is_in_queue_order(self) -> bool:
        """Whether rows stand in the order in which they will run, so that dragging makes sense."""
        return self._column is Column.PLACE and not self._descending

    def text(self, row: int, column: Column) -> str:
        """What the cell shows."""
        return self._table.text(self._ids[row], column)

    def look(self, row: int) -> Look:
        """What the task in this row is seen doing."""
        return self._table.look(self._ids[row])

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
        texts: dict[int, Any] = {
            Qt.ItemDataRole.DisplayRole: info.title,
            Qt.ItemDataRole.ToolTipRole: info.tip,
            Qt.ItemDataRole.TextAlignmentRole: _RIGHT if info.is_number else _LEFT,
        }
        return texts.get(role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's text, look, alignment, font and what a screen reader says."""
        cell = self._cells.get(role)
        if cell is None or not index.isValid():
            return None
        return cell(index.row(), Column(index.column()))

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Queued tasks can be dragged."""
        flags = super().flags(index)
        if index.isValid() and self._ids[index.row()] in self._table.facts.places:
            flags |= Qt.ItemFlag.ItemIsDragEnabled | Qt.ItemFlag.ItemIsDropEnabled
        return flags

    def supportedDropActions(self) -> Qt.DropAction:
        """Dragging moves."""
        return Qt.DropAction.MoveAction

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order rows by a column; equal rows stand in queue order."""
        self._column = Column(column) if column in COLUMNS else Column.PLACE
        self._descending = order is Qt.SortOrder.DescendingOrder
        self._reorder()

    def _id(self, row: int, _column: Column) -> str:
        return self._ids[row]

    def _shape(self, row: int, column: Column) -> Look | None:
        return self.look(row) if column is Column.STATE else None

    def _alignment(self, _row: int, column: Column) -> Qt.AlignmentFlag | None:
        return _RIGHT if COLUMNS[column].is_number else None

    def _font(self, row: int, column: Column) -> QFont | None:
        is_cancelled = column is Column.TASK and self.look(row) is Look.CANCELLED
        return self._struck_out if is_cancelled else None

    def _tooltip(self, row: int, column: Column) -> str | None:
        return self.text(row, column) if column in _WITH_TOOLTIP else None

    def _spoken(self, row: int, column: Column) -> str | None:
        if column is not Column.STATE:
            return None
        return f"{self.text(row, column)}, {self.text(row, Column.WHY)}".rstrip(", ")

    def _missing(self, snapshot: Snapshot) -> tuple[str, ...]:
        present = {view.id for view in snapshot.tasks}
        return tuple(task_id for task_id in self._ids if task_id not in present)

    def _remove(self, task_ids: Iterable[str]) -> None:
        rows = sorted(self._rows[task_id] for task_id in task_ids if task_id in self._rows)
        for first, last in reversed(runs_of(rows)):
            self.beginRemoveRows(QModelIndex(), first, last)
            for task_id in self._ids[first : last + 1]:
                self._table.remove(task_id)
            del self._ids[first : last + 1]
            self._index_rows()
            self.endRemoveRows()

    def _change(self, views: Sequence[TaskView]) -> bool:
        moved = [self._table.store(view) for view in views]
        rows = sorted(self._rows[view.id] for view in views)
        for first, last in runs_of(rows, at_most=_MOST_SIGNALS):
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(COLUMNS) - 1), [])
        return any(moved)

    def _append(self, views: Sequence[TaskView]) -> None:
        if not views:
            return
        first = len(self._ids)
        self.beginInsertRows(QModelIndex(), first, first + len(views) - 1)
        for view in views:
            self._ids.append(view.id)
            self._table.store(view)
        self._index_rows()
        self.endInsertRows()

    def _index_rows(self) -> None:
        self._rows = {task_id: row for row, task_id in enumerate(self._ids)}

    def _reorder(self) -> None:
        if self._freezers:
            return
        wanted = self._table.sorted_ids(self._ids, self._column, descending=self._descending)
        if wanted == self._ids:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        kept = [(self._ids[index.row()], index.column()) for index in before]
        self._ids = wanted
        self._index_rows()
        moved = [self.index(self._rows[task_id], column) for task_id, column in kept]
        self.changePersistentIndexList(before, moved)
        self.layoutChanged.emit()
