"""What the command palette offers, and which of it answers a query, best first. No Qt in here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager_gui.shell.fuzzy import score

MOST_SHOWN: Final = 60
TASK: Final = "task:"
"""What the id of an entry for a task begins with."""
_RECENT_BONUS: Final = 25
_LEAST_FOR_TASKS: Final = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that can be done or gone to.

    ``id`` is what is remembered; ``place`` is the menu path, or what kind of thing it is; ``refusal`` says
    why it cannot be done now, and is empty if it can.
    """

    id: str
    title: str
    place: str
    keys: str = ""
    refusal: str = ""

    @property
    def text(self) -> str:
        """What a query is compared with: the title first, because early places count more."""
        return f"{self.title} {self.place}"


class TaskSearch:
    """Finds tasks by parts of their names. There may be 100,000, and each letter asks for all of them.

    So a task must contain every word as it is, the query has two characters at least, and texts are made
    once, when they are first needed.
    """

    def __init__(self, names: Sequence[tuple[str, str]], place: str) -> None:
        """``names`` are ids and names, ``place`` says what choosing one does."""
        self._names = names
        self._place = place
        self._folded: list[str] = []

    def matching(self, query: str) -> list[Entry]:
        """The first that match."""
        words = query.casefold().split()
        if len(query.strip()) < _LEAST_FOR_TASKS:
            return []
        if not self._folded:
            place = self._place.casefold()
            self._folded = [f"{name.casefold()} {place}" for _, name in self._names]
        matching = list(range(len(self._folded)))
        for word in words:
            matching = [number for number in matching if word in self._folded[number]]
        return [self._entry(*self._names[number]) for number in matching[:MOST_SHOWN]]

    def _entry(self, task_id: str, name: str) -> Entry:
        return Entry(f"{TASK}{task_id}", name, self._place, task_id)


def answers(
    query: str, entries: Iterable[Entry], tasks: TaskSearch, recent: Sequence[str]
) -> tuple[Entry, ...]:
    """The best entries for ``query``; with an empty one all but tasks, those used lately first."""
    ranks = {entry_id: rank for rank, entry_id in enumerate(recent)}
    if not query.strip():
        return tuple(sorted(entries, key=lambda entry: ranks.get(entry.id, len(ranks))))
    found = [*entries, *tasks.matching(query)]
    scored = ((score(query, entry.text), entry) for entry in found)
    ranked = [
        (points + (_RECENT_BONUS if entry.id in ranks else 0), entry)
        for points, entry in scored
        if points is not None
    ]
    ranked.sort(key=lambda pair: (-pair[0], ranks.get(pair[1].id, len(ranks))))
    return tuple(entry for _, entry in ranked[:MOST_SHOWN])


def with_newest(entry_id: str, recent: Sequence[str], most: int) -> list[str]:
    """What was used lately, newest first, at most ``most``."""
    return [entry_id, *(old for old in recent if old != entry_id)][:most]
