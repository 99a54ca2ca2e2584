"""The checks of one task as a list: what holds and what does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from parallel_execution_manager.scheduling.checks import Check
from parallel_execution_manager_gui.looks import Look
from parallel_execution_manager_gui.models.data_roles import ID_ROLE, LOOK_ROLE

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class CheckModel(QAbstractListModel):
    """One row a check; ``words`` puts a check into words."""

    def __init__(self, words: Callable[[Check], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self._checks: tuple[Check, ...] = ()

    def show(self, checks: Sequence[Check]) -> None:
        """Take other checks; rows whose kind stays are only repainted."""
        before, after = len(self._checks), len(checks)
        if after < before:
            self.beginRemoveRows(QModelIndex(), after, before - 1)
            self._checks = self._checks[:after]
            self.endRemoveRows()
        elif after > before:
            self.beginInsertRows(QModelIndex(), before, after - 1)
            self._checks = tuple(checks)
            self.endInsertRows()
        self._checks = tuple(checks)
        if checks:
            self.dataChanged.emit(self.index(0), self.index(after - 1), [])

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """Number of checks."""
        return 0 if parent.isValid() else len(self._checks)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The check in words and whether it holds."""
        if not index.isValid():
            return None
        check = self._checks[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(check)
        if role == LOOK_ROLE:
            return Look.MET if check.ok else Look.UNMET
        if role == ID_ROLE:
            return check.blocker
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{'holds' if check.ok else 'does not hold'}: {self._words(check)}"
        return None
