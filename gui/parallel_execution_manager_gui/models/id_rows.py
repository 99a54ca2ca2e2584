"""Rows that are ids: from one list to another in few signals, so that selection and scroll survive."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject

from parallel_execution_manager_gui.models.runs import runs_of

MOST_SIGNALS = 32


class IdRows(QAbstractTableModel):
    """A table with one id a row. Never resets."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ids: list[str] = []
        self._known_rows: dict[str, int] | None = {}
        self._freezers: set[str] = set()

    @property
    def holds_still(self) -> bool:
        """Whether somebody has the order of rows kept."""
        return bool(self._freezers)

    @property
    def _rows(self) -> dict[str, int]:
        if self._known_rows is None:
            self._known_rows = {id_: row for row, id_ in enumerate(self._ids)}
        return self._known_rows

    def _show(self, wanted: list[str]) -> None:
        """Drop the rows that are not wanted, add those that are missing, then put all in order."""
        if wanted == self._ids:
            return
        self._drop(set(self._ids).difference(wanted))
        rows = self._rows
        self._append([id_ for id_ in wanted if id_ not in rows])
        self._arrange(wanted)

    def _drop(self, ids: set[str]) -> None:
        runs = runs_of([row for row, id_ in enumerate(self._ids) if id_ in ids]) if ids else []
        if len(runs) > MOST_SIGNALS:
            # One run at the top: the mark of the current row then goes to the first row that stays.
            dropped = [id_ for id_ in self._ids if id_ in ids]
            self._arrange(dropped + [id_ for id_ in self._ids if id_ not in ids])
            runs = [(0, len(dropped) - 1)]
        for first, last in reversed(runs):
            self.beginRemoveRows(QModelIndex(), first, last)
            del self._ids[first : last + 1]
            self._known_rows = None
            self.endRemoveRows()

    def _append(self, ids: Sequence[str]) -> None:
        if not ids:
            return
        first = len(self._ids)
        self.beginInsertRows(QModelIndex(), first, first + len(ids) - 1)
        self._ids.extend(ids)
        self._known_rows = None
        self.endInsertRows()

    def _arrange(self, wanted: list[str]) -> None:
        if wanted == self._ids:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        kept = [(self._ids[index.row()], index.column()) for index in before]
        self._ids = wanted
        self._known_rows = None
        rows = self._rows
        moved = [self.index(rows[id_], column) for id_, column in kept]
        self.changePersistentIndexList(before, moved)
        self.layoutChanged.emit()
