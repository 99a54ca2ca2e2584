"""The report of a GUI test: each window that was seen, the steps with their verdicts, the pictures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager_gui.results.document import Column, Page, Row, Section, items, number, text
from parallel_execution_manager_gui.results.neighbours import Neighbours
from parallel_execution_manager_gui.results.reading import read_object
from parallel_execution_manager_gui.translation.told import local

FILE = "probe.json"
_MOST_PICTURES = 20


def page(folder: Path, _result: Mapping[str, Any], _others: Neighbours) -> Page:
    """Steps and windows.

    Raises:
        ResultProblem: what was seen cannot be read.
    """
    translate = QCoreApplication.translate
    data = read_object(folder, FILE)
    windows = items(data, "windows")
    shots = [folder / text(each, "shot") for each in windows if text(each, "shot")]
    pictures = tuple(shot for shot in shots[:_MOST_PICTURES] if _is_inside(shot, folder))
    columns = (
        Column(translate("Results", "Window"), 240),
        Column(translate("Results", "Class"), 180),
        Column(translate("Results", "Widgets"), 80, 0),
        Column(translate("Results", "Blank"), 80),
    )
    rows = tuple(
        Row(
            (text(each, "title"), text(each, "kind"), number(each, "widgets"), _yes(each, "is_blank")),
            path=str(folder / text(each, "shot")),
        )
        for each in windows
    )
    return Page(
        (
            Section(translate("Results", "Steps"), _STEP_COLUMNS(), _steps(data), pictures=pictures),
            Section(translate("Results", "Windows"), columns, rows, pictures=pictures),
        )
    )


def _STEP_COLUMNS() -> tuple[Column, ...]:
    translate = QCoreApplication.translate
    return (
        Column(translate("Results", "Step"), 260),
        Column(translate("Results", "Verdict"), 90),
        Column(translate("Results", "Seen"), 320),
    )


def _steps(data: Mapping[str, Any]) -> tuple[Row, ...]:
    translate = QCoreApplication.translate
    shown_s, errors, refused = (
        number(data, "first_shown_s"),
        items(data, "errors"),
        items(data, "refused_to_close"),
    )
    seen = (
        ""
        if shown_s is None
        else translate("Results", "after {seconds} s").format(seconds=local(f"{shown_s:.2f}"))
    )
    code = number(data, "script_code")
    verdicts: tuple[tuple[str, bool, str], ...] = (
        (translate("Results", "The event loop was entered"), data.get("loop_entered") is True, ""),
        (translate("Results", "A window was shown"), bool(items(data, "windows")), seen),
        (
            translate("Results", "No exception was left uncaught"),
            not errors,
            "; ".join(map(str, errors))[:500],
        ),
        (
            translate("Results", "The event loop did not hang"),
            data.get("hang") is None,
            text(data, "hang_at"),
        ),
        (translate("Results", "It was never held up"), not items(data, "stalls"), ""),
        (translate("Results", "All windows were closed"), not refused, ", ".join(map(str, refused))[:500]),
        (
            translate("Results", "The script ended"),
            data.get("script_ended") is True and not code,
            "" if code is None else translate("Results", "exit code {code}").format(code=code),
        ),
    )
    good, bad = translate("Results", "✓ good"), translate("Results", "✗ bad")
    return tuple(Row((step, good if ok else bad, said)) for step, ok, said in verdicts)


def _yes(data: object, key: str) -> str:
    value = data.get(key) if isinstance(data, Mapping) else None
    return QCoreApplication.translate("Results", "yes") if value is True else ""


def _is_inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())
