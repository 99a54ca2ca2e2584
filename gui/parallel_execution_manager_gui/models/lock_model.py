"""The files in use as a tree: file, its holders, and under each holder those who wait for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum, unique
from itertools import count
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from parallel_execution_manager.scheduling.lease_tree import LeasedFile, leased_files
from parallel_execution_manager.scheduling.snapshot import HolderView, LeaseView, Snapshot, WaiterView
from parallel_execution_manager.scheduling.wall_clock import WallClock
from parallel_execution_manager_gui.formatting import clock_time
from parallel_execution_manager_gui.looks import Look
from parallel_execution_manager_gui.models.data_roles import ID_ROLE, LOOK_ROLE

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


@unique
class LockColumn(IntEnum):
    """The columns from left to right."""

    NAME = 0
    MODE = 1
    SINCE = 2
    WAITERS = 3


_TITLES = ("File / task", "Mode", "Since", "Waiting")


@dataclass(slots=True)
class _Node:
    """A row: a file (nobody), a holder or a waiter."""

    key: int
    file: LeasedFile
    person: HolderView | WaiterView | None = None
    look: Look | None = None
    parent: _Node | None = None
    row: int = 0
    children: list[_Node] = field(default_factory=list)


class LockModel(QAbstractItemModel):
    """Files that are awaited, or all in use, in the order of `lease_tree`; what stays keeps its row."""

    def __init__(self, task_name: Callable[[str], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task_name = task_name
        self._wall = WallClock()
        self._leases: tuple[LeaseView, ...] = ()
        self._files: list[_Node] = []
        self._nodes: dict[int, _Node] = {}
        self._keys = count(1)
        self._show_uncontested = False
        self._search = ""

    @property
    def uncontested(self) -> int:
        """How many files are in use that nobody waits for."""
        return sum(not lease.waiters for lease in self._leases)

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
        self._wall = snapshot.wall
        if snapshot.leases != self._leases:
            self._leases = snapshot.leases
            self._take_over()

    def _take_over(self) -> None:
        files = leased_files(
            self._leases,
            search=self._search,
            uncontested=self._show_uncontested,
            title_of=self._task_name,
        )
        wanted = {file.name: file for file in files}
        for row in reversed(range(len(self._files))):
            if wanted.get(self._files[row].file.name) != self._files[row].file:
                self._remove_file(row)
        known = {node.file.name for node in self._files}
        for name, file in wanted.items():
            if name not in known:
                self._insert_file(file)

    def _remove_file(self, row: int) -> None:
        self.beginRemoveRows(QModelIndex(), row, row)
        self._forget(self._files.pop(row))
        for later in self._files[row:]:
            later.row -= 1
        self.endRemoveRows()

    def _forget(self, node: _Node) -> None:
        del self._nodes[node.key]
        for child in node.children:
            self._forget(child)

    def _insert_file(self, file: LeasedFile) -> None:
        row = next((n.row for n in self._files if n.file.order > file.order), len(self._files))
        self.beginInsertRows(QModelIndex(), row, row)
        for later in self._files[row:]:
            later.row += 1
        node = self._node(file)
        node.row = row
        self._files.insert(row, node)
        holding = [self._node(file, hold, Look.HOLDS, node) for hold in file.lease.holds]
        for parent in holding or [node]:
            for wait in file.lease.waits:
                self._node(file, wait, Look.WAITING, parent)
        self.endInsertRows()

    def _node(
        self,
        file: LeasedFile,
        person: HolderView | WaiterView | None = None,
        look: Look | None = None,
        parent: _Node | None = None,
    ) -> _Node:
        node = _Node(next(self._keys), file, person, look, parent)
        self._nodes[node.key] = node
        if parent is not None:
            node.row = len(parent.children)
            parent.children.append(node)
        return node

    def _children(self, parent: Index) -> list[_Node]:
        if not parent.isValid():
            return self._files
        return self._nodes[parent.internalId()].children if parent.column() == 0 else []

    def index(self, row: int, column: int, parent: Index = _NO_INDEX) -> QModelIndex:
        """The index of a child."""
        children = self._children(parent)
        if not (0 <= row < len(children) and 0 <= column < len(LockColumn)):
            return QModelIndex()
        return self.createIndex(row, column, children[row].key)

    def parent(self, index: Index = _NO_INDEX) -> QModelIndex:  # type: ignore[override]
        """The index of a row's parent."""
        node = self._nodes.get(index.internalId()) if index.isValid() else None
        if node is None or node.parent is None:
            return QModelIndex()
        return self.createIndex(node.parent.row, 0, node.parent.key)

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
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _TITLES[section] if 0 <= section < len(_TITLES) else None
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's text, look, task id and whole path as tooltip."""
        if not index.isValid():
            return None
        node, column = self._nodes[index.internalId()], LockColumn(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(node, column)
        if role == LOOK_ROLE and column is LockColumn.NAME:
            return node.look
        if role == ID_ROLE:
            return node.person.id if node.person is not None and node.person.pid is None else ""
        if role == Qt.ItemDataRole.ToolTipRole:
            return _tooltip(node)
        return None

    def _text(self, node: _Node, column: LockColumn) -> str:
        shown, lease = node.person or node.file.lease, node.file.lease
        if column is LockColumn.NAME:
            return self._name(node)
        if column is LockColumn.MODE:
            return shown.mode.value
        if column is LockColumn.SINCE:
            return clock_time(shown.since, self._wall)
        return str(len(lease.waiters)) if node.person is None else ""

    def _name(self, node: _Node) -> str:
        if node.person is None:
            return node.file.name
        verb = "holds it" if node.look is Look.HOLDS else "waits"
        return f"{node.person.who or self._task_name(node.person.id)} ({verb})"


def _tooltip(node: _Node) -> str:
    if isinstance(node.person, HolderView):
        return f"{node.file.name}\nlease number {node.person.fence}"
    return node.file.name
