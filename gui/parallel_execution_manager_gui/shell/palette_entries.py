"""What the command palette offers, and which of it answers a query, best first. No Qt in here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from parallel_execution_manager_gui.shell.fuzzy import score

MOST_SHOWN: Final = 60
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


def answers(
    query: str, entries: Iterable[Entry], tasks: Iterable[Entry], recent: Sequence[str]
) -> tuple[Entry, ...]:
    """The best entries for ``query``; with an empty one all but tasks, those used lately first.

    There may be 100,000 tasks: they must contain every word as it is, and the query two characters.
    """
    ranks = {entry_id: rank for rank, entry_id in enumerate(recent)}
    if not query.strip():
        return tuple(sorted(entries, key=lambda entry: ranks.get(entry.id, len(ranks))))
    found = [*entries, *_matching_tasks(query, tasks)]
    scored = ((score(query, entry.text), entry) for entry in found)
    ranked = [
        (points + (_RECENT_BONUS if entry.id in ranks else 0), entry)
        for points, entry in scored
        if points is not None
    ]
    ranked.sort(key=lambda pair: (-pair[0], ranks.get(pair[1].id, len(ranks))))
    return tuple(entry for _, entry in ranked[:MOST_SHOWN])


def _matching_tasks(query: str, tasks: Iterable[Entry]) -> list[Entry]:
    words = query.casefold().split()
    if len(query.strip()) < _LEAST_FOR_TASKS:
        return []
    found: list[Entry] = []
    for task in tasks:
        text = task.text.casefold()
        if all(word in text for word in words):
            found.append(task)
            if len(found) == MOST_SHOWN:
                break
    return found


def with_newest(entry_id: str, recent: Sequence[str], most: int) -> list[str]:
    """What was used lately, newest first, at most ``most``."""
    return [entry_id, *(old for old in recent if old != entry_id)][:most]
