"""Rows in the order of their keys: what changes is found and put in place by halving, not by sorting all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from itertools import compress, filterfalse
from operator import not_

from PySide6.QtCore import QModelIndex, QObject

from parallel_execution_manager_gui.models.id_rows import MANY, MOST_SIGNALS, IdRows
from parallel_execution_manager_gui.models.key_order import Key, KeyOrder
from parallel_execution_manager_gui.models.runs import runs_of


class PlacedRows(IdRows):
    """A table with one id a row that, while it knows the keys of its rows, changes in few steps.

    Touching each of 100,000 rows takes longer than a frame, however little is done with it. Keys are
    all different. Where rows stand in another order, or in none, there are no keys.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._keys: list[Key] | None = None

    def _placed(self, keys: list[Key]) -> KeyOrder:
        """The rows with their keys; what changes there changes here."""
        return KeyOrder(keys, self._ids)

    def _row(self, id_: str, key: Key | None) -> int | None:
        """The row of an id that has, or would have, this key; ``None`` if it is not shown."""
        if self._keys is None:
            return self._rows.get(id_)
        return None if key is None else self._placed(self._keys).row(id_, key)

    def _drop_placed(self, keys: Mapping[str, Key]) -> None:
        """Drop rows by their ids and keys, as far as they are shown."""
        if self._keys is None:
            rows = sorted(self._rows[id_] for id_ in keys if id_ in self._rows)
            self._drop([self._ids[row] for row in rows])
            return
        placed = self._placed(self._keys)
        rows = placed.rows(keys)
        runs = runs_of(rows)
        if len(runs) > MOST_SIGNALS:
            dropped = [self._ids[row] for row in rows]
            left = KeyOrder(self._keys, self._ids.copy())
            left.take_out(runs)
            self._keys = None
            self._drop(dropped)
            self._keys = left.keys
            return
        for first, last in reversed(runs):
            self.beginRemoveRows(QModelIndex(), first, last)
            placed.take_out(((first, last),))
            self._known_rows = None
            self.endRemoveRows()

    def _pick(self, whole: KeyOrder, wanted: AbstractSet[str] | None, shown: AbstractSet[str]) -> None:
        """Show of ``whole``, in its order, those ``wanted`` instead of those ``shown``.

        ``None`` stands for all, and then ``whole`` is handed over. Each row is looked at as seldom as can be.
        """
        kept = KeyOrder(self._keys or [], self._ids)
        self._keys = None
        if wanted is not None and len(wanted) < len(whole.ids):
            stays = list(map(wanted.__contains__, self._ids))
            kept = KeyOrder(list(compress(kept.keys, stays)), list(compress(kept.ids, stays)))
            self._drop_rows(stays, kept.ids)
        if len(kept.ids) < len(whole.ids if wanted is None else wanted):
            kept = whole if wanted is None else whole.part(wanted)
            self._append(list(filterfalse(shown.__contains__, kept.ids)))
            self._arrange(kept.ids)
        self._keys = kept.keys

    def _drop_rows(self, stays: Sequence[bool], rest: Sequence[str]) -> None:
        """Drop the rows that do not stay; ``rest`` are those that do."""
        number = len(stays) - len(rest)
        if not number:
            return
        gone = list(map(not_, stays))
        runs = runs_of(list(compress(range(len(gone)), gone))) if number <= MANY else []
        if 0 < len(runs) <= MOST_SIGNALS:
            self._remove(runs)
        else:
            self._drop_together(list(compress(self._ids, gone)), rest)

    def _place(self, before: Mapping[str, Key], after: Mapping[str, Key]) -> None:
        """Put in place what has changed: ``before`` are the keys that rows had, ``after`` those of now.

        Who is only in ``before`` is shown no more, who is only in ``after`` is new.
        """
        self._drop_placed({id_: key for id_, key in before.items() if id_ not in after})
        keys = self._keys
        moved = {id_: key for id_, key in before.items() if id_ in after and after[id_] != key}
        new = [id_ for id_ in after if id_ not in before]
        self._append(new)
        if keys is not None and (moved or new):
            self._move(keys, moved, {id_: after[id_] for id_ in (*moved, *new)}, len(new))

    def _move(
        self,
        keys: list[Key],
        old: Mapping[str, Key],
        new: Mapping[str, Key],
        appended: int,
    ) -> None:
        """Take rows from their ``old`` keys, and those that were appended, to where ``new`` keys belong."""
        self.layoutAboutToBeChanged.emit()
        kept = [(self._ids[index.row()], index) for index in self.persistentIndexList()]
        del self._ids[len(self._ids) - appended :]
        stays = {id_: keys[index.row()] for id_, index in kept if id_ not in new}
        self._placed(keys).replace(old, new)
        self._known_rows = None
        moved = [
            self.index(row, index.column())
            for id_, index in kept
            if (row := self._row(id_, new.get(id_) or stays[id_])) is not None
        ]
        self.changePersistentIndexList([index for _, index in kept], moved)
        self.layoutChanged.emit()
