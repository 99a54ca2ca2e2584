"""Moments at which the scheduler held a role back further or less, from the journal. Free of Qt."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.rows import ROLE_STEPS, JournalEntry
from parallel_execution_manager_gui.graphs.event_words import is_by_hand


@dataclass(frozen=True, slots=True)
class Mark:
    """One moment: when (seconds since the epoch), what is told of it, and the journal's number for it.

    ``resource`` is the one whose limit was crossed or kept; empty if an older version did not write it down.
    """

    at: float
    throttled: bool
    resource: str
    role: str
    why: str
    number: int


def marks_of(entries: Iterable[JournalEntry], title_of: Callable[[str], str]) -> tuple[Mark, ...]:
    """The marks of the journal's entries, the oldest first."""
    found = [
        Mark(
            entry.at,
            entry.kind == "RoleThrottled",
            str(entry.detail.get("resource", "")),
            title_of(entry.subject),
            str(entry.detail.get("reason", "")),
            entry.number,
        )
        for entry in entries
        if entry.kind in ROLE_STEPS and not is_by_hand(entry)
    ]
    return tuple(sorted(found, key=lambda mark: mark.number))
