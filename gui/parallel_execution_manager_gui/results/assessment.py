"""The assessment of scripts: file ▸ block, with what has changed since the run before."""

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
from parallel_execution_manager_gui.results.reading import ResultProblem, read_object
from parallel_execution_manager_gui.translation.told import local

FILE = "assessment.json"
_GRADED = frozenset({"graded", "partly_graded"})
Known = Mapping[tuple[str, str], float]


def page(folder: Path, _result: Mapping[str, Any], others: Neighbours) -> Page:
    """The tree of files and blocks.

    Raises:
        ResultProblem: the assessment cannot be read.
    """
    translate = QCoreApplication.translate
    data = read_object(folder, FILE)
    known = _before(others.before())
    source = Path(text(data, "source") or ".")
    root = source.parent if source.suffix else source
    rows = tuple(_file(each, root, known) for each in items(data, "files"))
    note = translate("Results", "Compared with the run before.") if known else ""
    columns = (
        Column(translate("Results", "File / block"), 270),
        Column(translate("Results", "Complexity"), 84, 0),
        Column(translate("Results", "Rank"), 60),
        Column(translate("Results", "Maintainability"), 108, 1),
        Column(translate("Results", "Lines"), 64, 0),
        Column(translate("Results", "Change"), 70),
        Column(translate("Results", "State"), 120),
    )
    return Page((Section(translate("Results", "Assessment"), columns, rows, note),))


def _file(data: object, root: Path, known: Known) -> Row:
    name, state = text(data, "path"), text(data, "state")
    path = str(root / name)
    blocks = tuple(_block(each, name, path, known) for each in items(data, "blocks"))
    graded = state in _GRADED
    cells = (
        name,
        number(data, "complexity") if graded else None,
        text(data, "maintainability_rank") if graded else "",
        number(data, "maintainability") if graded else None,
        number(inner(data, "lines"), "total"),
        _change(known, (name, ""), number(data, "complexity")) if graded else "",
        _state(state, text(data, "reason")),
    )
    return Row(cells, blocks, path, whole(data, "line"))


def _block(data: object, name: str, path: str, known: Known) -> Row:
    complexity, first, last = number(data, "complexity"), whole(data, "line"), whole(data, "end_line")
    lines = None if first is None or last is None else last - first + 1
    change = _change(known, (name, text(data, "name")), complexity)
    cells = (text(data, "name"), complexity, text(data, "rank"), None, lines, change, text(data, "kind"))
    return Row(cells, (), path, first, f"{name}: {text(data, 'name')}")


def _state(state: str, reason: str) -> str:
    """What could not be graded has no grade, which is no bad one."""
    translate = QCoreApplication.translate
    if state == "graded":
        return ""
    if state == "partly_graded":
        return translate("Results", "partly assessed: {reason}").format(reason=reason)
    return translate("Results", "not assessed: {reason}").format(reason=reason or state)


def _change(known: Known, key: tuple[str, str], now: float | None) -> str:
    if not known or now is None:
        return ""
    before = known.get(key)
    if before is None:
        return QCoreApplication.translate("Results", "new")
    return "" if before == now else local(f"{now - before:+g}")


def _before(folder: Path | None) -> Known:
    if folder is None:
        return {}
    try:
        data = read_object(folder, FILE)
    except ResultProblem:
        return {}
    known: dict[tuple[str, str], float] = {}
    for file in items(data, "files"):
        for name, value in [("", number(file, "complexity"))] + [
            (text(block, "name"), number(block, "complexity")) for block in items(file, "blocks")
        ]:
            if value is not None:
                known[text(file, "path"), name] = value
    return known
