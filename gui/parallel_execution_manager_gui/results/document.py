"""What a result is shown as: sections, each a table whose rows may have rows below them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

Cell = str | float | int | None
_LARGEST = 1e300
LONGEST_TEXT = 2_000
"""Characters: to lay out a text of megabytes would take the window minutes."""
MOST_ROWS = 20_000
"""So many rows are shown of a section; a note says so if there are more."""


@dataclass(frozen=True, slots=True)
class Row:
    """Cells from left to right. ``path`` and ``line`` say what a double-click opens.

    ``finding`` is what a finding about it is called in the list of ignored ones; empty if it has none.
    """

    cells: tuple[Cell, ...]
    children: tuple[Row, ...] = ()
    path: str = ""
    line: int | None = None
    finding: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A title and a width in pixels; ``digits`` is how many stand behind the point, for numbers."""

    title: str
    width: int = 90
    digits: int | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A table. ``note`` stands above it; ``pictures`` are files to be shown beside it."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""
    pictures: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """One run of a sweep: what it was given and what it measured, numbers only."""

    label: str
    given: Mapping[str, float]
    measured: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Bar:
    """Something on an axis of dates, in seconds since the epoch: a milestone, or a task of the one above it.

    ``share`` (0 to 1) is done. ``due`` is when it is to be reached. Of what is ``expected`` the end is yet to
    come; if a ``critical`` task takes longer, its milestone is reached later.
    """

    label: str
    start: float
    end: float
    share: float = 0.0
    due: float | None = None
    is_milestone: bool = False
    is_expected: bool = False
    is_critical: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """What a role's own file of a run is shown as."""

    sections: tuple[Section, ...] = ()
    points: tuple[Point, ...] = ()
    bars: tuple[Bar, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """Everything to be shown of one result; without one ``ok`` is ``None``, and ``summary`` says why."""

    ok: bool | None
    summary: str
    sections: tuple[Section, ...] = ()
    points: tuple[Point, ...] = ()
    bars: tuple[Bar, ...] = ()


def text(data: object, key: str) -> str:
    """The text under a key, cut to what can be shown; empty if there is none, or something else."""
    value = data.get(key) if isinstance(data, Mapping) else None
    if not isinstance(value, str):
        return ""
    return value if len(value) <= LONGEST_TEXT else f"{value[:LONGEST_TEXT]}…"


def number(data: object, key: str) -> float | int | None:
    """The number under a key, or ``None``; what no table could hold is none."""
    value = data.get(key) if isinstance(data, Mapping) else None
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None
    return value if -_LARGEST < value < _LARGEST else None


def whole(data: object, key: str) -> int | None:
    """The whole number under a key, or ``None``."""
    value = number(data, key)
    return value if isinstance(value, int) else None


def inner(data: object, key: str) -> Mapping[str, Any]:
    """The object under a key; an empty one if there is none, or something else."""
    value = data.get(key) if isinstance(data, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def items(data: object, key: str) -> Sequence[Any]:
    """The list under a key, cut to what can be shown; an empty one if there is none, or something else."""
    value = data.get(key) if isinstance(data, Mapping) else None
    return value[:MOST_ROWS] if isinstance(value, list) else ()
