"""What starts first: priority of roles and tasks, ageing, room, reservations, an operator's moves."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.effects import Refused, StartAttempt
from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager.scheduling.model.task import Priority, Requirement, TaskState
from parallel_execution_manager.scheduling.model.wording import describe
from tests.scheduling.world import World, of, policy, task

WHOLE = Requirement(3.2, 100.0)


def one_at_a_time() -> World:
    return World(policy(max_parallel_tasks=1))


def run_all(world: World) -> list[str]:
    """Finish whatever runs until nothing is left; the order in which tasks were started."""
    while world.processes:
        for name, _ in list(world.processes):
            world.finish(name)
    return world.started()


def test_the_more_important_role_starts_first() -> None:
    world = one_at_a_time()
    world.submit(task("a", "low"), task("b", "high"), task("c", "middle"))
    assert run_all(world) == ["b", "c", "a"]


def test_inside_a_role_high_comes_before_normal_before_low_and_equal_ones_in_order() -> None:
    world = one_at_a_time()
    world.submit(task("l", priority=Priority.LOW), task("n1"), task("n2"), task("h", priority=Priority.HIGH))
    assert run_all(world) == ["h", "n1", "n2", "l"]


def test_a_task_that_has_waited_long_enough_overtakes_newer_and_more_important_ones() -> None:
    world = World(policy(max_parallel_tasks=1, ageing_s=600.0))
    world.submit(task("running"))
    world.submit(task("old", priority=Priority.LOW))
    world.wait(1201.0)
    world.submit(task("new", priority=Priority.HIGH))
    assert run_all(world) == ["running", "old", "new"]


def test_tasks_start_side_by_side_up_to_the_processor_limit() -> None:
    world = World()
    world.submit(*(task(f"t{n}") for n in range(9)))
    assert len(world.processes) == 6  # 6 x 0.5 cores fit into 80 % of 4 cores
    check = world.role("middle").waits_for
    assert check.kind is CheckKind.CPU
    assert check.measured + check.need > check.limit


def test_memory_is_kept_below_its_limit() -> None:
    world = World()
    world.submit(*(task(f"t{n}", requirement=Requirement(0.0, 3000.0)) for n in range(3)))
    assert len(world.processes) == 2  # 3 x 3,000 MiB do not fit into 85 % of 8,000
    assert world.role("middle").waits_for.kind is CheckKind.MEMORY


def test_smaller_tasks_pass_one_that_does_not_fit_but_not_for_ever() -> None:
    world = World(policy(reserve_after_s=60.0))
    world.submit(task("runs", requirement=Requirement(2.0, 0.0)))
    world.submit(task("large", "high", requirement=Requirement(3.0, 0.0)))
    world.submit(task("small", requirement=Requirement(0.5, 0.0)))
    assert world.started() == ["runs", "small"]
    world.wait(61.0)
    world.finish("small")
    world.submit(task("late", requirement=Requirement(0.5, 0.0)))
    assert world.started() == ["runs", "small"]
    world.finish("runs")
    assert world.started() == ["runs", "small", "large"]


def test_a_reservation_does_not_keep_work_that_needs_nothing_of_it() -> None:
    world = World(policy(reserve_after_s=0.0))
    world.submit(task("runs", requirement=Requirement(0.0, 5000.0)))
    world.submit(task("large", "high", requirement=Requirement(0.0, 4000.0)))
    world.submit(
        task("other", requirement=Requirement(0.0, 1000.0)),
        task("thinker", requirement=Requirement(1.0, 0.0)),
    )
    assert world.started() == ["runs", "thinker"]
    check = world.machine.explain("other").failing[0]
    assert (
        describe(check) == "memory: 8.8 GiB charged + 1000 MiB needed, limit 6.6 GiB (room is kept for large)"
    )


def test_slots_are_a_limit_too() -> None:
    world = World(policy(max_parallel_tasks=2))
    world.submit(*(task(f"t{n}", requirement=Requirement()) for n in range(3)))
    assert len(world.processes) == 2
    assert world.role("middle").waits_for.kind is CheckKind.SLOTS


def test_what_fits_the_machine_runs_even_above_the_limits_when_nothing_else_does() -> None:
    world = World()
    world.sample(cpu=100.0, memory=20.0)
    world.submit(task("large", requirement=Requirement(4.0, 6400.0)), task("next"))
    assert world.started() == ["large"]


def test_the_rest_of_the_machine_counts() -> None:
    world = World()
    world.sample(cpu=70.0)
    world.submit(task("a"), task("b"))
    assert world.started() == ["a"]  # 2.8 cores of others + 0.5 is over 3.2, but one task may always run
    world.sample(cpu=10.0)
    assert world.started() == ["a", "b"]


def test_nothing_starts_on_a_full_disk_until_there_is_room_again() -> None:
    world = World()
    world.sample(disk=95.0)
    world.submit(task("a"))
    assert world.started() == []
    assert world.role("middle").waits_for.kind is CheckKind.DISK
    world.sample(disk=89.0)
    assert world.started() == []
    world.sample(disk=88.0)
    assert world.started() == ["a"]


@pytest.mark.parametrize(("position", "order"), [(0, "cab"), (1, "acb"), (2, "abc"), (9, "abc"), (-5, "cab")])
def test_an_operator_can_put_a_task_anywhere_in_its_roles_line(position: int, order: str) -> None:
    world = one_at_a_time()
    world.submit(task("runs", "high"))
    world.submit(*map(task, "abc"))
    world.send(events.TaskMoved, task_id="c", position=position)
    assert "".join(world.machine.queued_ids("middle")) == order
    assert "".join(run_all(world)[1:]) == order


def test_moving_between_the_same_two_tasks_works_any_number_of_times() -> None:
    world = one_at_a_time()
    world.submit(task("runs", "high"))
    names = [f"t{n:03d}" for n in range(60)]
    world.submit(*map(task, names))
    for name in names[2:]:
        world.send(events.TaskMoved, task_id=name, position=1)
    assert world.machine.queued_ids("middle") == ("t000", *reversed(names[2:]), "t001")


def test_moving_the_only_task_changes_nothing() -> None:
    world = World(policy(max_parallel_tasks=1))
    world.submit(task("runs", "high"), task("alone"))
    world.send(events.TaskMoved, task_id="alone", position=3)
    assert world.machine.queued_ids("middle") == ("alone",)


def test_another_priority_puts_a_task_where_it_would_have_been() -> None:
    world = one_at_a_time()
    world.submit(task("runs", "high"))
    world.submit(*map(task, "abc"))
    world.send(events.TaskPrioritySet, task_id="c", priority=Priority.HIGH)
    assert world.machine.queued_ids("middle") == ("c", "a", "b")
    world.send(events.TaskPrioritySet, task_id="c", priority=Priority.NORMAL)
    assert world.machine.queued_ids("middle") == ("a", "b", "c")


def test_another_role_priority_counts_at_once() -> None:
    world = one_at_a_time()
    world.submit(task("runs", "high"))
    world.submit(task("m"), task("l", "low"))
    world.send(events.RolePrioritySet, role="low", priority=10)
    assert run_all(world) == ["runs", "l", "m"]
    found = world.send(events.RolePrioritySet, role="low", priority=11)
    assert "1 to 10" in of(found, Refused)[0].problems[0]


@pytest.mark.parametrize("kind", [events.TaskMoved, events.TaskPrioritySet])
def test_what_runs_or_has_ended_cannot_be_put_elsewhere(kind: type[events.Event]) -> None:
    world = World()
    world.begin(task("a"))
    fields = {"position": 0} if kind is events.TaskMoved else {"priority": Priority.HIGH}
    assert "only a queued task" in of(world.send(kind, task_id="a", **fields), Refused)[0].problems[0]
    world.finish("a")
    assert "has ended" in of(world.send(kind, task_id="a", **fields), Refused)[0].problems[0]
    assert "not known" in of(world.send(kind, task_id="x", **fields), Refused)[0].problems[0]


def test_other_rules_apply_at_once_and_to_what_is_queued() -> None:
    world = World(policy(max_parallel_tasks=1))
    world.submit(task("a"), task("b"), task("own", requirement=Requirement(0.1, 1.0)))
    roles = {name: type(role)(role.priority, WHOLE) for name, role in policy().roles.items()}
    extra = {**roles, "new": roles["low"]}
    world.send(events.PolicyChanged, policy=policy(roles=extra))
    assert world.view("b").requirement == WHOLE
    assert world.view("own").requirement == Requirement(0.1, 1.0)
    assert world.state("b") is TaskState.QUEUED
    assert world.role("new").state == "stopped"
    world.send(events.RoleStarted, role="new")
    world.finish("a")
    assert of(world.submit(task("c", "new", requirement=Requirement())), StartAttempt)


def test_a_reservation_does_not_count_for_what_is_more_important() -> None:
    world = World(policy(reserve_after_s=0.0))
    world.submit(task("runs", requirement=Requirement(2.0, 0.0)))
    world.submit(task("large", requirement=Requirement(3.0, 0.0)))
    world.submit(task("vip", "high", requirement=Requirement(1.0, 0.0)))
    assert world.started() == ["runs", "vip"]


def test_room_that_was_kept_is_free_again_when_its_task_is_cancelled() -> None:
    world = World(policy(reserve_after_s=0.0))
    world.submit(task("runs", requirement=Requirement(2.0, 0.0)))
    world.submit(task("large", requirement=Requirement(3.0, 0.0)), task("small", "low"))
    assert world.started() == ["runs"]
    world.send(events.TaskCancelled, task_id="large")
    assert world.started() == ["runs", "small"]


def test_two_requirements_of_one_role_can_be_too_large_at_once() -> None:
    world = World()
    world.submit(task("runs", requirement=Requirement(3.0, 0.0)))
    world.submit(task("a", requirement=Requirement(1.0, 0.0)), task("b", requirement=Requirement(2.0, 0.0)))
    world.sample()
    world.sample()
    assert world.started() == ["runs"]
    world.finish("runs")
    assert world.started() == ["runs", "a"]  # with what others use, b still has no room


def test_the_rules_in_force_can_be_asked_for() -> None:
    assert World().machine.policy == policy()
    assert [priority.word for priority in Priority] == ["low", "normal", "high"]


def test_other_rules_change_a_roles_priority_only_where_they_differ() -> None:
    world = World()
    world.send(events.RolePrioritySet, role="low", priority=8)
    world.send(events.PolicyChanged, policy=policy(ageing_s=1.0))
    assert world.role("low").priority == 8  # set by hand, and the rules say what they said before
    roles = {name: type(role)(3, role.requirement) for name, role in policy().roles.items()}
    world.send(events.PolicyChanged, policy=policy(roles=roles))
    assert world.role("low").priority == 3


def test_where_no_slot_is_free_a_task_of_a_stopped_role_is_not_said_to_wait_for_one() -> None:
    world = World(policy(max_parallel_tasks=1), start=False)
    world.send(events.RoleStarted, role="middle")
    world.submit(task("runs"))
    world.submit(task("late", "low"), task("next"))
    assert world.started() == ["runs"]
    assert world.role("middle").waits_for.kind is CheckKind.SLOTS
    assert world.role("low").waits_for.kind is CheckKind.ROLE_STOPPED
