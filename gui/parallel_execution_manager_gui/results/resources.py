"""The report of resources: consumers, volumes, and advice on requirements."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager_gui.results.document import (
    Column,
    Page,
    Row,
    Section,
    inner,
    items,
    number,
    text,
    whole,
)
from parallel_execution_manager_gui.results.neighbours import Neighbours
from parallel_execution_manager_gui.results.reading import read_object

FILE = "report.json"


def page(folder: Path, _result: Mapping[str, Any], _others: Neighbours) -> Page:
    """Top consumers of processor and memory, volumes, and recommendations.

    Raises:
        ResultProblem: the report cannot be read.
    """
    translate = QCoreApplication.translate
    data = read_object(folder, FILE)
    consumers = (
        Column(translate("Results", "Program"), 320),
        Column(translate("Results", "Cores"), 80, 2),
        Column(translate("Results", "Memory, MiB"), 100, 0),
        Column(translate("Results", "Task"), 200),
        # A number that names something has no thousands.
        Column(translate("Results", "Process"), 80),
    )
    volumes = (
        Column(translate("Results", "Volume"), 260),
        Column(translate("Results", "Used, %"), 80, 1),
        Column(translate("Results", "Free, MiB"), 100, 0),
    )
    machine = inner(data, "machine")
    rows = tuple(
        Row((text(each, "path"), number(each, "percent"), number(each, "free_mb")))
        for each in items(machine, "volumes")
    )
    found = (
        Section(translate("Results", "Processor"), consumers, _consumers(data, "top_cpu")),
        Section(translate("Results", "Memory"), consumers, _consumers(data, "top_memory")),
        _advice(data),
        Section(translate("Results", "Volumes"), volumes, rows),
    )
    return Page(tuple(section for section in found if section.rows))


def _consumers(data: Mapping[str, Any], key: str) -> tuple[Row, ...]:
    return tuple(
        Row(
            (
                text(each, "name"),
                number(each, "cpu_cores"),
                number(each, "memory_mb"),
                text(each, "task"),
                whole(each, "pid"),
            )
        )
        for each in items(data, key)
    )


def _advice(data: Mapping[str, Any]) -> Section:
    translate = QCoreApplication.translate
    rows = tuple(
        Row(
            (
                text(kind, "name"),
                text(kind, "role"),
                text(each, "resource"),
                number(each, "required"),
                number(each, "peak"),
                number(each, "target"),
                whole(each, "runs"),
                text(each, "advice"),
                text(each, "reason"),
            )
        )
        for kind in items(data, "kinds")
        for each in items(kind, "recommendations")
    )
    columns = (
        Column(translate("Results", "Task"), 180),
        Column(translate("Results", "Role"), 140),
        Column(translate("Results", "Resource"), 90),
        Column(translate("Results", "Declared"), 80, 2),
        Column(translate("Results", "Peak"), 80, 2),
        Column(translate("Results", "Better"), 80, 2),
        Column(translate("Results", "Runs"), 50, 0),
        Column(translate("Results", "Advice"), 90),
        Column(translate("Results", "Reason"), 240),
    )
    return Section(translate("Results", "Advice on requirements"), columns, rows)
