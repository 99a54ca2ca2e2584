"""The checks of one task as a list: what holds and what does not."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from parallel_execution_manager.scheduling.model.checks import Check
from parallel_execution_manager_gui.looks import Look
from parallel_execution_manager_gui.models.data_roles import ID_ROLE, LINK_ROLE, LINKED_ROLE, LOOK_ROLE
from parallel_execution_manager_gui.plain_text import plain_tip
from parallel_execution_manager_gui.reasons import blocking_task_of, link_in

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
        self._cells: Mapping[int, Callable[[Check], Any]] = {
            Qt.ItemDataRole.DisplayRole: words,
            Qt.ItemDataRole.ToolTipRole: lambda check: plain_tip(words(check)),
            Qt.ItemDataRole.AccessibleTextRole: self._spoken,
            LOOK_ROLE: _look,
            ID_ROLE: lambda check: check.blocker,
            LINK_ROLE: self._link,
            LINKED_ROLE: blocking_task_of,
        }

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
        cell = self._cells.get(role)
        return None if cell is None else cell(self._checks[index.row()])

    def _link(self, check: Check) -> tuple[int, int] | None:
        blocker = blocking_task_of(check)
        return None if blocker is None else link_in(self._words(check), self._task_name(blocker))

    def _spoken(self, check: Check) -> str:
        return (self.tr("holds: {check}") if check.ok else self.tr("does not hold: {check}")).format(
            check=self._words(check)
        )


def _look(check: Check) -> Look:
    return Look.MET if check.ok else Look.UNMET
