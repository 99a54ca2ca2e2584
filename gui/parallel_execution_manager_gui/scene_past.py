"""The invented hours before the scene: what was measured and decided, for screenshots and tests."""

from __future__ import annotations

from typing import Any

from parallel_execution_manager.scheduling.model.checks import Reason, ReasonKind
from parallel_execution_manager.scheduling.model.levels import Rung
from parallel_execution_manager.scheduling.model.rows import (
    JournalEntry,
    JournalQuery,
    PastSample,
    quantities,
    use_by_role,
)
from parallel_execution_manager_gui import scene

_ROLES = {view.id: view.spec.role for view in scene.tasks()}
_MISSING_S = (range(151, 180), range(5000, 5900))
"""Seconds before the scene in which nothing was measured."""


def past(since: float, until: float, points: int) -> list[PastSample]:
    """The invented load between two times of the wall clock."""
    width = (until - since) / points
    times = (since + (number + 0.5) * width - scene.WALL_OFFSET for number in range(points))
    spread = 1.06 if width > 1 else 1.0
    known = (
        at for at in times if at <= scene.NOW and not any(int(scene.NOW - at) in gap for gap in _MISSING_S)
    )
    return [_past(at, spread) for at in known]


def _past(at: float, spread: float) -> PastSample:
    """A moment, or a span of time in which the load was up to ``spread`` times as high."""
    sample = scene.sample(at)
    found = quantities(sample)
    high = tuple(None if value is None else min(100.0, value * spread) for value in found)
    return PastSample(at + scene.WALL_OFFSET, found, high, use_by_role(sample.tasks, _ROLES.get))


def journal() -> list[JournalEntry]:
    """What led to the scene, the newest first."""
    over = Reason("cpu", 91.0, 80.0, 70.0, scene.NOW - 32, 10.0)
    below = Reason("cpu", 66.0, 80.0, 70.0, scene.NOW - 150, 10.0, ReasonKind.BELOW_RESUME, Rung.FREE)
    memory = Reason("memory", 87.0, 85.0, 75.0, scene.NOW - 1810, 5.0)
    told: tuple[tuple[float, str, str, dict[str, Any]], ...] = (
        (22, "RoleThrottled", scene.SCRIPTS, {"reason": str(over), "resource": "cpu"}),
        (28, "TaskPaused", "smoke-test-main-window", {"why": ""}),
        (35, "AttemptEnded", "render-lift-report", {"outcome": "failed", "exit_code": 1, "attempt": 3}),
        (131, "StartAttempt", "wing-v3-seed-11", {"attempt": 1, "fence": 38}),
        (140, "RoleResumed", scene.SCRIPTS, {"reason": str(below), "resource": "cpu"}),
        (230, "RoleThrottled", scene.SCRIPTS, {"reason": str(over), "resource": "cpu"}),
        (600, "RolePaused", scene.GUI, {}),
        (900, "LimitSet", "cpu", {"throttle": 80.0, "resume": 70.0}),
        (1800, "RoleThrottled", scene.GUI, {"reason": str(memory), "resource": "memory"}),
        (2700, "PolicyChanged", "", {"memory": [85.0, 75.0], "disk": [92.5, 88.0]}),
    )
    return [
        JournalEntry(1000 - n, scene.NOW + scene.WALL_OFFSET - ago_s, f"e{900 - n}", kind, subject, detail)
        for n, (ago_s, kind, subject, detail) in enumerate(told)
    ]


def matches(entry: JournalEntry, query: JournalQuery) -> bool:
    """Whether an entry is asked for."""
    return (
        query.since <= entry.at < query.until
        and _is_of_kind(entry, query)
        and (not query.subjects or entry.subject in query.subjects)
        and (query.before is None or entry.number < query.before)
        and (query.after is None or entry.number > query.after)
    )


def _is_of_kind(entry: JournalEntry, query: JournalQuery) -> bool:
    failed = entry.kind == "AttemptEnded" and entry.detail.get("outcome") != "succeeded"
    if query.failures:
        return failed or entry.kind in query.kinds
    return not query.kinds or entry.kind in query.kinds
