"""What must be true of schedule files: read as written, or refused with everything that is wrong."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.roles.input_files import InputProblems
from parallel_execution_manager.roles.registry import BUILTIN
from parallel_execution_manager.roles.task_management.recurrence import (
    Calendar,
    CatchUp,
    Interval,
    Once,
    Rule,
    parse_span,
)
from parallel_execution_manager.roles.task_management.schedule import (
    parse_schedule,
    read_older_schedule,
    read_schedule,
)

BERLIN = ZoneInfo("Europe/Berlin")
UTC_ZONE = ZoneInfo("UTC")
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
HEAD = '[[task]]\nname = "n"\nrole = "resource_management"\n'


def read(text: str, tmp_path: Path, zone: ZoneInfo = UTC_ZONE) -> list[Rule]:
    path = tmp_path / "schedule.toml"
    path.write_text(text, encoding="utf-8")
    return read_schedule(path, zone, tuple(BUILTIN))


def problems(text: str, tmp_path: Path) -> tuple[str, ...]:
    with pytest.raises(InputProblems) as caught:
        read(text, tmp_path)
    return caught.value.problems


def test_a_daily_rule_has_its_time_zone_and_task(tmp_path: Path) -> None:
    text = (
        'timezone = "Europe/Berlin"\ncatch_up = "all"\nlate_after = "2h"\n'
        + HEAD
        + 'every = "2d"\nat = "06:30"\nstart = 2026-03-01\npriority = "high"\nretries = 2\ncwd = "sub"\n'
    )
    (rule,) = read(text, tmp_path)
    assert rule.recurrence == Calendar(date(2026, 3, 1), 2, time(6, 30), BERLIN)
    assert rule.after == datetime(2026, 2, 28, 23, tzinfo=UTC) - timedelta(microseconds=1)
    assert (rule.catch_up, rule.late_after, rule.zone) == (CatchUp.ALL, timedelta(hours=2), "Europe/Berlin")
    assert rule.task == {
        "name": "n",
        "role": "resource_management",
        "priority": "high",
        "retries": 2,
        "cwd": str(tmp_path / "sub"),
    }


@pytest.mark.parametrize(
    ("lines", "recurrence"),
    [
        ('every = "6h"', Interval(datetime(1970, 1, 5, tzinfo=UTC), timedelta(hours=6))),
        ('every = "1w"', Calendar(date(1970, 1, 5), 7, time(), UTC_ZONE)),
        ('every = "2w"\non = "friday"\nat = 07:15:00', Calendar(date(1970, 1, 9), 14, time(7, 15), UTC_ZONE)),
        ('every = "1w"\nstart = 2026-11-25', Calendar(date(2026, 11, 25), 7, time(), UTC_ZONE)),
        (
            'every = "1w"\nstart = 2026-11-25\non = "monday"',
            Calendar(date(2026, 11, 30), 7, time(), UTC_ZONE),
        ),
        ("due = 2026-12-01T09:30:00+02:00", Once(datetime(2026, 12, 1, 7, 30, tzinfo=UTC))),
        ('due = "2026-12-01"', Once(datetime(2026, 12, 1, tzinfo=UTC))),
        ('due = 2026-07-01T09:00:00\ntimezone = "Europe/Berlin"', Once(datetime(2026, 7, 1, 7, tzinfo=UTC))),
    ],
)
def test_recurrences_are_read_as_written(lines: str, recurrence: object, tmp_path: Path) -> None:
    (rule,) = read(HEAD + lines, tmp_path)
    assert rule.recurrence == recurrence


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("", ["task: there is none; add a [[task]]"]),
        ("[task]\nname = 'n'", ["task: must be an array of tables"]),
        ("task = [1]", ["task[0]: is 1"]),
        ("tasks = 1\n" + HEAD + 'every = "1d"', ["tasks: unknown key; did you mean task?"]),
        (HEAD, ["task[0].every: give either every"]),
        (HEAD + 'every = "1d"\ndue = 2026-01-01', ["task[0].every: give either every"]),
        (HEAD + 'every = "fortnight"', ["task[0].every: is 'fortnight'", "such as 6h"]),
        (HEAD + 'every = "0d"', ["task[0].every: is '0d'"]),
        (HEAD + "every = 5", ["task[0].every: is 5; it must be a text"]),
        (HEAD + 'every = "6h"\nat = "06:00"', ["task[0].at: only goes with days or weeks"]),
        (HEAD + 'every = "1d"\non = "monday"', ["task[0].on: only goes with weeks"]),
        (HEAD + 'every = "1w"\non = "mon"', ["task[0].on: is 'mon'; it must be one of monday"]),
        (HEAD + 'every = "1d"\nat = "25:00"', ["task[0].at: is '25:00'"]),
        (HEAD + 'every = "1d"\nat = 5', ["task[0].at: is 5"]),
        (HEAD + 'every = "1d"\nstart = "soon"', ["task[0].start: is 'soon'", "such as 2026-12-01"]),
        (HEAD + "due = 0001-01-01", ["task[0].due: is 0001-01-01", "year must be from 1971 to 2199"]),
        (HEAD + 'due = 2026-01-01\nat = "06:00"', ["task[0].at: only goes with every"]),
        (HEAD + 'every = "1d"\ntimezone = "Mars/Base"', ["task[0].timezone: 'Mars/Base'", "Europe/Berlin"]),
        (HEAD + 'every = "1d"\ntimezone = "../../etc/passwd"', ["task[0].timezone"]),
        (
            HEAD + 'every = "1d"\ncatch_up = "never"',
            ["task[0].catch_up: is 'never'; it must be one of skip, once"],
        ),
        (
            HEAD + 'every = "1d"\npriority = "urgent"',
            ["task[0].priority: is 'urgent'; it must be one of high"],
        ),
        (HEAD + 'every = "1d"\nenabled = "yes"', ["task[0].enabled: is 'yes'; it must be true or false"]),
        (HEAD + 'every = "1d"\nid = "x"', ["task[0].id: is given by the schedule"]),
        ('[[task]]\nevery = "1d"', ["task[0].name: is missing", "task[0].role: is missing"]),
        ('[[task]]\nname = "n"\nrole = "gui_test"\nevery = "1d"', ["did you mean gui_testing?"]),
        ('[[task]]\nname = "n"\nrole = "???"\nevery = "1d"', ["roles are agent_simulations"]),
        ((HEAD + 'every = "1d"\n') * 2, ["task: 2 are called 'n'"]),
        ("a = [", ["is no TOML"]),
    ],
)
def test_what_is_wrong_is_named_with_its_key_path(text: str, parts: list[str], tmp_path: Path) -> None:
    found = problems(text, tmp_path)
    for part in parts:
        assert any(part in problem for problem in found), found


def test_all_problems_are_named_at_once(tmp_path: Path) -> None:
    text = 'timezone = "No/Where"\n' + HEAD + 'every = "x"\nat = 3\n' + HEAD + 'due = "never"\n'
    assert len(problems(text, tmp_path)) == 5


@pytest.mark.parametrize(
    ("data", "part"), [(b"\xff\xfe[", "is not UTF-8 (byte 0)"), (b"[[task]]\nname = 1", "must be a text")]
)
def test_bytes_that_are_no_schedule_are_refused(data: bytes, part: str, tmp_path: Path) -> None:
    path = tmp_path / "schedule.toml"
    path.write_bytes(data)
    with pytest.raises(InputProblems, match=r"schedule|task") as caught:
        read_schedule(path, UTC_ZONE, tuple(BUILTIN))
    assert part in str(caught.value)


def test_a_missing_schedule_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputProblems, match=r"no\.toml cannot be read: No such file"):
        read_schedule(tmp_path / "no.toml", UTC_ZONE, ())


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates() | st.times(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = (
    "name",
    "role",
    "every",
    "at",
    "on",
    "due",
    "start",
    "timezone",
    "catch_up",
    "late_after",
    "enabled",
    "cwd",
)


@given(tables=st.lists(st.dictionaries(st.sampled_from(KEYS), json_like), max_size=3), top=json_like)
def test_no_content_at_all_ends_in_anything_but_rules_or_problems(
    tables: list[dict[str, Any]], top: Any
) -> None:
    data: dict[str, Any] = {"task": tables, "catch_up": top, "timezone": top}
    rules, problems = [], ()
    try:
        rules = parse_schedule(data, Path("s.toml"), UTC_ZONE, tuple(BUILTIN))
    except InputProblems as refused:
        problems = refused.problems
    assert bool(rules) != bool(problems)


@pytest.mark.parametrize("text", ["", "m", "1", "1 y", "-1d", "1001d", "\N{ARABIC-INDIC DIGIT ONE}d", "1d1h"])
def test_what_is_no_span_is_none(text: str) -> None:
    assert parse_span(text) is None


def older(entries: object, tmp_path: Path, until: dict[str, datetime] | None = None) -> list[Rule]:
    path = tmp_path / "parallel_execution_tasks.json"
    path.write_text(json.dumps(entries), encoding="utf-8")
    return read_older_schedule(path, UTC, tuple(BUILTIN), until or {}, NOW)


def test_an_older_schedule_is_due_an_interval_after_its_last_run_and_at_once_without_one(
    tmp_path: Path,
) -> None:
    ran = {"interval_hours": 4, "last_run": "2026-11-24T10:00:00", "priority": "critical", "enabled": True}
    never = {"interval_hours": 12, "last_run": None, "priority": "medium", "description": "syntax"}
    health, syntax = older({"system_health_check": ran, "script_syntax_validation": never}, tmp_path)
    assert health.recurrence.next_after(NOW) == datetime(2026, 11, 24, 14, tzinfo=UTC)
    assert health.recurrence.last_index(NOW) == -1
    assert health.task["priority"] == "high"
    assert syntax.recurrence.due(0) == NOW
    assert syntax.task == {
        "role": "script_assessment",
        "script_path": ".",
        "priority": "normal",
        "description": "syntax",
        "name": "script_syntax_validation",
        "cwd": str(tmp_path),
    }


def test_an_older_schedule_goes_on_from_what_was_decided(tmp_path: Path) -> None:
    (rule,) = older({"system_health_check": {"interval_hours": 4}}, tmp_path, {"system_health_check": NOW})
    assert rule.recurrence.last_index(NOW) == -1
    assert rule.recurrence.due(0) == NOW + timedelta(hours=4)


def test_an_older_entry_that_nothing_stands_for_is_refused_until_it_has_a_role(tmp_path: Path) -> None:
    entries = {
        "log_cleanup": {"interval_hours": 168},
        "mine": {"interval_hours": 1, "role": "task_management"},
    }
    cleanup, mine = older(entries, tmp_path)
    assert "give its entry a role" in cleanup.refusal
    assert mine.refusal == ""
    assert mine.task["role"] == "task_management"


def test_what_is_wrong_with_an_older_schedule_is_named(tmp_path: Path) -> None:
    entries = {"a": 5, "b": {"interval_hours": 0}, "c": {}, "d": {"interval_hours": 1e400, "enabled": 1}}
    with pytest.raises(InputProblems) as caught:
        older(entries, tmp_path)
    assert [problem.split(":")[0] for problem in caught.value.problems] == [
        "a",
        "b.interval_hours",
        "c.interval_hours",
        "d.interval_hours",
        "d.enabled",
    ]
    for content in ("[]", "3", "{", ""):
        (tmp_path / "x.json").write_text(content, encoding="utf-8")
        with pytest.raises(InputProblems, match=r"x\.json"):
            read_older_schedule(tmp_path / "x.json", UTC, (), {}, NOW)
