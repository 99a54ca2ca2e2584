"""What a progress view knows, and which changes are news to a reader."""

from __future__ import annotations

import re
from pathlib import Path

from parallel_execution_manager.control.progress import change_line
from parallel_execution_manager.control.tally import Change, Tally, ending, task_subject
from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model.task import TaskState
from tests.control.views import REASON, role_view, task_view


def words_of(tally: Tally, *views) -> list[str]:
    changes = [tally.task_changed(view) for view in views]
    return [change.word for change in changes if change is not None]


def test_a_task_is_news_when_it_starts_and_when_it_ends():
    states = (TaskState.QUEUED, TaskState.STARTING, TaskState.RUNNING, TaskState.RUNNING, TaskState.SUCCEEDED)
    assert words_of(Tally(100.0), *(task_view("a", state) for state in states)) == ["started", "succeeded"]


def test_suspension_and_its_end_are_news():
    states = (TaskState.RUNNING, TaskState.SUSPENDED, TaskState.RUNNING, TaskState.TIMED_OUT)
    words = words_of(Tally(100.0), *(task_view("a", state) for state in states))
    assert words == ["started", "suspended", "resumed", "timed out"]


def test_a_task_that_is_queued_again_says_why():
    tally = Tally(100.0)
    tally.task_changed(task_view("a", TaskState.RUNNING))
    change = tally.task_changed(task_view("a", TaskState.QUEUED, detail="exit code 3"))
    assert change is not None
    assert (change.word, change.text, change.bad) == ("retrying", "exit code 3", True)


def test_events_carry_the_time_at_which_they_happened():
    tally = Tally(100.0)
    tally.now = 130.0
    started = tally.task_changed(task_view("a", TaskState.RUNNING, started_at=101.5))
    ended = tally.task_changed(task_view("a", TaskState.FAILED, started_at=101.5, ended_at=120.0))
    assert (started.at, ended.at) == (101.5, 120.0)


def test_counts_follow_every_change_of_state():
    tally = Tally(0.0)
    for number in range(3):
        tally.task_changed(task_view(f"t{number}"))
    tally.task_changed(task_view("t0", TaskState.RUNNING))
    tally.task_changed(task_view("t1", TaskState.FAILED))
    assert (tally.total, tally.ended) == (3, 1)
    assert tally.counts_in_words() == "1 queued, 1 running, 1 failed"
    assert list(tally.live) == ["t0"]
    tally.task_changed(task_view("t0", TaskState.SUCCEEDED))
    assert tally.live == {}


def test_a_queue_without_tasks_says_so():
    assert Tally(0.0).counts_in_words() == "no tasks"


def test_decisions_are_kept_with_their_reason_and_only_the_last_are_shown():
    tally = Tally(0.0)
    for role in ("first", "second"):
        tally.role_throttled(role, REASON)
    tally.role_resumed("second", REASON)
    tally.problem("bad\x1b[2J")
    assert [change.word for change in tally.latest(3)] == ["throttled", "resumed", "problem"]
    assert "CPU 91 % over 80 %" in tally.latest(3)[0].text
    assert tally.latest(1)[0].subject == "bad\\x1b[2J"


def test_a_role_that_is_held_says_how_many_wait_and_for_what():
    tally = Tally(0.0)
    held = Check(CheckKind.ROLE_THROTTLED, ok=False, blocker="gui_testing")
    tally.roles = (role_view("gui_testing", 4, held), role_view("idle", 0, held), role_view("busy", 2))
    [(who, why)] = tally.waiting()
    assert who == "role gui_testing (4 queued)"
    assert "throttled" in why


def test_a_task_that_is_paused_by_hand_is_told_once_with_its_end_and_the_way_on():
    tally = Tally(0.0)
    paused = task_view("k5", paused=True, until=600.0)
    told = tally.task_changed(paused)
    assert told is not None
    assert re.fullmatch(r"paused by you until .*\d\d:\d\d; pem resume k5 lets it go on", told.text)
    assert tally.task_changed(paused) is None
    assert tally.waiting() == [("k5 (agent_simulations)", told.text)]
    later = tally.task_changed(task_view("k5", paused=True, paused_why="it wrote b.py"))
    assert later is not None
    assert later.text == "paused: it wrote b.py; pem resume k5 lets it go on"
    assert not tally.is_at_work
    tally.task_changed(task_view("k5", TaskState.SUSPENDED, paused=True, paused_why="it wrote b.py"))
    assert not tally.is_at_work
    tally.task_changed(task_view("k5", TaskState.RUNNING))
    assert tally.is_at_work
    assert tally.waiting() == []


def test_of_many_paused_tasks_some_are_named():
    tally = Tally(0.0)
    for number in range(12):
        tally.task_changed(task_view(f"t{number}", paused=True))
    assert [who for who, _ in tally.waiting()][-2:] == ["t9 (agent_simulations)", "2 more tasks"]


def test_a_subject_names_id_name_and_role_without_saying_one_twice():
    assert task_subject(task_view("a", role="r")) == "a (r)"
    assert task_subject(task_view("a", name="b\nc", role="r")) == "a b\\nc (r)"


def test_an_ending_tells_result_time_and_attempts():
    failed = task_view(
        "a", TaskState.FAILED, detail="exit code 2", exit_code=2, started_at=1.0, ended_at=4.5, attempt=3
    )
    assert ending(failed) == "exit code 2, 3.5 s, 3 attempts"
    assert (
        ending(task_view("a", TaskState.CANCELLED, detail="not started: b failed")) == "not started: b failed"
    )


def test_a_sleep_of_the_computer_is_among_the_decisions() -> None:
    tally = Tally(0.0)
    assert tally.slept(7500.0).text == "for 2 h 05 min"
    assert [change.word for change in tally.latest(1)] == ["slept"]


def test_what_an_earlier_manager_started_goes_on_and_what_it_saw_end_is_no_news():
    tally = Tally(100.0)
    tally.now = 102.0
    goes_on = tally.task_changed(task_view("a", TaskState.RUNNING, started_at=90.0))
    assert goes_on == Change(102.0, "goes on", "a (agent_simulations)", "started 12.0 s ago")
    still = tally.task_changed(task_view("b", TaskState.SUSPENDED, started_at=90.0))
    assert still is not None
    assert still.word == "suspended"
    assert tally.task_changed(task_view("c", TaskState.FAILED, started_at=90.0, ended_at=95.0)) is None
    unseen = tally.task_changed(task_view("d", TaskState.FAILED, started_at=90.0, ended_at=101.0))
    assert unseen is not None
    assert (unseen.at, unseen.word) == (101.0, "failed")
    assert tally.task_changed(task_view("e", TaskState.QUEUED, started_at=90.0)) is None
    assert tally.count(TaskState.FAILED) == 2
    assert tally.task_changed(task_view("f", TaskState.CANCELLED, ended_at=95.0)) is None
    assert tally.task_changed(task_view("g", TaskState.STARTING, started_at=99.9)) is None
    begun = tally.task_changed(task_view("g", TaskState.RUNNING, started_at=99.9))
    assert begun is not None
    assert change_line(begun, tally).startswith("     0.0 s  started")


def test_the_way_on_of_a_paused_task_names_the_folder_of_its_manager():
    told = Tally(0.0, Path("/data/of mine")).task_changed(task_view("k5", paused=True))
    assert told is not None
    assert told.text.endswith("; pem resume --data-dir '/data/of mine' k5 lets it go on")
