"""When tasks ran or are expected to, and on which of them the end depends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from parallel_execution_manager.roles.project_management.milestones import Milestone, TaskRow
from parallel_execution_manager.roles.project_management.progress import USUAL, bars_of, progress_of
from parallel_execution_manager.roles.project_management.report import MOST_BARS, as_json

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def row(
    name: str, state: str = "queued", *after: str, begun: float | None = None, ended: float | None = None
):
    return TaskRow(
        name,
        name,
        "r",
        state,
        begun_at=None if begun is None else at(begun),
        ended_at=None if ended is None else at(ended),
        after=after,
    )


def test_what_is_yet_to_come_follows_what_it_comes_after_and_takes_as_long_as_usual() -> None:
    rows = [
        row("plot", "queued", "fit"),
        row("mesh", "succeeded", begun=-20, ended=-10),
        row("fit", "running", "mesh", begun=-4),
        row("report"),
        row("gone", "cancelled", begun=-9, ended=-8),
    ]
    bars = {bar.row.id: bar for bar in bars_of(rows, NOW)}
    assert (bars["mesh"].start, bars["mesh"].end, bars["mesh"].expected) == (at(-20), at(-10), False)
    assert (bars["fit"].start, bars["fit"].end, bars["fit"].expected) == (at(-4), at(6), True)
    assert (bars["plot"].start, bars["plot"].end) == (at(6), at(16))
    assert (bars["report"].start, bars["report"].end) == (NOW, at(10))
    assert {name for name, bar in bars.items() if bar.critical} == {"mesh", "fit", "plot"}
    assert "gone" not in bars


def test_one_task_alone_is_no_path_and_what_a_person_does_has_no_start() -> None:
    listed = TaskRow("x", "x", "", "queued", is_listed=True)
    (bar,) = bars_of([row("a"), listed], NOW)
    assert (bar.end - bar.start, bar.critical) == (USUAL, False)
    assert bars_of([listed], NOW) == ()


def test_a_circle_in_what_is_told_ends_somewhere() -> None:
    assert len(bars_of([row("a", "queued", "b"), row("b", "queued", "a")], NOW)) == 2


def test_of_very_many_tasks_those_are_told_on_which_the_end_depends() -> None:
    rows = [row(f"t{n:04}", "succeeded", begun=-1000 + n, ended=-999 + n) for n in range(MOST_BARS + 50)]
    rows += [row("first"), row("second", "queued", "first")]
    told = as_json(progress_of(Milestone("m", {"role": ("r",)}), rows, NOW), NOW)["tasks"]
    assert len(told) == MOST_BARS
    assert [bar["id"] for bar in told if bar["critical"]] == ["first", "second"]
    assert told[0]["start"] == at(-1000).isoformat(timespec="seconds")
