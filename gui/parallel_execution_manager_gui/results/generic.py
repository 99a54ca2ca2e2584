"""What every result has: findings and artefacts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager.roles.result_model import stays_inside
from parallel_execution_manager_gui.results.document import Column, Row, Section, items, text, whole


def sections(folder: Path, result: Mapping[str, Any]) -> tuple[Section, ...]:
    """Findings, if there are any, and artefacts, if there are any."""
    found = (_findings(result), _artefacts(folder, result))
    return tuple(section for section in found if section.rows)


def _findings(result: Mapping[str, Any]) -> Section:
    tr = QCoreApplication.translate
    rows = tuple(
        Row(
            (text(each, "level"), text(each, "message"), text(each, "path"), whole(each, "line")),
            path=text(each, "path"),
            line=whole(each, "line"),
        )
        for each in items(result, "findings")
    )
    columns = (
        Column(tr("Results", "Level"), 80),
        Column(tr("Results", "Finding"), 460),
        Column(tr("Results", "File"), 200),
        Column(tr("Results", "Line"), 60, 0),
    )
    return Section(tr("Results", "Findings"), columns, rows)


def _artefacts(folder: Path, result: Mapping[str, Any]) -> Section:
    tr = QCoreApplication.translate
    rows = tuple(
        Row((text(each, "title"), text(each, "path")), path=str(folder / text(each, "path")))
        for each in items(result, "artefacts")
        if text(each, "path") and stays_inside(text(each, "path"))
    )
    columns = (Column(tr("Results", "Artefact"), 300), Column(tr("Results", "File"), 300))
    return Section(tr("Results", "Artefacts"), columns, rows, tr("Results", "Double-click to open the file."))
