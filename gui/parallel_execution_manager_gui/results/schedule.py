"""What task management decided, a row for each decision."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager_gui.results.document import MOST_ROWS, Column, Page, Row, Section, text, whole
from parallel_execution_manager_gui.results.neighbours import Neighbours
from parallel_execution_manager_gui.results.reading import read_lines

FILE = "decisions.jsonl"


def page(folder: Path, _result: Mapping[str, Any], _others: Neighbours) -> Page:
    """The decisions in the order in which they were taken.

    Raises:
        ResultProblem: the decisions cannot be read.
    """
    translate = QCoreApplication.translate
    columns = (
        Column(translate("Results", "Rule"), 180),
        Column(translate("Results", "Decision"), 90),
        Column(translate("Results", "Reason"), 300),
        Column(translate("Results", "Due"), 140),
        Column(translate("Results", "Times"), 60, 0),
        Column(translate("Results", "Next due"), 140),
        Column(translate("Results", "Task"), 220),
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
    return Page((Section(translate("Results", "Decisions"), columns, rows),))


def _time(written: str) -> str:
    return written[:16].replace("T", " ")
