"""The report of a GUI test: each window that was seen, the steps with their verdicts, the pictures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager_gui.results.document import Column, Row, Section, items, number, text
from parallel_execution_manager_gui.results.reading import read_object

FILE = "probe.json"
_MOST_PICTURES = 20


def sections(folder: Path, _result: Mapping[str, Any], _before: Path | None) -> tuple[Section, ...]:
    """Steps and windows.

    Raises:
        ResultProblem: what was seen cannot be read.
    """
    tr = QCoreApplication.translate
    data = read_object(folder, FILE)
    windows = items(data, "windows")
    shots = [folder / text(each, "shot") for each in windows if text(each, "shot")]
    pictures = tuple(shot for shot in shots[:_MOST_PICTURES] if _is_inside(shot, folder))
    columns = (
        Column(tr("Results", "Window"), 240),
        Column(tr("Results", "Class"), 180),
        Column(tr("Results", "Widgets"), 80, 0),
        Column(tr("Results", "Blank"), 80),
    )
    rows = tuple(
        Row(
            (text(each, "title"), text(each, "kind"), number(each, "widgets"), _yes(each, "is_blank")),
            path=str(folder / text(each, "shot")),
        )
        for each in windows
    )
    return (
        Section(tr("Results", "Steps"), _STEP_COLUMNS(), _steps(data), pictures=pictures),
        Section(tr("Results", "Windows"), columns, rows, pictures=pictures),
    )


def _STEP_COLUMNS() -> tuple[Column, ...]:
    tr = QCoreApplication.translate
    return (
        Column(tr("Results", "Step"), 260),
        Column(tr("Results", "Verdict"), 90),
        Column(tr("Results", "Seen"), 320),
    )


def _steps(data: Mapping[str, Any]) -> tuple[Row, ...]:
    tr = QCoreApplication.translate
    shown_s, errors, refused = (
        number(data, "first_shown_s"),
        items(data, "errors"),
        items(data, "refused_to_close"),
    )
    seen = "" if shown_s is None else tr("Results", "after {seconds} s").format(seconds=f"{shown_s:.2f}")
    code = number(data, "script_code")
    verdicts: tuple[tuple[str, bool, str], ...] = (
        (tr("Results", "The event loop was entered"), data.get("loop_entered") is True, ""),
        (tr("Results", "A window was shown"), bool(items(data, "windows")), seen),
        (tr("Results", "No exception was left uncaught"), not errors, "; ".join(map(str, errors))[:500]),
        (tr("Results", "The event loop did not hang"), data.get("hang") is None, text(data, "hang_at")),
        (tr("Results", "It was never held up"), not items(data, "stalls"), ""),
        (tr("Results", "All windows were closed"), not refused, ", ".join(map(str, refused))[:500]),
        (
            tr("Results", "The script ended"),
            data.get("script_ended") is True and not code,
            "" if code is None else tr("Results", "exit code {code}").format(code=code),
        ),
    )
    good, bad = tr("Results", "✓ good"), tr("Results", "✗ bad")
    return tuple(Row((step, good if ok else bad, said)) for step, ok, said in verdicts)


def _yes(data: object, key: str) -> str:
    value = data.get(key) if isinstance(data, Mapping) else None
    return QCoreApplication.translate("Results", "yes") if value is True else ""


def _is_inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())
