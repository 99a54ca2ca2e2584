"""What bounds a role beside the limits of the machine: tasks at once, and disk space free for each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.explain.reasons import waiting_reason
from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model.wording import describe
from tests.scheduling.world import ROLES, World, policy, task


def bounded(**bounds: float) -> World:
    """A world whose middle role has bounds."""
    return World(policy(roles={**ROLES, "middle": replace(ROLES["middle"], **bounds)}))


def reason(world: World, name: str) -> str:
    view = world.view(name)
    check = waiting_reason(view, world.role(view.spec.role))
    assert check is not None
    return describe(check)


def test_no_more_tasks_of_a_role_run_than_may_and_other_roles_go_on() -> None:
    world = bounded(max_tasks=2)
    world.submit(*(task(f"m{n}") for n in range(4)), task("other", "low"))
    assert world.started() == ["m0", "m1", "other"]
    assert reason(world, "m2") == "2 tasks of role middle run, at most 2 may"
    assert world.role("middle").waits_for.kind is CheckKind.ROLE_TASKS
    world.finish("m0")
    assert world.started() == ["m0", "m1", "other", "m2"]


def test_a_task_that_stands_still_counts_and_an_idle_machine_does_not_start_another() -> None:
    world = bounded(max_tasks=1)
    world.begin(task("a"))
    world.submit(task("b"))
    world.send(events.TaskPaused, task_id="a")
    world.send(events.ProcessSuspended, task_id="a", attempt=1)
    assert world.started() == ["a"]
    assert reason(world, "b") == "1 task of role middle runs, at most 1 may"


def test_how_long_a_role_was_full_is_told() -> None:
    world = bounded(max_tasks=1)
    world.begin(task("a"))
    world.submit(task("b"))
    world.now += 5.0
    failing = world.machine.explain("b").failing
    assert [(check.kind, check.since) for check in failing] == [(CheckKind.ROLE_TASKS, 0.0)]
    world.finish("a")
    assert dict(world.view("b").waited_s) == {"role_tasks": 5.0}


def test_another_number_counts_from_now_on_and_ends_nothing() -> None:
    world = World()
    world.begin(task("a"), task("b"))
    roles = {**ROLES, "middle": replace(ROLES["middle"], max_tasks=1)}
    world.send(events.PolicyChanged, policy=policy(roles=roles))
    world.submit(task("c"))
    assert world.started() == ["a", "b"]
    assert reason(world, "c") == "2 tasks of role middle run, at most 1 may"
    world.finish("a")
    assert world.started() == ["a", "b"]
    world.send(events.PolicyChanged, policy=policy())
    assert world.started() == ["a", "b", "c"]


def test_a_role_that_is_full_can_be_given_more_or_have_one_less() -> None:
    world = bounded(max_tasks=1)
    world.begin(task("a"), task("other", "low"))
    world.submit(task("b"))
    found = world.machine.explain("b", what_if=True).remedies
    assert [remedy.words for remedy in found] == [
        "raise max_concurrent_tasks of role middle to 2",
        "cancel a",
    ]
    assert all("b" in world.would_start(remedy) for remedy in found)
    assert found[0].actions[0].arguments == {
        "settings": {"role_settings": {"middle.max_concurrent_tasks": 2}}
    }


@pytest.mark.parametrize("bounds", [{"max_tasks": 1}, {"disk_mb": 400.0}])
def test_a_role_that_has_left_the_policy_keeps_its_bounds_and_cannot_be_given_others(
    bounds: dict[str, float],
) -> None:
    world = bounded(**bounds)
    world.sample(free_mb=500.0)
    world.begin(task("a"))
    others = {name: role for name, role in ROLES.items() if name != "middle"}
    world.send(events.PolicyChanged, policy=policy(roles=others))
    world.submit(task("b"))
    assert world.started() == ["a"]
    found = [remedy.words for remedy in world.machine.explain("b", what_if=True).remedies]
    assert found == ["cancel a"]


def test_space_is_kept_for_running_tasks_until_they_end() -> None:
    world = bounded(disk_mb=400.0)
    world.sample(free_mb=1000.0)
    world.submit(*(task(f"m{n}") for n in range(3)), task("other", "low"))
    assert world.started() == ["m0", "m1", "other"]
    assert reason(world, "m2") == "disk space: 800 MiB kept for running tasks + 400 MiB needed, 1000 MiB free"
    assert world.role("middle").waits_for.kind is CheckKind.DISK_SPACE
    world.sample(free_mb=1200.0)
    assert world.started() == ["m0", "m1", "other", "m2"]


def test_space_that_was_not_measured_keeps_nothing_waiting() -> None:
    world = bounded(disk_mb=400.0)
    world.sample(free_mb=None)
    world.submit(task("a"))
    assert world.started() == ["a"]


def test_what_is_missing_is_missing_also_when_nothing_else_runs() -> None:
    world = bounded(disk_mb=400.0)
    world.sample(free_mb=100.0)
    world.submit(task("a"))
    assert world.started() == []
    found = world.machine.explain("a", what_if=True).remedies
    assert [remedy.words for remedy in found] == ["lower disk_mb of role middle to 100"]
    settings = {"role_resource_requirements": {"middle.disk_mb": 100.0}}
    assert found[0].actions[0].arguments == {"settings": settings}


def test_a_task_for_which_space_is_kept_can_be_cancelled() -> None:
    world = bounded(disk_mb=400.0)
    world.sample(free_mb=500.0)
    world.begin(task("a"))
    world.submit(task("b"))
    found = [remedy.words for remedy in world.machine.explain("b", what_if=True).remedies]
    assert found == ["lower disk_mb of role middle to 250", "cancel a"]


def test_where_nothing_is_free_asking_for_none_is_the_last_resort() -> None:
    world = bounded(disk_mb=400.0)
    world.sample(free_mb=0.0)
    world.submit(task("a"))
    (remedy,) = world.machine.explain("a", what_if=True).remedies
    assert remedy.words == "lower disk_mb of role middle to 0"


def test_a_task_with_room_is_told_what_was_looked_at() -> None:
    world = bounded(max_tasks=3, disk_mb=400.0)
    world.sample(free_mb=1000.0)
    world.begin(task("a"))
    world.send(events.RolePaused, role="middle")
    world.submit(task("b"))
    words = [describe(check) for check in world.machine.explain("b").checks if check.ok]
    assert "1 of at most 3 tasks of role middle run" in words
    assert "disk space: 400 MiB kept for running tasks + 400 MiB needed, 1000 MiB free" in words


@pytest.mark.parametrize("ok", [True, False])
def test_space_that_is_not_measured_is_told_as_such(ok: bool) -> None:
    check = Check(CheckKind.DISK_SPACE, ok=ok, measured=0.0, need=2048.0)
    assert describe(check) == "disk space not measured, 2.0 GiB needed"
