"""What can be decided about a due time, and how it is written down."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum, unique
from typing import Any

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass


@unique
class Verdict(StrEnum):
    """What became of due times, or of a rule that has none."""

    SUBMITTED = "submitted"
    KNOWN = "known"
    COVERED = "covered"
    SKIPPED = "skipped"
    POSTPONED = "postponed"
    NOT_DUE = "not_due"
    DISABLED = "disabled"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of ``decisions.jsonl``: ``count`` due times from ``first_due`` to ``due``, and the reason."""

    rule: str
    verdict: Verdict
    reason: str
    due: datetime | None = None
    first_due: datetime | None = None
    count: int = 0
    task_id: str = ""
    next_due: datetime | None = None

    def as_json(self, at: datetime) -> dict[str, Any]:
        """The line, decided ``at``; what does not apply is ``null``."""
        return {
            "at": at.isoformat(),
            "rule": self.rule,
            "decision": self.verdict.value,
            "reason": self.reason,
            "task_id": self.task_id or None,
            "due": _iso(self.due),
            "first_due": _iso(self.first_due),
            "count": self.count,
            "next_due": _iso(self.next_due),
        }


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def duration(span: timedelta) -> str:
    """A length of time for people, in its largest unit with one decimal."""
    seconds = int(span.total_seconds())
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{f'{seconds / size:,.1f}'.removesuffix('.0')} {unit}"
    return f"{seconds} s"
