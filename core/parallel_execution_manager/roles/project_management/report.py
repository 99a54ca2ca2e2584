"""The status of milestones as JSON and as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from typing import Any

from parallel_execution_manager.roles.project_management.milestones import TaskRow
from parallel_execution_manager.roles.project_management.progress import Bar, Progress, Standing, bars_of
from parallel_execution_manager.roles.reports import bullets, plain, table
from parallel_execution_manager.roles.results import Finding

MOST_BLOCKERS = 20
MOST_BARS = 200
"""Of more tasks those are told that the end depends on, then those that begin first."""


def as_json(progress: Progress, now: datetime) -> dict[str, Any]:
    """One milestone for ``status.json``, with its tasks from start to end as they are known at ``now``."""
    return {
        "title": progress.milestone.title,
        "due": progress.milestone.due.isoformat() if progress.milestone.due else None,
        "standing": progress.standing.value,
        "total": progress.total,
        "planned": progress.milestone.planned,
        "done": progress.done,
        "percent": progress.percent,
        "failed": progress.failed,
        "running": progress.running,
        "waiting": progress.waiting,
        "cancelled": progress.cancelled,
        "unknown": list(progress.unknown),
        "blockers": [
            {"id": row.id, "name": row.name, "state": row.state, "why": row.note} for row in progress.blockers
        ],
        "next_steps": list(progress.next_steps),
        "tasks": [_bar(bar) for bar in _most_important(bars_of(progress.rows, now))],
    }


def _most_important(bars: Sequence[Bar]) -> Sequence[Bar]:
    if len(bars) <= MOST_BARS:
        return bars
    first = sorted(bars, key=lambda bar: (not bar.critical, bar.start))[:MOST_BARS]
    return sorted(first, key=lambda bar: bar.start)


def _bar(bar: Bar) -> dict[str, Any]:
    return {
        "id": bar.row.id,
        "name": bar.row.name,
        "state": bar.row.state,
        "start": bar.start.isoformat(timespec="seconds"),
        "end": bar.end.isoformat(timespec="seconds"),
        "expected": bar.expected,
        "critical": bar.critical,
    }


def findings(progress: Sequence[Progress], late_tasks: Sequence[TaskRow]) -> Iterator[Finding]:
    """What a person should know about the milestones and the listed tasks."""
    for item in progress:
        title = item.milestone.title
        if item.standing is Standing.LATE:
            yield Finding("warning", f"{title}: late, {item.done} of {item.total} done")
        if item.failed:
            yield Finding("warning", f"{title}: {item.failed} failed")
        if item.unknown:
            yield Finding("note", f"{title}: no task has the id {', '.join(item.unknown)}")
        if 0 < item.milestone.planned < len(item.rows) - item.cancelled:
            yield Finding("note", f"{title}: planned {item.milestone.planned} tasks, has {item.total}")
    for row in late_tasks:
        yield Finding("warning", f"{row.name}: was due {row.due:%Y-%m-%d}")


def markdown(progress: Sequence[Progress], late_tasks: Sequence[TaskRow], now: datetime, zone: tzinfo) -> str:
    """The whole ``status.md``."""
    lines = [f"# Project status, {now.astimezone(zone):%Y-%m-%d %H:%M %Z}", ""]
    lines += table(
        ("Milestone", "Standing", "Due", "Done", "Running", "Waiting", "Failed", "Cancelled"),
        [_overview(item, zone) for item in progress],
    )
    for item in progress:
        if item.blockers or item.next_steps:
            lines += _section(item)
    if late_tasks:
        lines += [
            "## Overdue on the task list",
            "",
            *bullets(f"{row.name}: was due {row.due:%Y-%m-%d}" for row in late_tasks),
        ]
    return "\n".join(lines)


def _overview(item: Progress, zone: tzinfo) -> tuple[str, ...]:
    due = f"{item.milestone.due.astimezone(zone):%Y-%m-%d %H:%M}" if item.milestone.due else "none"
    share = f"{item.done} of {item.total} ({item.percent} %)"
    counts = (item.running, item.waiting, item.failed, item.cancelled)
    return (item.milestone.title, item.standing.value, due, share, *map(str, counts))


def _section(item: Progress) -> list[str]:
    lines = [f"## {plain(item.milestone.title)}: {item.percent} %, {item.standing}", ""]
    if item.blockers:
        shown = [
            f"{row.name} ({row.state}): {row.note or 'no reason known'}"
            for row in item.blockers[:MOST_BLOCKERS]
        ]
        hidden = len(item.blockers) - MOST_BLOCKERS
        lines += ["Blocked by:", "", *bullets([*shown, f"and {hidden} more"] if hidden > 0 else shown)]
    if item.next_steps:
        lines += ["Next steps:", "", *bullets(item.next_steps)]
    return lines
