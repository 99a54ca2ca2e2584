"""The checks of one task as a list: what holds and what does not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from parallel_execution_manager.scheduling.checks import Check
from parallel_execution_manager_gui.looks import Look
from parallel_execution_manager_gui.models.data_roles import ID_ROLE, LINK_ROLE, LINKED_ROLE, LOOK_ROLE
from parallel_execution_manager_gui.reasons import blocking_task_of, link_in
from parallel_execution_manager_gui.tooltips import plain_tooltip

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()


class CheckModel(QAbstractListModel):
    """One row a check; ``words`` puts a check into words, in which the task in the way is a link."""

    def __init__(
        self,
        words: Callable[[Check], str],
        task_name: Callable[[str], str] = str,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._task_name = task_name
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
        if role == Qt.ItemDataRole.DisplayRole:
            return self._words(check)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(self._words(check))
        if role == LINKED_ROLE:
            return blocking_task_of(check)
        if role == LINK_ROLE and (blocker := blocking_task_of(check)):
            return link_in(self._words(check), self._task_name(blocker))
        if role == LOOK_ROLE:
            return Look.MET if check.ok else Look.UNMET
        if role == ID_ROLE:
            return check.blocker
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{'holds' if check.ok else 'does not hold'}: {self._words(check)}"
        return None
