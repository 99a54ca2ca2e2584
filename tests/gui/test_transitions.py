"""What is news: each change once, and nothing that the operator did."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parallel_execution_manager.scheduling.model.checks import Reason
from parallel_execution_manager.scheduling.model.task import RoleState, TaskState
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.shell.transitions import News, Transitions
from parallel_execution_manager_gui.window_options import WindowKey

QUIET = scene.empty_snapshot()


def roles(state, *, by_operator=False):
    (first, *rest) = QUIET.roles
    return (replace(first, state=state, by_operator=by_operator), *rest)


def snapshot(*tasks, full=False, removed=(), **more):
    return replace(QUIET, tasks=tasks, full=full, removed=removed, **more)


def task(name, state):
    return replace(scene.tasks()[0], spec=replace(scene.tasks()[0].spec, id=name, name=name), state=state)


@pytest.fixture
def transitions():
    made = Transitions()
    assert made.take(QUIET) == []
    return made


def kinds(news):
    return [one.kind for one in news]


def test_what_is_there_at_the_start_is_no_news():
    assert Transitions().take(scene.snapshot()) == []


def test_each_step_of_a_role_is_told_once(transitions):
    name = QUIET.roles[0].name
    held = snapshot(roles=roles(RoleState.THROTTLED))
    assert transitions.take(held) == [News(WindowKey.TELL_HELD, name, "throttled")]
    assert transitions.take(held) == []
    assert transitions.take(snapshot(roles=roles(RoleState.SUSPENDED))) == [
        News(WindowKey.TELL_HELD, name, "suspended")
    ]
    assert transitions.take(snapshot(roles=roles(RoleState.ACTIVE))) == [
        News(WindowKey.TELL_RELEASED, name, "active")
    ]


def test_what_the_operator_does_is_no_news(transitions):
    assert transitions.take(snapshot(roles=roles(RoleState.SUSPENDED, by_operator=True))) == []
    assert transitions.take(snapshot(roles=roles(RoleState.ACTIVE, by_operator=True))) == []
    assert kinds(transitions.take(snapshot(roles=roles(RoleState.THROTTLED)))) == [WindowKey.TELL_HELD]
    assert transitions.take(snapshot(roles=roles(RoleState.STOPPED))) == []


@pytest.mark.parametrize("state", [TaskState.FAILED, TaskState.TIMED_OUT, TaskState.LOST])
def test_a_failure_is_told_once_also_of_a_task_that_was_never_seen_before(transitions, state):
    transitions.take(snapshot(task("other", TaskState.QUEUED)))
    failed = snapshot(task("a", state))
    assert kinds(transitions.take(failed)) == [WindowKey.TELL_FAILED]
    assert transitions.take(failed) == []
    assert transitions.take(snapshot(task("a", TaskState.QUEUED))) == []
    assert kinds(transitions.take(failed)) == [WindowKey.TELL_FAILED]


def test_of_tasks_with_one_name_the_failed_one_is_told_with_its_id():
    made = Transitions(lambda task_id: f"fit ({task_id})")
    made.take(QUIET)
    assert [news.subject for news in made.take(snapshot(task("a", TaskState.FAILED)))] == ["fit (a)"]


def test_a_failure_that_undo_brings_back_to_the_list_is_no_news(transitions):
    failed = replace(task("a", TaskState.FAILED), ended_at=QUIET.at + 1)
    assert kinds(transitions.take(snapshot(failed))) == [WindowKey.TELL_FAILED]
    transitions.take(snapshot(removed=("a",)))
    assert transitions.take(snapshot(failed)) == []
    transitions.take(snapshot(removed=("a",)))
    another = replace(failed, ended_at=QUIET.at + 9)
    assert kinds(transitions.take(snapshot(another))) == [WindowKey.TELL_FAILED]


def test_what_had_failed_before_the_window_looked_is_old_also_in_a_later_piece():
    made = Transitions()
    made.take(snapshot(task("a", TaskState.RUNNING), full=True))
    before, after = (replace(task(str(at), TaskState.FAILED), ended_at=QUIET.at + at) for at in (-5, 5))
    assert made.take(snapshot(before)) == []
    assert [news.subject for news in made.take(snapshot(after))] == ["5"]


def test_the_end_of_the_queue_is_told_once(transitions):
    transitions.take(snapshot(task("a", TaskState.RUNNING), task("b", TaskState.QUEUED)))
    assert transitions.take(snapshot(task("a", TaskState.SUCCEEDED))) == []
    assert kinds(transitions.take(snapshot(task("b", TaskState.SUCCEEDED)))) == [WindowKey.TELL_FINISHED]
    assert transitions.take(snapshot(task("b", TaskState.SUCCEEDED))) == []
    assert transitions.take(snapshot(removed=("a", "b"))) == []


def test_a_whole_snapshot_says_what_is_left(transitions):
    transitions.take(snapshot(task("a", TaskState.RUNNING), full=True))
    assert kinds(transitions.take(snapshot(full=True))) == [WindowKey.TELL_FINISHED]


def test_it_is_told_by_which_numbers_a_role_is_held(transitions):
    reason = Reason("cpu", 91, 80, 70, 0.0, 10)
    (first, *rest) = roles(RoleState.THROTTLED)
    (news,) = transitions.take(snapshot(roles=(replace(first, reason=reason), *rest)))
    assert news.cause == "CPU 91 % over 80 % for 10 s: nothing new starts while a task runs"
