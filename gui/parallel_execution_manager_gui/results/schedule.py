"""What task management decided, a row for each decision."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager_gui.results.document import MOST_ROWS, Column, Row, Section, text, whole
from parallel_execution_manager_gui.results.reading import read_lines

FILE = "decisions.jsonl"


def sections(folder: Path, _result: Mapping[str, Any], _before: Path | None) -> tuple[Section, ...]:
    """The decisions in the order in which they were taken.

    Raises:
        ResultProblem: the decisions cannot be read.
    """
    tr = QCoreApplication.translate
    columns = (
        Column(tr("Results", "Rule"), 180),
        Column(tr("Results", "Decision"), 90),
        Column(tr("Results", "Reason"), 300),
        Column(tr("Results", "Due"), 140),
        Column(tr("Results", "Times"), 60, 0),
        Column(tr("Results", "Next due"), 140),
        Column(tr("Results", "Task"), 220),
    )
    rows = tuple(
        Row(
            (
                text(each, "rule"),
                text(each, "decision").replace("_", " "),
                text(each, "reason"),
                _time(text(each, "due")),
                whole(each, "count"),
                _time(text(each, "next_due")),
                text(each, "task_id"),
            )
        )
        for each in read_lines(folder, FILE, MOST_ROWS)
    )
    return (Section(tr("Results", "Decisions"), columns, rows),)


def _time(written: str) -> str:
    return written[:16].replace("T", " ")
