"""What every result has: findings and artefacts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager.roles.results import stays_inside
from parallel_execution_manager_gui.results.document import Column, Row, Section, items, text, whole


def sections(folder: Path, result: Mapping[str, Any]) -> tuple[Section, ...]:
    """Findings, if there are any, and artefacts, if there are any."""
    found = (_findings(result), _artefacts(folder, result))
    return tuple(section for section in found if section.rows)


def _findings(result: Mapping[str, Any]) -> Section:
    translate = QCoreApplication.translate
    rows = tuple(
        Row(
            (text(each, "level"), text(each, "message"), text(each, "path"), whole(each, "line")),
            path=text(each, "path"),
            line=whole(each, "line"),
        )
        for each in items(result, "findings")
    )
    columns = (
        Column(translate("Results", "Level"), 80),
        Column(translate("Results", "Finding"), 460),
        Column(translate("Results", "File"), 200),
        Column(translate("Results", "Line"), 60, 0),
    )
    return Section(translate("Results", "Findings"), columns, rows)


def _artefacts(folder: Path, result: Mapping[str, Any]) -> Section:
    translate = QCoreApplication.translate
    rows = tuple(
        Row((text(each, "title"), text(each, "path")), path=str(folder / text(each, "path")))
        for each in items(result, "artefacts")
        if text(each, "path") and stays_inside(text(each, "path"))
    )
    columns = (Column(translate("Results", "Artefact"), 300), Column(translate("Results", "File"), 300))
    return Section(
        translate("Results", "Artefacts"),
        columns,
        rows,
        translate("Results", "Double-click to open the file."),
    )
