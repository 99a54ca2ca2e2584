"""What the details say about a task."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model.sample import WallClock
from parallel_execution_manager.scheduling.model.task import RoleState, TaskState
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.task_facts import measured_facts, work_facts


def facts(view):
    work = work_facts(view, "GUI tests", "", "/home/ada")
    return dict(work + measured_facts(view, scene.NOW, WallClock(scene.WALL_OFFSET)))


@pytest.mark.parametrize(
    ("state", "peak"),
    [
        (TaskState.QUEUED, "not measured yet"),
        (TaskState.RUNNING, "not measured yet"),
        (TaskState.SUCCEEDED, "not measured"),
    ],
)
def test_a_peak_that_is_missing_can_only_come_until_the_end(state, peak):
    assert facts(scene.task("a", scene.GUI, state))["Peak"] == peak


@pytest.mark.parametrize(
    ("detail", "ending"),
    [
        ("exit code 0", "exit code 0"),
        ("", "exit code 0"),
        ("all well", "exit code 0: all well"),
        ("exit code 0, seed 42", "exit code 0, seed 42"),
        ("exit code 0: all well", "exit code 0: all well"),
        ("exit code 0; 2 processes it left behind were ended",) * 2,
        ("exit code 07", "exit code 0: exit code 07"),
    ],
)
def test_the_ending_says_each_thing_once(detail, ending):
    view = scene.task("a", scene.GUI, TaskState.SUCCEEDED, detail=detail)
    assert facts(view)["Ended with"] == ending


def test_who_was_suspended_is_told_which_time_ran_on():
    view = scene.task("a", scene.GUI, TaskState.RUNNING, started_at=scene.NOW - 630.0, suspended_s=600.0)
    told = "00:30 (and suspended 10:00: its time stood still, the program's own timers did not)"
    assert facts(view)["Elapsed"] == told
    limited = replace(view, spec=replace(view.spec, timeout_s=60.0))
    assert "the time limit stood still" in facts(limited)["Elapsed"]


def test_a_task_without_an_end_has_no_ending():
    assert facts(scene.task("a", scene.GUI))["Ended with"] == "—"


def test_the_wait_that_goes_on_counts():
    check = Check(CheckKind.FILE, ok=False, blocker="b", path="x")
    view = replace(
        scene.task("a", scene.GUI), waits_for=check, waited_s=(("cpu", 0.01),), counted_at=scene.NOW - 120.0
    )
    assert facts(view)["Waited"] == "file 02:00"
    assert facts(replace(view, waits_for=None))["Waited"] == "turn 02:00"


def test_what_waits_for_a_role_that_is_held_back_does_not_wait_for_its_turn():
    role = next(role for role in scene.roles() if role.state is RoleState.THROTTLED)
    view = replace(scene.task("a", role.name), counted_at=role.since - 30.0)
    wall, now = WallClock(scene.WALL_OFFSET), role.since + 60.0
    assert dict(measured_facts(view, now, wall, role))["Waited"] == "role throttled 01:00, turn 00:30"
    later = replace(view, counted_at=role.since + 10.0)
    assert dict(measured_facts(later, now, wall, role))["Waited"] == "role throttled 00:50"
