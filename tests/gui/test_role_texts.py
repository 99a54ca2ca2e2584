"""Roles in words: what their tasks do, who has set what until when, and why."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parallel_execution_manager.scheduling.model.checks import Check, CheckKind, Reason, ReasonKind
from parallel_execution_manager.scheduling.model.levels import Rung
from parallel_execution_manager.scheduling.model.policy import Hand
from parallel_execution_manager.scheduling.model.sample import WallClock
from parallel_execution_manager.scheduling.model.task import RoleState
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.formatting import clock_time, short_time
from parallel_execution_manager_gui.role_texts import decision, note, tasks_of

WALL = WallClock(scene.WALL_OFFSET)
IDLE = replace(scene.roles()[0], queued=0, running=0, waits_for=None)
SOON, LATER = scene.NOW + 900, scene.NOW + 40 * 3600
AT = clock_time(IDLE.since, WALL)
OVER = Reason("cpu", 91, 85, 70, scene.NOW - 22, 10, until=SOON)


def said(**given: object) -> str:
    return decision(replace(IDLE, **given), "GUI testing", WALL, scene.NOW, 10.0)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((0, 0, 0), "no tasks"),
        ((3, 0, 0), "3 running"),
        ((3, 1, 1200), "2 running · 1 suspended · 1,200 queued"),
        ((1, 1, 0), "1 suspended"),
    ],
)
def test_only_what_there_is_is_counted(numbers, words):
    running, suspended, queued = numbers
    assert tasks_of(replace(IDLE, running=running, suspended=suspended, queued=queued)) == words


@pytest.mark.parametrize(
    ("hand", "words"),
    [
        (Hand.PAUSED, "paused by you"),
        (Hand.HELD, "held by you"),
        (Hand.GOING, "kept going by you since"),
    ],
)
def test_what_is_set_by_hand_says_until_when(hand, words):
    assert f"GUI testing: {words} {AT} until {short_time(SOON, WALL)}" in said(hand=hand, until=SOON)
    assert note(replace(IDLE, hand=hand, until=SOON), WALL, scene.NOW) == (
        f"by you until {short_time(SOON, WALL)}"
    )
    asked = "hand it back" if hand is Hand.GOING else "resume it"
    assert f"until you {asked}" in said(hand=hand)
    assert note(replace(IDLE, hand=hand), WALL, scene.NOW) == "by you"


def test_an_end_on_another_day_has_its_date():
    assert "until 2026-11-0" in said(hand=Hand.PAUSED, until=LATER)


def test_a_throttled_role_says_why_and_when_that_ends():
    words = said(state=RoleState.THROTTLED, rung=Rung.HELD, reason=OVER, until=SOON)
    assert words == (
        f"GUI testing: throttled {AT}: CPU 91 % over 85 % for 10 s: nothing new starts while a task runs. "
        f"Resumes at 70 % or below for 10 s, at the latest {short_time(SOON, WALL)}."
    )
    assert note(replace(IDLE, rung=Rung.HELD, until=SOON), WALL, scene.NOW).startswith("ends by ")


def test_a_limit_that_was_always_crossed_is_said_to_be_low():
    words = said(state=RoleState.THROTTLED, reason=replace(OVER, never_below=True))
    assert words.endswith(
        "below for 10 s. It has never been lower since the start: raise the limit if that is usual."
    )


def test_a_role_that_was_let_go_says_what_was_measured():
    below = replace(OVER, kind=ReasonKind.BELOW_RESUME, measured=60, rung=Rung.FREE)
    assert said(reason=below) == (
        f"GUI testing: active since {AT}: CPU 60 % at or below 70 % for 10 s: tasks may start again."
    )


def test_what_the_tasks_of_a_role_do_by_now_is_not_told_with_the_time_of_an_older_decision():
    below = replace(OVER, kind=ReasonKind.BELOW_RESUME, measured=60, rung=Rung.FREE)
    for tasks in ({"running": 1}, {"running": 1, "suspended": 1}):
        assert f": active since {AT}: CPU 60 %" in said(reason=below, **tasks)


def test_a_role_that_waits_because_its_tasks_were_paused_says_so():
    still = replace(IDLE, running=1, suspended=1)
    assert note(still, WALL, scene.NOW) == "all stands still"
    assert note(replace(still, running=2), WALL, scene.NOW) == ""


def test_a_role_that_only_waits_says_for_what():
    short = Check(CheckKind.CPU, ok=False, measured=6.1, limit=6.4, need=0.8)
    assert note(replace(IDLE, queued=2, waits_for=short), WALL, scene.NOW) == "for processor"
    assert "What comes next waits: CPU: 6.10 cores charged + 0.80 needed" in said(queued=2, waits_for=short)
    assert note(replace(IDLE, queued=2), WALL, scene.NOW) == ""


def test_a_role_without_any_decision_says_since_when(qapp):
    assert said() == said(by_operator=True) == f"GUI testing: active since {AT}."
    assert said(state=RoleState.STOPPED, by_operator=True) == f"GUI testing: stopped since {AT}, by you."
