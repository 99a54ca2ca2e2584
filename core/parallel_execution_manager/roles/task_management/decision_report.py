"""The decisions of one reading of a schedule, for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from parallel_execution_manager.roles.local_zone import local_time
from parallel_execution_manager.roles.markdown import table
from parallel_execution_manager.roles.result_model import Finding
from parallel_execution_manager.roles.task_management.decisions import Decision, Verdict

WORDS = {
    Verdict.SUBMITTED: "queued",
    Verdict.KNOWN: "queued before",
    Verdict.COVERED: "covered by a later one",
    Verdict.SKIPPED: "skipped",
    Verdict.POSTPONED: "postponed",
    Verdict.NOT_DUE: "not due",
    Verdict.DISABLED: "disabled",
    Verdict.REFUSED: "refused",
}
LEVELS = {
    Verdict.SKIPPED: "warning",
    Verdict.COVERED: "note",
    Verdict.POSTPONED: "note",
    Verdict.REFUSED: "warning",
}


def summary(decisions: Sequence[Decision]) -> str:
    """One line: how many due times came to what, and when the next one is."""
    counts: Counter[Verdict] = Counter()
    for decision in decisions:
        counts[decision.verdict] += max(1, decision.count)
    parts = [f"{counts[verdict]} {word}" for verdict, word in WORDS.items() if counts[verdict]]
    upcoming = [decision.next_due for decision in decisions if decision.next_due]
    if upcoming:
        parts.append(f"next at {_local(min(upcoming))}")
    return ", ".join(parts) or "the schedule is empty"


def findings(decisions: Sequence[Decision]) -> Iterator[Finding]:
    """Due times that did not lead to a task of their own, and rules that cannot."""
    for decision in decisions:
        if decision.verdict in LEVELS:
            times = (
                f", {decision.count} due {'time' if decision.count == 1 else 'times'}"
                if decision.count
                else ""
            )
            message = f"{decision.rule}{times}: {WORDS[decision.verdict]}; {decision.reason}"
            yield Finding(LEVELS[decision.verdict], message)


def markdown(decisions: Sequence[Decision], now: datetime) -> str:
    """The decisions as a table, in this machine's time."""
    rows = [
        (
            decision.rule,
            WORDS[decision.verdict],
            _local(decision.due),
            str(decision.count),
            decision.reason,
            _local(decision.next_due),
        )
        for decision in decisions
    ]
    lines = [f"# Schedule, read {_local(now)}", ""]
    return "\n".join([*lines, *table(("Task", "Decision", "Due", "Times", "Why", "Next"), rows)])


def _local(moment: datetime | None) -> str:
    return f"{moment.astimezone(local_time()):%Y-%m-%d %H:%M %Z}" if moment else ""
