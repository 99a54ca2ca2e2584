"""The report of resources: consumers, volumes, and advice on requirements."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager_gui.results.document import (
    Column,
    Row,
    Section,
    inner,
    items,
    number,
    text,
    whole,
)
from parallel_execution_manager_gui.results.reading import read_object

FILE = "report.json"


def sections(folder: Path, _result: Mapping[str, Any], _before: Path | None) -> tuple[Section, ...]:
    """Top consumers of processor and memory, volumes, and recommendations.

    Raises:
        ResultProblem: the report cannot be read.
    """
    tr = QCoreApplication.translate
    data = read_object(folder, FILE)
    consumers = (
        Column(tr("Results", "Program"), 320),
        Column(tr("Results", "Cores"), 80, 2),
        Column(tr("Results", "Memory, MiB"), 100, 0),
        Column(tr("Results", "Task"), 200),
        Column(tr("Results", "Process"), 80, 0),
    )
    volumes = (
        Column(tr("Results", "Volume"), 260),
        Column(tr("Results", "Used, %"), 80, 1),
        Column(tr("Results", "Free, MiB"), 100, 0),
    )
    machine = inner(data, "machine")
    rows = tuple(
        Row((text(each, "path"), number(each, "percent"), number(each, "free_mb")))
        for each in items(machine, "volumes")
    )
    found = (
        Section(tr("Results", "Processor"), consumers, _consumers(data, "top_cpu")),
        Section(tr("Results", "Memory"), consumers, _consumers(data, "top_memory")),
        _advice(data),
        Section(tr("Results", "Volumes"), volumes, rows),
    )
    return tuple(section for section in found if section.rows)


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
    tr = QCoreApplication.translate
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
        Column(tr("Results", "Task"), 180),
        Column(tr("Results", "Role"), 140),
        Column(tr("Results", "Resource"), 90),
        Column(tr("Results", "Declared"), 80, 2),
        Column(tr("Results", "Peak"), 80, 2),
        Column(tr("Results", "Better"), 80, 2),
        Column(tr("Results", "Runs"), 50, 0),
        Column(tr("Results", "Advice"), 90),
        Column(tr("Results", "Reason"), 240),
    )
    return Section(tr("Results", "Advice on requirements"), columns, rows)
