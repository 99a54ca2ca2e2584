"""The answers of the command palette as a Qt table model."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QPersistentModelIndex, Qt

from parallel_execution_manager_gui.shell.palette_entries import Entry

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
TITLE, PLACE, KEYS = range(3)


class EntryModel(QAbstractTableModel):
    """One row an entry: title, where it is, key. What cannot be done now stays to be chosen, to say why."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[Entry, ...] = ()

    def show(self, entries: tuple[Entry, ...]) -> None:
        """Offer these entries."""
        self.beginResetModel()
        self._entries = entries
        self.endResetModel()

    def entry(self, row: int) -> Entry | None:
        """The entry of a row, if there is one."""
        return self._entries[row] if 0 <= row < len(self._entries) else None

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """How many entries there are."""
        return 0 if parent.isValid() else len(self._entries)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """Title, place, key."""
        return 0 if parent.isValid() else 3

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's text; a screen reader hears the whole entry at its title."""
        entry = self._entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (entry.title, entry.place, entry.keys)[index.column()]
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == TITLE:
            return ", ".join(filter(None, (entry.title, entry.place, entry.keys, entry.refusal)))
        if role == Qt.ItemDataRole.ToolTipRole and entry.refusal:
            return QCoreApplication.translate("EntryModel", "Not possible now: {reason}").format(
                reason=entry.refusal
            )
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == KEYS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None
