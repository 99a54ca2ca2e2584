"""Why a live task stands still, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.explain.reasons import why_still
from parallel_execution_manager.scheduling.model.checks import Reason
from parallel_execution_manager.scheduling.model.levels import Rung
from parallel_execution_manager.scheduling.model.sample import TaskUsage
from parallel_execution_manager.scheduling.model.task import Requirement, RoleState
from tests.scheduling.world import World, task


def suspended() -> World:
    world = World()
    world.begin(task("a", requirement=Requirement(0.1, 100.0)))
    world.send(events.TaskPaused, task_id="a")
    world.send(events.ProcessSuspended, task_id="a", attempt=1)
    return world


def words(world: World, **changes: object) -> str:
    return why_still(replace(world.view("a"), **changes), world.role("middle"))


def test_one_that_runs_needs_no_word() -> None:
    world = World()
    world.begin(task("a"))
    assert words(world) == ""


def test_the_operator_is_named_first() -> None:
    assert words(suspended()) == "paused by you"


def test_a_policy_that_paused_it_is_told_until_it_is_resumed() -> None:
    world = suspended()
    world.send(events.TaskResumed, task_id="a")
    world.send(events.TaskPaused, task_id="a", why="it wrote b.py")
    assert words(world) == "paused: it wrote b.py"
    world.send(events.TaskResumed, task_id="a")
    assert world.view("a").paused_why == ""


def test_a_role_that_is_paused_by_hand_is_named() -> None:
    world = suspended()
    world.send(events.RolePaused, role="middle")
    assert words(world, paused=False) == "paused with its role by you"


def test_one_that_outgrew_its_estimate_says_both_numbers() -> None:
    found = words(suspended(), paused=False, held_back=True, usage=TaskUsage(0.0, 900.0))
    assert "uses 900 MiB and grew faster than expected (100 MiB)" in found
    assert "uses more and grew" in words(suspended(), paused=False, held_back=True)


def test_the_limit_that_suspended_its_role_is_told() -> None:
    world = suspended()
    reason = Reason("cpu", 97.0, 80.0, 70.0, since=0.0, held_s=20.0)
    role = replace(world.role("middle"), state=RoleState.SUSPENDED, reason=reason, by_operator=False)
    view = replace(world.view("a"), paused=False)
    assert why_still(view, role) == f"suspended with its role: {reason}"
    assert why_still(view, replace(role, reason=None)) == "about to go on"


def test_one_that_is_lowered_says_so() -> None:
    world = World()
    world.begin(task("a"))
    assert words(world, lowered=True) == "gets processor and disk after everybody else"


@pytest.mark.parametrize("rung", [Rung.LOWERED, Rung.SUSPENDED])
def test_one_that_is_lowered_is_told_what_that_means_for_itself_and_once(rung: Rung) -> None:
    world = World()
    world.begin(task("a"))
    view = replace(world.view("a"), lowered=True)
    reason = Reason("cpu", 97.0, 80.0, 70.0, since=0.0, held_s=20.0, rung=rung)
    told = why_still(view, replace(world.role("middle"), reason=reason))
    assert told == (
        "CPU 97 % over 80 % for 20 s: what runs has processor and disk after everybody else; "
        "resumes at 70 % or below"
    )
    short = replace(reason, resource="memory")
    assert why_still(view, replace(world.role("middle"), reason=short)) == words(world, lowered=True)
