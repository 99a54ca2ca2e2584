"""The files in use as a Qt tree; what stays keeps its row, and so selection and what is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum, unique
from itertools import count
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from parallel_execution_manager.runtime.file_watch.seen import SeenAccess
from parallel_execution_manager.scheduling.explain.views import leased_files
from parallel_execution_manager.scheduling.model.sample import WallClock
from parallel_execution_manager.scheduling.snapshot import LeaseView, Snapshot
from parallel_execution_manager_gui.formatting import clock_time, duration
from parallel_execution_manager_gui.lock_rows import LockKind, LockRow, Names, lock_rows, waited_for
from parallel_execution_manager_gui.models.data_roles import ID_ROLE, LOOK_ROLE
from parallel_execution_manager_gui.plain_text import plain_tip
from parallel_execution_manager_gui.translation.told import told

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

MOST_FILES = 500
"""So many files are shown at most; a search narrows them down."""


@unique
class LockColumn(IntEnum):
    """The columns from left to right."""

    NAME = 0
    MODE = 1
    SINCE = 2
    WAITERS = 3


class _Node:
    """A place in the tree. Nodes live as long as what they show is there; Qt knows them by number."""

    __slots__ = ("children", "number", "parent", "place", "row")

    def __init__(self, number: int, row: LockRow, parent: _Node | None) -> None:
        self.number = number
        self.row = row
        self.parent = parent
        self.place = 0
        self.children: list[_Node] = []


class LockModel(QAbstractItemModel):
    """Files that are awaited, or all in use, in the order of `lease_tree`."""

    def __init__(
        self,
        task_name: Callable[[str], str],
        accesses: Callable[[], Sequence[SeenAccess]] = tuple,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._task_name = task_name
        self._accesses = accesses
        self._wall, self._now = WallClock(), 0.0
        self._leases: tuple[LeaseView, ...] = ()
        self._seen: tuple[SeenAccess, ...] = ()
        self._numbers = count(1)
        self._nodes: dict[int, _Node] = {}
        self._root = _Node(0, LockRow((), LockKind.FILE, "", ""), None)
        self._show_uncontested = False
        self._search = ""
        self.uncontested = 0
        """How many files are in use that nobody waits for."""
        self.left_out = 0
        """How many files that match are not shown, because they are too many."""
        self._titles = (self.tr("File / task"), self.tr("Mode"), self.tr("Held for"), self.tr("Waiting"))
        self._cells: Mapping[int, Callable[[LockRow, LockColumn], Any]] = {
            Qt.ItemDataRole.DisplayRole: self._text,
            Qt.ItemDataRole.ToolTipRole: self._tooltip,
            Qt.ItemDataRole.TextAlignmentRole: _alignment,
            LOOK_ROLE: lambda row, column: row.look if column is LockColumn.NAME else None,
            ID_ROLE: lambda row, _column: row.task_id,
        }

    def show_uncontested(self, show: bool) -> None:
        """Show files too that nobody waits for."""
        self._show_uncontested = show
        self._take_over()

    def search(self, words: str) -> None:
        """Show only files with these words in their path, or in the names of those who have or want them."""
        self._search = words
        self._take_over()

    def apply(self, snapshot: Snapshot) -> None:
        """Take over the leases."""
        self._wall, self._now = snapshot.wall, snapshot.at
        seen = tuple(self._accesses())
        if snapshot.leases != self._leases or seen != self._seen:
            self._leases, self._seen = snapshot.leases, seen
            self.uncontested = sum(not lease.waits for lease in snapshot.leases)
            self._take_over()

    def tick(self, now: float) -> None:
        """Let ages go on. Views repaint by themselves: no row has changed."""
        self._now = now

    @property
    def leases(self) -> tuple[LeaseView, ...]:
        """All leases, also of files that are not shown."""
        return self._leases

    @property
    def now(self) -> float:
        """The time up to which ages are shown, in monotonic seconds."""
        return self._now

    def rows_of_file(self, name: str) -> tuple[LockRow, ...]:
        """The rows directly below a file that is shown."""
        return next((node.row.children for node in self._root.children if node.row.key == (name,)), ())

    def row_at(self, index: Index) -> LockRow | None:
        """What stands at an index."""
        return self._nodes[index.internalId()].row if index.isValid() else None

    def _take_over(self) -> None:
        files = leased_files(
            self._leases, search=self._search, uncontested=self._show_uncontested, title_of=self._task_name
        )
        self.left_out = max(0, len(files) - MOST_FILES)
        names = Names(self._task_name, waited_for(files))
        self._update(self._root, _NO_INDEX, lock_rows(files[:MOST_FILES], self._seen, names))

    def _update(self, node: _Node, index: QModelIndex, wanted: Sequence[LockRow]) -> None:
        """Make the children of a node those that are wanted; what is there already is kept or moved."""
        keys = {row.key for row in wanted}
        for place in reversed(range(len(node.children))):
            if node.children[place].row.key not in keys:
                self._remove(node, index, place)
        known = {child.row.key: child for child in node.children}
        for place, row in enumerate(wanted):
            child = known.get(row.key)
            if child is None:
                self._insert(node, index, place, row)
            else:
                if child.place != place:
                    self._move(node, index, child, place)
                self._change(child, self.createIndex(place, 0, child.number), row)

    def _change(self, node: _Node, index: QModelIndex, row: LockRow) -> None:
        if node.row == row:
            return
        node.row = row
        self.dataChanged.emit(index, index.siblingAtColumn(len(LockColumn) - 1), [])
        self._update(node, index, row.children)

    def _remove(self, node: _Node, index: QModelIndex, place: int) -> None:
        self.beginRemoveRows(index, place, place)
        self._forget(node.children.pop(place))
        self._renumber(node, place)
        self.endRemoveRows()

    def _insert(self, node: _Node, index: QModelIndex, place: int, row: LockRow) -> None:
        self.beginInsertRows(index, place, place)
        node.children.insert(place, self._made(row, node))
        self._renumber(node, place)
        self.endInsertRows()

    def _move(self, node: _Node, index: QModelIndex, child: _Node, place: int) -> None:
        """Move a child up; those in front of its new place are right already."""
        self.beginMoveRows(index, child.place, child.place, index, place)
        node.children.insert(place, node.children.pop(child.place))
        self._renumber(node, place)
        self.endMoveRows()

    def _made(self, row: LockRow, parent: _Node) -> _Node:
        node = _Node(next(self._numbers), row, parent)
        self._nodes[node.number] = node
        node.children = [self._made(child, node) for child in row.children]
        self._renumber(node, 0)
        return node

    def _forget(self, node: _Node) -> None:
        del self._nodes[node.number]
        for child in node.children:
            self._forget(child)

    def _renumber(self, node: _Node, first: int) -> None:
        for place in range(first, len(node.children)):
            node.children[place].place = place

    def _children(self, parent: Index) -> list[_Node]:
        if not parent.isValid():
            return self._root.children
        return self._nodes[parent.internalId()].children if parent.column() == 0 else []

    def index(self, row: int, column: int, parent: Index = _NO_INDEX) -> QModelIndex:
        """The index of a child."""
        children = self._children(parent)
        if not (0 <= row < len(children) and 0 <= column < len(LockColumn)):
            return QModelIndex()
        return self.createIndex(row, column, children[row].number)

    def parent(self, index: Index = _NO_INDEX) -> QModelIndex:  # type: ignore[override]
        """The index of a row's parent."""
        node = self._nodes.get(index.internalId()) if index.isValid() else None
        if node is None or node.parent is None or node.parent is self._root:
            return QModelIndex()
        return self.createIndex(node.parent.place, 0, node.parent.number)

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """Number of children."""
        return len(self._children(parent))

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """Number of columns."""
        return len(LockColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self._titles):
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section >= LockColumn.SINCE:
            return _RIGHT
        return self._titles[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's text, look, task id, alignment and tooltip."""
        cell = self._cells.get(role)
        if cell is None or not index.isValid():
            return None
        return cell(self._nodes[index.internalId()].row, LockColumn(index.column()))

    def _text(self, row: LockRow, column: LockColumn) -> str:
        if column is LockColumn.NAME:
            return told(row.name)
        if column is LockColumn.MODE:
            return told(row.mode)
        if column is LockColumn.SINCE:
            return duration(self._now - row.since)
        return str(row.waiters) if row.waiters else ""

    def _tooltip(self, row: LockRow, column: LockColumn) -> str:
        if column is LockColumn.SINCE:
            return self.tr("since {time}").format(time=clock_time(row.since, self._wall))
        lines = [row.path] if row.kind in (LockKind.FILE, LockKind.ACCESS) else [told(row.name), row.path]
        lines += [told(row.name)] if row.kind is LockKind.ACCESS else []
        if row.task_id:
            lines.append(self.tr("task {id}").format(id=row.task_id))
        if row.fence:
            lines.append(self.tr("lease number {number}").format(number=row.fence))
        if row.kind is LockKind.WAITER and row.waiters:
            lines.append(self.tr("%n wait(s) for what it holds itself", "", row.waiters))
        return plain_tip("\n".join(lines))


def _alignment(_row: LockRow, column: LockColumn) -> Qt.AlignmentFlag | None:
    return _RIGHT if column >= LockColumn.SINCE else None
