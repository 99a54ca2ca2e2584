"""The journal as a table, the newest entry first; older ones are fetched when somebody scrolls there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import IntEnum, unique
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from parallel_execution_manager.scheduling.model.rows import JournalEntry
from parallel_execution_manager_gui.formatting import moment
from parallel_execution_manager_gui.graphs.event_words import detail_of, subject_of, word_of

Index = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
MOST_ROWS = 20_000
"""Older ones are found by a filter: a table that only grows would take all memory."""


@unique
class EventColumn(IntEnum):
    """The columns from left to right."""

    TIME = 0
    WHAT = 1
    WHO = 2
    DETAIL = 3


class EventModel(QAbstractTableModel):
    """Holds what was read. ``more_wanted`` asks for entries older than the number it carries."""

    more_wanted = Signal(object)

    def __init__(self, name_of: Callable[[str], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name_of = name_of
        self._entries: list[JournalEntry] = []
        self._rows: list[tuple[str, str, str, str]] = []
        self._has_more = False
        self._asked = False
        self._titles = (self.tr("Time"), self.tr("What"), self.tr("Role or task"), self.tr("Details"))

    @property
    def newest(self) -> int:
        """The number of the newest entry; 0 without any."""
        return self._entries[0].number if self._entries else 0

    def replace(self, entries: Sequence[JournalEntry], *, has_more: bool) -> None:
        """Show other entries."""
        self.beginResetModel()
        self._entries = list(entries)
        self._rows = [self._row(entry) for entry in entries]
        self._has_more, self._asked = has_more, False
        self.endResetModel()

    def add_newer(self, entries: Sequence[JournalEntry]) -> None:
        """Put what has happened meanwhile before all others."""
        newer = [entry for entry in entries if entry.number > self.newest]
        if newer:
            self.beginInsertRows(QModelIndex(), 0, len(newer) - 1)
            self._entries[:0] = newer
            self._rows[:0] = [self._row(entry) for entry in newer]
            self.endInsertRows()

    def add_older(self, entries: Sequence[JournalEntry], *, has_more: bool) -> None:
        """Put what was fetched after all others."""
        self._asked, self._has_more = False, has_more
        oldest = self._entries[-1].number if self._entries else None
        older = [entry for entry in entries if oldest is None or entry.number < oldest]
        if older:
            first = len(self._entries)
            self.beginInsertRows(QModelIndex(), first, first + len(older) - 1)
            self._entries += older
            self._rows += [self._row(entry) for entry in older]
            self.endInsertRows()

    def row_of(self, number: int) -> int | None:
        """The row of an entry, if it is here."""
        return next((row for row, entry in enumerate(self._entries) if entry.number == number), None)

    def canFetchMore(self, parent: Index = _NO_INDEX) -> bool:
        """Whether older entries may be on disk."""
        return not parent.isValid() and self._has_more and not self._asked and len(self._rows) < MOST_ROWS

    def fetchMore(self, _parent: Index = _NO_INDEX) -> None:
        """Ask for older ones; they come later."""
        if self._entries:
            self._asked = True
            self.more_wanted.emit(self._entries[-1].number)

    def rowCount(self, parent: Index = _NO_INDEX) -> int:
        """Number of entries."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NO_INDEX) -> int:
        """Number of columns."""
        return 0 if parent.isValid() else len(EventColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, made once an entry."""
        if index.isValid() and role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()][index.column()]
        return None

    def _row(self, entry: JournalEntry) -> tuple[str, str, str, str]:
        return moment(entry.at), word_of(entry), subject_of(entry, self._name_of), detail_of(entry)
