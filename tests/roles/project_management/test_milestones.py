"""What must be true of milestones: which tasks they hold, where they stand, what their file may say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from parallel_execution_manager.roles.input_files import InputProblems
from parallel_execution_manager.roles.project_management.milestones import (
    Milestone,
    TaskRow,
    read_milestones,
    role_milestones,
)
from parallel_execution_manager.roles.project_management.progress import Standing, progress_of

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def row(task_id: str, state: str = "succeeded", **more: object) -> TaskRow:
    return TaskRow(**{"id": task_id, "name": task_id, "role": "r", "state": state, **more})  # type: ignore[arg-type]


def read(text: str, tmp_path: Path) -> list[Milestone]:
    path = tmp_path / "milestones.toml"
    path.write_text(text, encoding="utf-8")
    return read_milestones(path, BERLIN)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ('role = "r"', ["rel-1", "rel-2", "x"]),
        ('id = "rel-*"', ["rel-1", "rel-2"]),
        ('id = ["rel-1", "x"]\nrole = "r"', ["rel-1", "x"]),
        ('id = "rel-*"\ntasks = ["other"]', ["rel-1", "rel-2", "other"]),
        ('name = "Other *"', ["other"]),
        ('category = "Blocker"', ["listed"]),
        ('role = "nobody"', []),
        ('tasks = ["gone"]', []),
    ],
)
def test_a_milestone_holds_what_fits_all_patterns_or_is_listed(
    text: str, held: list[str], tmp_path: Path
) -> None:
    rows = [
        row("rel-1"),
        row("rel-2"),
        row("x"),
        row("other", role="q", name="Other [task]"),
        row("listed", role="", category="Blocker"),
    ]
    (milestone,) = read(f'[[milestone]]\ntitle = "m"\n{text}\n', tmp_path)
    assert [one.id for one in rows if milestone.holds(one)] == held


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("due = 2026-12-01", datetime(2026, 12, 1, 22, 59, 59, tzinfo=UTC)),
        ("due = 2026-12-01T09:00:00", datetime(2026, 12, 1, 8, tzinfo=UTC)),
        ("due = 2026-12-01T09:00:00Z", datetime(2026, 12, 1, 9, tzinfo=UTC)),
        ('due = "2026-12-01T09:00"', datetime(2026, 12, 1, 8, tzinfo=UTC)),
    ],
)
def test_due_times_are_local_and_a_day_is_due_at_its_end(text: str, due: datetime, tmp_path: Path) -> None:
    (milestone,) = read(f'[[milestone]]\ntitle = "m"\nrole = "r"\n{text}\n', tmp_path)
    assert milestone.due == due


@pytest.mark.parametrize(
    ("rows", "more", "standing", "percent"),
    [
        ([], {}, Standing.EMPTY, 0),
        ([], {"due": NOW - DAY}, Standing.LATE, 0),
        ([row("a")], {}, Standing.REACHED, 100),
        ([row("a", ended_at=NOW)], {"due": NOW - DAY}, Standing.REACHED_LATE, 100),
        ([row("a", ended_at=NOW - 2 * DAY)], {"due": NOW - DAY}, Standing.REACHED, 100),
        ([row("a"), row("b", "queued")], {"due": NOW + DAY}, Standing.ON_TIME, 50),
        ([row("a"), row("b", "failed")], {"due": NOW - DAY}, Standing.LATE, 50),
        ([row("a"), row("b", "running")], {}, Standing.OPEN, 50),
        ([row("a"), row("b", "cancelled")], {}, Standing.REACHED, 100),
        ([row("a")], {"planned": 4}, Standing.OPEN, 25),
        ([row("a")], {"tasks": ("a", "gone")}, Standing.OPEN, 50),
        ([row(str(n)) for n in range(999)] + [row("last", "queued")], {}, Standing.OPEN, 99),
    ],
)
def test_progress_and_standing(
    rows: list[TaskRow], more: dict[str, object], standing: Standing, percent: int
) -> None:
    milestone = Milestone(title="m", patterns={"role": ("r",)}, **more)  # type: ignore[arg-type]
    progress = progress_of(milestone, rows, NOW)
    assert (progress.standing, progress.percent) == (standing, percent)


def test_blockers_and_next_steps_are_named_most_pressing_first() -> None:
    rows = [
        row("w", "queued", note="waits for a.py"),
        row("q", "queued"),
        row("f", "failed", note="exit code 1"),
        row("t", "timed_out"),
        row("s", "suspended"),
        row("x", "lost"),
    ]
    progress = progress_of(Milestone("m", {"role": ("r",)}, planned=8), rows, NOW)
    assert [one.id for one in progress.blockers] == ["f", "t", "x", "w"]
    assert progress.next_steps == (
        "look at 'f' and retry it",
        "look at 't' and retry it",
        "look at 'x' and retry it",
        "'s' is suspended",
        "'w' is queued",
        "and 2 more",
    )
    assert progress_of(Milestone("m", {"role": ("r",)}, planned=7), rows[:1], NOW).next_steps[-1] == (
        "queue 6 more planned tasks"
    )


def test_without_a_file_every_role_is_a_milestone() -> None:
    milestones = role_milestones([row("a"), row("b", role="q"), row("c"), row("listed", role="")])
    assert [milestone.title for milestone in milestones] == ["All of r", "All of q"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ["milestone: there is none"]),
        ("[milestone]\ntitle = 'x'", ["milestone: must be an array of tables, written as [[milestone]]"]),
        ('[[milestone]]\nrole = "r"', ["milestone[0].title: is missing"]),
        ('[[milestone]]\ntitle = " "\nrole = "r"', ["milestone[0].title: is ' '"]),
        ('[[milestone]]\ntitle = "m"', ["milestone[0].tasks: no task can belong to it"]),
        ('[[milestone]]\ntitle = "m"\nroles = "r"', ["milestone[0].roles: unknown key; did you mean role?"]),
        ('[[milestone]]\ntitle = "m"\nzzzzzz = "r"', ["unknown key; known are category"]),
        ('[[milestone]]\ntitle = "m"\nrole = 3', ["milestone[0].role: is 3"]),
        ('[[milestone]]\ntitle = "m"\nrole = ["a", 1]', ["milestone[0].role: is ['a', 1]"]),
        ('[[milestone]]\ntitle = "m"\nrole = "r"\nplanned = -1', ["milestone[0].planned: is -1"]),
        ('[[milestone]]\ntitle = "m"\nrole = "r"\nplanned = 1.5', ["milestone[0].planned: is 1.5"]),
        ('[[milestone]]\ntitle = "m"\nrole = "r"\nplanned = nan', ["milestone[0].planned: is nan"]),
        ('[[milestone]]\ntitle = "m"\nrole = "r"\nplanned = true', ["milestone[0].planned: is True"]),
        ('[[milestone]]\ntitle = "m"\nrole = "r"\ndue = 09:00:00', ["milestone[0].due: is"]),
        ('[[milestone]]\ntitle = "m"\nrole = "r"\n' * 2, ["milestone: 2 are called 'm'"]),
        ("x" * 100_000 + "[", ["is no TOML"]),
        ("a = " + "[" * 20_000, ["is no TOML"]),
    ],
)
def test_problems_of_the_file_are_named_with_their_key_path(
    text: str, parts: list[str], tmp_path: Path
) -> None:
    with pytest.raises(InputProblems) as caught:
        read(text, tmp_path)
    for part in parts:
        assert any(part in problem for problem in caught.value.problems), caught.value.problems


def test_all_problems_of_the_file_are_named_at_once(tmp_path: Path) -> None:
    with pytest.raises(InputProblems) as caught:
        read('[[milestone]]\nrole = 3\ndue = "x"\n[[milestone]]\nplanned = "many"\n', tmp_path)
    assert len(caught.value.problems) == 6
