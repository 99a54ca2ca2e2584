"""An invented project with milestones: for screenshots."""

from __future__ import annotations

from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.results.document import Bar, Column, Document, Row, Section

_DAY = 86_400.0
NOW = scene.NOW + scene.WALL_OFFSET


def project() -> Document:
    """Two milestones, the second with what it waits for."""
    columns = (Column("Milestone", 230), Column("Due", 90), Column("%", 50, 0), Column("Standing", 90))
    rows = (
        Row(("Wing study v3", "2026-11-20", 100, "reached")),
        Row(("Flight report", "2026-12-04", 40, "on time"), (Row(("→ 'fit gust model' is running",)),)),
    )
    return Document(
        True,
        "1 of 2 milestones reached, 0 late; 7 of 10 tasks done",
        (Section("Milestones", columns, rows),),
        bars=(
            _bar("Wing study v3", -12, -3, 1.0, due=-2, is_milestone=True),
            _bar("mesh the wing", -12, -9, 1.0, is_critical=True),
            _bar("wing v3, all seeds", -9, -3, 1.0, is_critical=True),
            _bar("render lift report", -8, -6, 1.0),
            _bar("Flight report", -4, 8, 0.4, due=11, is_milestone=True),
            _bar("fit gust model", -4, 1, is_expected=True, is_critical=True),
            _bar("compare seeds", -2, -1, 1.0),
            _bar("close sprint 14", 1, 4, is_expected=True, is_critical=True),
            _bar("status report", 1, 2, is_expected=True),
        ),
    )


def _bar(
    label: str,
    start: float,
    end: float,
    share: float = 0.0,
    due: float | None = None,
    *,
    is_milestone: bool = False,
    is_expected: bool = False,
    is_critical: bool = False,
) -> Bar:
    at = None if due is None else NOW + due * _DAY
    return Bar(label, NOW + start * _DAY, NOW + end * _DAY, share, at, is_milestone, is_expected, is_critical)
