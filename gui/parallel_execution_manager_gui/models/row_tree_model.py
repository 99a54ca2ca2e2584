"""A section of a result as a tree for Qt's views: sorted and filtered by its proxy."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from parallel_execution_manager_gui.plain_text import harmless, plain_tip
from parallel_execution_manager_gui.results.document import MOST_ROWS, Cell, Column, Row, Section
from parallel_execution_manager_gui.translation.told import local

Index = QModelIndex | QPersistentModelIndex
SORT_ROLE = Qt.ItemDataRole.UserRole + 20
_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_NOTHING = Section("", (), ())


class RowTreeModel(QAbstractItemModel):
    """Two levels: rows, and the rows below them."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._section = _NOTHING

    def show(self, section: Section) -> None:
        """Show another section."""
        self.beginResetModel()
        self._section = section
        self.endResetModel()

    def row_at(self, index: Index) -> Row:
        """The row of a cell."""
        parent = int(index.internalId())
        rows = self._section.rows
        return rows[index.row()] if not parent else rows[parent - 1].children[index.row()]

    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        """A child knows the number of its parent's row, plus one."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    def parent(self, index: Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        """The row above in the tree."""
        number = int(index.internalId()) if index.isValid() else 0
        return self.createIndex(number - 1, 0, 0) if number else QModelIndex()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """At most so many as can be shown."""
        if not parent.isValid():
            return min(len(self._section.rows), MOST_ROWS)
        if parent.column() or parent.internalId():
            return 0
        return len(self._section.rows[parent.row()].children)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Those of the section."""
        return len(self._section.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, tooltips, and what is sorted by."""
        cells = self.row_at(index).cells
        cell = cells[index.column()] if index.column() < len(cells) else None
        column = self._section.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return harmless(shown(cell, column))
        if role == SORT_ROLE:
            return cell if isinstance(cell, str) else float("-inf") if cell is None else float(cell)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(cell, str):
            return plain_tip(cell)
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and column.digits is not None else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles."""
        if orientation is not Qt.Orientation.Horizontal or section >= len(self._section.columns):
            return None
        column = self._section.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        return _RIGHT if role == Qt.ItemDataRole.TextAlignmentRole and column.digits is not None else None


class RowFilter(QSortFilterProxyModel):
    """Rows that contain a text in any column, with those above them; sorted by value, not by text."""

    def __init__(self, model: RowTreeModel) -> None:
        super().__init__(model)
        self.setSourceModel(model)
        self.setSortRole(SORT_ROLE)
        self.setFilterKeyColumn(-1)
        self.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setSortCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setRecursiveFilteringEnabled(True)
        self.setAutoAcceptChildRows(True)


def shown(cell: Cell, column: Column) -> str:
    """A cell as text; an unknown number is empty, never a zero."""
    if cell is None:
        return ""
    if isinstance(cell, str) or column.digits is None:
        return str(cell)
    text = f"{cell:,.{column.digits}f}"
    return local(text.rstrip("0").rstrip(".") if "." in text else text)
