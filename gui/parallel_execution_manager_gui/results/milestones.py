"""The status of a project: its milestones by date, as a table and as bars on an axis of dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager_gui.results.document import (
    Bar,
    Column,
    Page,
    Row,
    Section,
    items,
    number,
    text,
)
from parallel_execution_manager_gui.results.neighbours import Neighbours
from parallel_execution_manager_gui.results.reading import read_object

FILE = "status.json"
_DONE = frozenset({"succeeded", "failed", "timed_out", "lost"})
_NEVER = "9999"
_LATEST = 32_503_680_000.0
"""The year 3000."""
MOST_BARS = 2_000


def page(folder: Path, _result: Mapping[str, Any], _others: Neighbours) -> Page:
    """Milestones in the order of their dates, those without one last: a table, and bars with their tasks.

    Raises:
        ResultProblem: the status cannot be read.
    """
    translate = QCoreApplication.translate
    found = sorted(items(read_object(folder, FILE), "milestones"), key=_due)
    columns = (
        Column(translate("Results", "Milestone"), 180),
        Column(translate("Results", "Due"), 90),
        Column(translate("Results", "%"), 50, 0),
        Column(translate("Results", "Standing"), 90),
        Column(translate("Results", "Done"), 54, 0),
        Column(translate("Results", "Running"), 64, 0),
        Column(translate("Results", "Waiting"), 64, 0),
        Column(translate("Results", "Failed"), 54, 0),
        Column(translate("Results", "Blocked by"), 240),
    )
    return Page(
        (Section(translate("Results", "Milestones"), columns, tuple(map(_row, found))),), bars=_bars(found)
    )


def _row(data: object) -> Row:
    cells = (
        text(data, "title"),
        text(data, "due")[:10],
        number(data, "percent"),
        text(data, "standing"),
        *(number(data, key) for key in ("done", "running", "waiting", "failed")),
        ", ".join(map(_named, items(data, "blockers")))[:500],
    )
    return Row(cells, tuple(Row(("→ " + _named(step),)) for step in items(data, "next_steps")))


def _bars(milestones: Iterable[object]) -> tuple[Bar, ...]:
    """Each milestone from the start of its first task to its end, and below it its tasks."""
    found: list[Bar] = []
    for data in milestones:
        tasks = [bar for each in items(data, "tasks") if (bar := _task(each)) is not None]
        due = moment(text(data, "due"))
        times = [*(bar.start for bar in tasks), *(bar.end for bar in tasks), *filter(None, [due])]
        if times:
            ends = [bar.end for bar in tasks] or times
            share = max(0.0, min(1.0, (number(data, "percent") or 0) / 100))
            found.append(Bar(text(data, "title"), min(times), max(ends), share, due, is_milestone=True))
            found += tasks
    return tuple(found[:MOST_BARS])


def _due(data: object) -> str:
    return text(data, "due") or _NEVER


def _task(data: object) -> Bar | None:
    start, end = moment(text(data, "start")), moment(text(data, "end"))
    if start is None or end is None or end < start:
        return None
    flags = (isinstance(data, Mapping) and data.get(key) is True for key in ("expected", "critical"))
    expected, critical = flags
    share = 1.0 if text(data, "state") in _DONE else 0.0
    name = text(data, "name") or text(data, "id")
    return Bar(name, start, end, share, is_expected=expected, is_critical=critical)


def moment(written: str) -> float | None:
    """Seconds since the epoch of a date and time; ``None`` for what is none, or far from any project."""
    try:
        at = datetime.fromisoformat(written).timestamp()
    except (ValueError, OverflowError, OSError):
        return None
    return at if 0 < at < _LATEST else None


def _named(step: object) -> str:
    if isinstance(step, Mapping):
        return ": ".join(filter(None, (text(step, "name") or text(step, "id"), text(step, "reason"))))
    return str(step)
