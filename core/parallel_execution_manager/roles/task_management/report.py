"""The reports of task management: the decisions of a run, or why each queued task waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from parallel_execution_manager.roles.reports import local_time, table
from parallel_execution_manager.roles.results import Finding
from parallel_execution_manager.roles.task_management.plan import Decision, Verdict, duration
from parallel_execution_manager.scheduling.model.task import TaskState


def waiting_tasks(state: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
    """A line for each queued task, longest waiting first."""
    queued = [task for task in state["tasks"] if task["state"] == TaskState.QUEUED]
    return [_line(task, now) for task in sorted(queued, key=lambda task: (task["queued_at"], task["id"]))]


def _line(task: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "at": now.isoformat(),
        "task_id": task["id"],
        "name": task["name"],
        "role": task["role"],
        "priority": task["priority"],
        "waited_s": round(max(0.0, now.timestamp() - task["queued_at"]), 1),
        "reason": task.get("waits_for") or "its turn comes next",
    }


def waiting_markdown(lines: Sequence[Mapping[str, Any]]) -> str:
    """The waiting tasks as a table."""
    rows = [
        (
            line["name"],
            line["role"],
            line["priority"],
            duration(timedelta(seconds=line["waited_s"])),
            line["reason"],
        )
        for line in lines
    ]
    text = ["# Waiting tasks", ""]
    text += (
        table(("Task", "Role", "Priority", "Waited", "Waits for"), rows) if rows else ["No task waits.", ""]
    )
    return "\n".join(text)


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


def decisions_markdown(decisions: Sequence[Decision], now: datetime) -> str:
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
