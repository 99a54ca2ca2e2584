"""The files in use as a tree: file, its holders, and under each holder the tasks that wait for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum, unique
from itertools import count
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from parallel_execution_manager.scheduling.snapshot import LeaseView, Snapshot
from parallel_execution_manager.scheduling.wall_clock import WallClock
from parallel_execution_manager_gui.formatting import clock_time, counted
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


_TITLES = ("File / task", "Mode", "Held since", "Waiting")


@dataclass(slots=True)
class _Node:
    """A row: a file (no task), a holder or a waiter."""

    key: int
    lease: LeaseView
    task_id: str = ""
    look: Look | None = None
    parent: _Node | None = None
    row: int = 0
    children: list[_Node] = field(default_factory=list)


class LockModel(QAbstractItemModel):
    """Files whose lease is awaited, or all files in use; files that stay keep their rows."""

    def __init__(self, task_name: Callable[[str], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._task_name = task_name
        self._wall = WallClock()
        self._leases: tuple[LeaseView, ...] = ()
        self._files: list[_Node] = []
        self._nodes: dict[int, _Node] = {}
        self._keys = count(1)
        self._show_uncontested = False

    @property
    def uncontested(self) -> int:
        """How many files are in use that nobody waits for."""
        return sum(not lease.waiters for lease in self._leases)

    def show_uncontested(self, show: bool) -> None:
        """Show files too that nobody waits for."""
        self._show_uncontested = show
        self._take_over()

    def apply(self, snapshot: Snapshot) -> None:
        """Take over the leases."""
        self._wall = snapshot.wall
        if snapshot.leases != self._leases:
            self._leases = snapshot.leases
            self._take_over()

    def _take_over(self) -> None:
        wanted = {lease.path: lease for lease in self._leases if lease.waiters or self._show_uncontested}
        for row in reversed(range(len(self._files))):
            if wanted.get(self._files[row].lease.path) != self._files[row].lease:
                self._remove_file(row)
        known = {node.lease.path for node in self._files}
        for path, lease in wanted.items():
            if path not in known:
                self._insert_file(lease)

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

    def _insert_file(self, lease: LeaseView) -> None:
        row = next((n.row for n in self._files if n.lease.path > lease.path), len(self._files))
        self.beginInsertRows(QModelIndex(), row, row)
        for later in self._files[row:]:
            later.row += 1
        node = self._node(lease)
        node.row = row
        self._files.insert(row, node)
        for holder in lease.holders:
            holding = self._node(lease, holder, Look.HOLDS, node)
            for waiter in lease.waiters:
                self._node(lease, waiter, Look.WAITING, holding)
        self.endInsertRows()

    def _node(
        self, lease: LeaseView, task_id: str = "", look: Look | None = None, parent: _Node | None = None
    ) -> _Node:
        node = _Node(next(self._keys), lease, task_id, look, parent)
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
            return node.task_id
        if role == Qt.ItemDataRole.ToolTipRole:
            return node.lease.path
        return None

    def _text(self, node: _Node, column: LockColumn) -> str:
        if column is LockColumn.NAME:
            return self._name(node)
        if node.parent is not None:
            return ""
        if column is LockColumn.MODE:
            return node.lease.mode.value
        if column is LockColumn.SINCE:
            return clock_time(node.lease.since, self._wall)
        return counted(len(node.lease.waiters), "task")

    def _name(self, node: _Node) -> str:
        if not node.task_id:
            return node.lease.path
        verb = "holds it" if node.look is Look.HOLDS else "waits"
        return f"{self._task_name(node.task_id)} ({verb})"
