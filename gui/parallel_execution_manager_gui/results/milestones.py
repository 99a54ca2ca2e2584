"""The status of a project: a bar for each milestone, by date."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager_gui.results.document import Column, Row, Section, items, number, text
from parallel_execution_manager_gui.results.reading import read_object

FILE = "status.json"
_CELLS = 20
_NEVER = "9999"


def sections(folder: Path, _result: Mapping[str, Any], _before: Path | None) -> tuple[Section, ...]:
    """Milestones in the order of their dates, those without one last.

    Raises:
        ResultProblem: the status cannot be read.
    """
    translate = QCoreApplication.translate
    found = sorted(
        items(read_object(folder, FILE), "milestones"), key=lambda each: text(each, "due") or _NEVER
    )
    columns = (
        Column(translate("Results", "Milestone"), 230),
        Column(translate("Results", "Due"), 90),
        Column(translate("Results", "Progress"), 230),
        Column(translate("Results", "%"), 50, 0),
        Column(translate("Results", "Standing"), 90),
        Column(translate("Results", "Done"), 54, 0),
        Column(translate("Results", "Running"), 64, 0),
        Column(translate("Results", "Waiting"), 64, 0),
        Column(translate("Results", "Failed"), 54, 0),
        Column(translate("Results", "Blocked by"), 240),
    )
    return (Section(translate("Results", "Milestones"), columns, tuple(map(_row, found))),)


def _row(data: object) -> Row:
    percent = number(data, "percent")
    cells = (
        text(data, "title"),
        text(data, "due")[:10],
        bar(percent),
        percent,
        text(data, "standing"),
        *(number(data, key) for key in ("done", "running", "waiting", "failed")),
        ", ".join(map(_named, items(data, "blockers")))[:500],
    )
    return Row(cells, tuple(Row(("→ " + _named(step),)) for step in items(data, "next_steps")))


def bar(percent: float | None) -> str:
    """A bar of twenty cells that a screen reader and a text file can show as well."""
    full = 0 if percent is None else round(max(0.0, min(100.0, float(percent))) * _CELLS / 100)
    return "█" * full + "░" * (_CELLS - full)


def _named(step: object) -> str:
    if isinstance(step, Mapping):
        return ": ".join(filter(None, (text(step, "name") or text(step, "id"), text(step, "reason"))))
    return str(step)
