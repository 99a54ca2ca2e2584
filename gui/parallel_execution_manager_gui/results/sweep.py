"""Runs of one simulation side by side: what each was given, and what it measured."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager_gui.results.document import (
    Column,
    Page,
    Point,
    Row,
    Section,
    inner,
    items,
    number,
)
from parallel_execution_manager_gui.results.neighbours import Neighbours
from parallel_execution_manager_gui.results.reading import ResultProblem, read_object, read_result

FILE = "run.json"
MOST_RUNS = 200


def page(_folder: Path, _result: Mapping[str, Any], others: Neighbours) -> Page:
    """The runs of the same simulation as a table and as points, if any has measured something."""
    found = points(others.siblings())
    return Page((section(found),), found) if found else Page()


def points(folders: Iterable[tuple[str, Path]]) -> tuple[Point, ...]:
    """A point for each run folder that has metrics; folders that cannot be read are left out."""
    found: list[Point] = []
    for label, folder in folders:
        try:
            record, result = read_object(folder, FILE), read_result(folder)
        except ResultProblem:
            continue
        measured = _numbers(inner(inner(result, "data"), "metrics"))
        if measured:
            found.append(Point(label, parameters([str(word) for word in items(record, "argv")]), measured))
    return tuple(found)


def parameters(argv: Sequence[str]) -> dict[str, float]:
    """The numbers that a command line gives by name: ``--steps 400`` or ``--steps=400``."""
    given: dict[str, float] = {}
    for place, word in enumerate(argv):
        if not word.startswith("--"):
            continue
        name, equals, value = word[2:].partition("=")
        if not equals:
            value = argv[place + 1] if place + 1 < len(argv) else ""
        found = _number(value)
        if name and found is not None:
            given[name] = found
    return given


def section(found: Sequence[Point]) -> Section:
    """The points as a table."""
    translate = QCoreApplication.translate
    given = sorted({name for point in found for name in point.given})
    measured = sorted({name for point in found for name in point.measured} - set(given))
    names = (*given, *measured)
    rows = tuple(
        Row((point.label, *(point.given.get(name, point.measured.get(name)) for name in names)))
        for point in found
    )
    columns = (Column(translate("Results", "Run"), 220), *(Column(name, 110, 4) for name in names))
    return Section(
        translate("Results", "Sweep"), columns, rows, translate("Results", "All runs of this simulation.")
    )


def _numbers(data: Mapping[str, object]) -> dict[str, float]:
    return {str(name): float(value) for name in data if (value := number(data, name)) is not None}


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
