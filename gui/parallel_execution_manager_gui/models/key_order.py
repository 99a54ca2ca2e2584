"""Ids in the order of keys: what changes is found and put in place by halving, not by sorting all. No Qt."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import field
from itertools import compress, groupby
from operator import itemgetter

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager_gui.columns import SortValue
from parallel_execution_manager_gui.models.runs import runs_of

MOST_GAPS = 256
"""Into more places than this things are put by merging: each place moves half of the list."""

Key = tuple[float | str | bytes | SortValue, ...]
"""Bytes stand for text that is sorted backwards; a key within decides among what is equal up to there."""
Entry = tuple[Key, str]


@dataclass(slots=True)
class KeyOrder:
    """Sorted keys, which are all different, and the id of each."""

    keys: list[Key] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)

    def row(self, id_: str, key: Key) -> int | None:
        """Where an id stands that has, or would have, this key; ``None`` if it is not there."""
        row = bisect_left(self.keys, key)
        return row if row < len(self.ids) and self.ids[row] == id_ else None

    def rows(self, keys: Mapping[str, Key]) -> list[int]:
        """Where these ids with their keys stand, in order, as far as they are there."""
        return sorted(row for id_, key in keys.items() if (row := self.row(id_, key)) is not None)

    def replace(self, before: Mapping[str, Key], after: Mapping[str, Key]) -> None:
        """Give ids other keys: who is only in ``before`` leaves, who is only in ``after`` is new."""
        left = {id_: key for id_, key in before.items() if after.get(id_) != key}
        self.take_out(runs_of(self.rows(left)))
        self.put_in((key, id_) for id_, key in after.items() if before.get(id_) != key)

    def take_out(self, runs: Collection[tuple[int, int]]) -> None:
        """Without these rows, by first and last of each run in ascending order."""
        if len(runs) > MOST_GAPS:
            gone = {row for first, last in runs for row in range(first, last + 1)}
            stays = [row not in gone for row in range(len(self.ids))]
            self.keys[:] = compress(self.keys, stays)
            self.ids[:] = compress(self.ids, stays)
            return
        for first, last in reversed(tuple(runs)):
            del self.keys[first : last + 1]
            del self.ids[first : last + 1]

    def put_in(self, entries: Iterable[Entry]) -> None:
        """With these, each at its place."""
        new = sorted(entries)
        gaps = list(_gaps(self.keys, new))
        if len(gaps) > MOST_GAPS:
            # Two sorted runs, which sorting finds and only merges.
            merged = sorted([*zip(self.keys, self.ids, strict=True), *new])
            self.keys[:] = map(itemgetter(0), merged)
            self.ids[:] = map(itemgetter(1), merged)
            return
        for at, found in reversed(gaps):
            self.keys[at:at] = [key for key, _ in found]
            self.ids[at:at] = [id_ for _, id_ in found]

    def copy(self) -> KeyOrder:
        """The same, that does not change with this one."""
        return KeyOrder(self.keys.copy(), self.ids.copy())

    def part(self, ids: AbstractSet[str]) -> KeyOrder:
        """Some of the ids, all of which are there."""
        if len(ids) == len(self.ids):
            return self.copy()
        wanted = list(map(ids.__contains__, self.ids))
        return KeyOrder(list(compress(self.keys, wanted)), list(compress(self.ids, wanted)))


def _gaps(keys: Sequence[Key], entries: Iterable[Entry]) -> Iterator[tuple[int, list[Entry]]]:
    """Where sorted entries go in among sorted keys; those of one gap together."""
    for at, group in groupby(entries, lambda entry: bisect_left(keys, entry[0])):
        yield at, list(group)
