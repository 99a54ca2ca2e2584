"""Statistics of the history as a table: a row for each role, or for each kind of task."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

from parallel_execution_manager.system.storage.history import RunStatistics
from parallel_execution_manager_gui.plain_text import plain_tip
from parallel_execution_manager_gui.statistics_columns import COLUMNS, CONTEXT

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class StatisticsModel(QAbstractTableModel):
    """The first column names the role, or the program and its role."""

    def __init__(self, role_title: Callable[[str], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._role_title = role_title
        self._rows: list[RunStatistics] = []
        self._sorted_by = (1, Qt.SortOrder.DescendingOrder)

    def show(self, rows: Sequence[RunStatistics]) -> None:
        """Show other rows in the order that was chosen."""
        self.beginResetModel()
        self._rows = list(rows)
        self._sort()
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """One a role or kind."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """The name and the figures."""
        return 0 if parent.isValid() else len(COLUMNS) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts and alignment."""
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.ToolTipRole and not column:
            return plain_tip(self._name(row))
        if role == Qt.ItemDataRole.DisplayRole and not column:
            return self._name(row)
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[column - 1].text(row)
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and column else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles and what they mean."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if not section:
            return self.tr("Role or kind of task") if role == Qt.ItemDataRole.DisplayRole else None
        info = COLUMNS[section - 1]
        if role == Qt.ItemDataRole.DisplayRole:
            return QCoreApplication.translate(CONTEXT, str(info.title))
        if role == Qt.ItemDataRole.ToolTipRole:
            return QCoreApplication.translate(CONTEXT, str(info.tip))
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By name, or by a figure."""
        self.layoutAboutToBeChanged.emit()
        self._sorted_by = (column, order)
        self._sort()
        self.layoutChanged.emit()

    def _sort(self) -> None:
        column, order = self._sorted_by
        sign = -1.0 if order is Qt.SortOrder.DescendingOrder else 1.0
        self._rows.sort(key=lambda row: self._name(row).casefold())
        if not column:
            if sign < 0:
                self._rows.reverse()
            return
        value = COLUMNS[column - 1].value
        self._rows.sort(key=lambda row: math.inf if (found := value(row)) is None else sign * found)

    def _name(self, row: RunStatistics) -> str:
        title = self._role_title(row.role)
        return f"{row.program}  ({title})" if row.program else title
