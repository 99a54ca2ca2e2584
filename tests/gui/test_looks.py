"""How states are named to the operator."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parallel_execution_manager.scheduling.model.checks import Check, CheckKind, Reason
from parallel_execution_manager.scheduling.model.policy import Hand
from parallel_execution_manager.scheduling.model.sample import WallClock
from parallel_execution_manager.scheduling.model.task import RoleState, TaskState
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.looks import Look, LookGroup, group_of, look_of_role, look_of_task
from parallel_execution_manager_gui.reasons import blocking_task, why

FILE = Check(CheckKind.FILE, ok=False, blocker="other", path="/p/plan.toml")


@pytest.mark.parametrize(
    ("given", "look"),
    [
        ({}, Look.QUEUED),
        ({"paused": True}, Look.PAUSED),
        ({"waits_for": FILE}, Look.WAITING),
        ({"waits_for": Check(CheckKind.DEPENDENCY, ok=False)}, Look.WAITING),
        ({"waits_for": Check(CheckKind.BACKOFF, ok=False)}, Look.WAITING),
        ({"state": TaskState.STARTING}, Look.STARTING),
        ({"state": TaskState.RUNNING}, Look.RUNNING),
        ({"state": TaskState.RUNNING, "stopping": "cancelled"}, Look.STOPPING),
        ({"state": TaskState.SUSPENDED}, Look.SUSPENDED),
        ({"state": TaskState.SUSPENDED, "paused": True}, Look.PAUSED),
        ({"state": TaskState.SUCCEEDED}, Look.SUCCEEDED),
        ({"state": TaskState.FAILED}, Look.FAILED),
        ({"state": TaskState.TIMED_OUT}, Look.TIMED_OUT),
        ({"state": TaskState.LOST}, Look.LOST),
        ({"state": TaskState.CANCELLED}, Look.CANCELLED),
    ],
)
def test_a_task_is_named_by_what_it_is_seen_doing(given, look):
    view = scene.task("a", scene.GUI, given.pop("state", TaskState.QUEUED), **given)
    assert look_of_task(view) is look
    assert isinstance(group_of(look), LookGroup)


def test_a_queued_task_of_a_throttled_role_is_throttled():
    throttled = next(role for role in scene.roles() if role.state is RoleState.THROTTLED)
    assert look_of_task(scene.task("a", throttled.name), throttled) is Look.THROTTLED
    assert look_of_task(scene.task("a", throttled.name, waits_for=FILE), throttled) is Look.WAITING


@pytest.mark.parametrize(
    ("role", "look", "group"),
    [
        ({"state": RoleState.SUSPENDED, "by_operator": True}, Look.PAUSED, LookGroup.PAUSED),
        ({"state": RoleState.THROTTLED}, Look.SUSPENDED, LookGroup.THROTTLED),
    ],
)
def test_a_task_suspended_with_its_role_is_paused_only_if_the_role_is_held_by_you(role, look, group):
    view = scene.task("a", scene.AGENTS, TaskState.SUSPENDED, suspended_since=5.0)
    held = replace(scene.roles()[0], **role)
    assert look_of_task(view, held) is look
    assert group_of(look) is group
    assert ("by you" in why(view, held, str, str, WallClock())) is (look is Look.PAUSED)


@pytest.mark.parametrize(
    ("given", "look"),
    [
        ({"state": RoleState.STOPPED}, Look.STOPPED),
        ({"state": RoleState.ACTIVE, "running": 1}, Look.RUNNING),
        ({"state": RoleState.ACTIVE, "running": 1, "suspended": 1, "queued": 0}, Look.WAITING),
        ({"state": RoleState.ACTIVE, "running": 0}, Look.WAITING),
        ({"state": RoleState.ACTIVE, "running": 0, "queued": 0}, Look.ACTIVE),
        ({"state": RoleState.THROTTLED, "hand": Hand.HELD}, Look.HELD),
        ({"state": RoleState.THROTTLED}, Look.THROTTLED),
        ({"state": RoleState.SUSPENDED, "by_operator": True}, Look.PAUSED),
        ({"state": RoleState.SUSPENDED, "by_operator": False}, Look.SUSPENDED),
    ],
)
def test_a_role_is_named_by_what_it_may_do(given, look):
    assert look_of_role(replace(scene.roles()[0], **given)) is look


def test_the_reason_names_the_blocker_and_not_its_id():
    view = scene.task("a", scene.GUI, waits_for=FILE)
    words = why(view, scene.roles()[0], {"other": "update plan"}.get, str, WallClock())
    assert "plan.toml" in words
    assert "“update plan”" in words
    assert blocking_task(view) == "other"


def test_a_process_that_is_no_task_is_named_and_not_gone_to():
    check = replace(FILE, blocker="lease:1", who="sh (process 7)")
    view = scene.task("a", scene.GUI, waits_for=check)
    assert "plan.toml held by sh (process 7)" in why(view, scene.roles()[0], str, str, WallClock())
    assert blocking_task(view) is None


def test_a_task_that_waits_for_its_role_says_so_with_the_role_s_title():
    paused = next(role for role in scene.roles() if role.state is RoleState.SUSPENDED)
    assert "GUI tests" in why(scene.task("a", paused.name), paused, str, lambda _: "GUI tests", WallClock())


def test_a_suspended_task_says_who_holds_it():
    by_you = scene.task("a", scene.GUI, TaskState.SUSPENDED, paused=True, suspended_since=5.0)
    by_role = replace(by_you, paused=False)
    role = replace(scene.roles()[0], reason=Reason("cpu", 97.0, 80.0, 70.0, since=0.0, held_s=20.0))
    assert why(by_you, role, str, str, WallClock()).startswith("paused by you")
    assert why(by_role, role, str, str, WallClock()).startswith("suspended with its role: CPU 97")
    assert why(by_you, None, str, str, WallClock()).startswith("suspended since")


def test_an_ending_task_says_why_it_is_ended():
    view = scene.task("a", scene.GUI, TaskState.RUNNING, stopping="timed_out")
    assert why(view, None, str, str, WallClock()) == "being ended: timed out"


def test_a_task_that_is_held_back_less_than_its_role_says_why():
    view = replace(scene.task("a", scene.AGENTS), state=TaskState.RUNNING, kept_running="holds f for b")
    assert why(view, None, str, str, WallClock()) == "goes on: holds f for b"


def test_who_has_a_file_with_a_long_name_is_seen_in_one_line():
    long = "/srv/results/" + "surface pressure distribution of all frequencies.h5"
    check = Check(CheckKind.FILE, ok=False, blocker="other", path=long)
    view = scene.task("a", scene.GUI, waits_for=check)
    role = next(role for role in scene.roles() if role.name == scene.AGENTS)
    words = why(view, role, str, str, WallClock(0.0))
    assert words == "surface pressu…frequencies.h5 held by “other”"
