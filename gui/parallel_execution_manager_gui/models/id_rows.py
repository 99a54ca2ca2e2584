"""Rows that are ids: from one list to another in few signals, so that selection and scroll survive."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import filterfalse

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject

from parallel_execution_manager_gui.models.runs import runs_of

MOST_SIGNALS = 32
_FEW = 4
"""So few rows are looked for one after the other: a table of all rows takes longer to make."""
MANY = 1000
"""So many rows are put together before they are dropped, without looking where they stand."""


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

    def _show(self, wanted: list[str], is_wanted: Callable[[str], bool] | None = None) -> None:
        """Drop the rows that are not wanted, add those that are missing, then put all in order.

        ``is_wanted`` says the same as ``wanted``, if that is known already.
        """
        if wanted == self._ids:
            return
        dropped = list(filterfalse(is_wanted or set(wanted).__contains__, self._ids))
        self._drop(dropped)
        if len(wanted) > len(self._ids):
            self._append(list(filterfalse(set(self._ids).__contains__, wanted)))
        self._arrange(wanted)

    def _drop(self, ids: Sequence[str]) -> None:
        """Drop rows, given in their order."""
        if not ids:
            return
        gone = set(ids)
        few = len(ids) <= MANY
        runs = runs_of([row for row, id_ in enumerate(self._ids) if id_ in gone]) if few else []
        if 0 < len(runs) <= MOST_SIGNALS:
            self._remove(runs)
        else:
            self._drop_together(ids, list(filterfalse(gone.__contains__, self._ids)))

    def _drop_together(self, ids: Sequence[str], rest: Sequence[str]) -> None:
        """Drop rows in one run, whatever stands between them; ``rest`` are all others in their order."""
        # A run at the top: the mark of the current row then goes to the first row that stays.
        self._arrange([*ids, *rest])
        self._remove([(0, len(ids) - 1)])

    def _remove(self, runs: Sequence[tuple[int, int]]) -> None:
        """Drop runs of rows by their first and last ones."""
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
        marked = {id_ for id_, _ in kept}
        rows = {id_: wanted.index(id_) for id_ in marked} if len(marked) <= _FEW else self._rows
        moved = [self.index(rows[id_], column) for id_, column in kept]
        self.changePersistentIndexList(before, moved)
        self.layoutChanged.emit()
