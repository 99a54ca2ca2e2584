"""Roles under an operator's hand and under the limits of the machine."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.effects import (
    Refused,
    ResumeAttempt,
    RoleResumed,
    RoleThrottled,
    StopAttempt,
    SuspendAttempt,
)
from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager.scheduling.model.levels import Rung
from parallel_execution_manager.scheduling.model.policy import Hand, LimitPair
from parallel_execution_manager.scheduling.model.sample import ResourceSample, TaskUsage
from parallel_execution_manager.scheduling.model.task import (
    Outcome,
    OutcomeKind,
    Requirement,
    RoleState,
    TaskState,
)
from tests.scheduling.world import World, of, policy, task

ALL = ("high", "middle", "low")


def busy(**changes: float) -> World:
    """Each role has work: one task runs, one is queued for lack of slots."""
    world = World(policy(max_parallel_tasks=3, **changes))
    world.begin(*(task(f"{role}1", role) for role in ALL))
    world.submit(*(task(f"{role}2", role) for role in ALL))
    return world


def throttled(world: World) -> list[str]:
    return [role for role in ALL if world.role(role).state is RoleState.THROTTLED]


def test_a_role_starts_nothing_until_it_is_started() -> None:
    world = World(start=False)
    world.submit(task("a"))
    assert world.role("middle").state is RoleState.STOPPED
    world.send(events.RoleStarted, role="middle")
    assert world.started() == ["a"]
    assert world.send(events.RoleStarted, role="middle") == []


def test_stopping_a_role_ends_what_runs_and_keeps_what_is_queued() -> None:
    world = World(policy(max_parallel_tasks=2))
    world.begin(task("a"), task("b"))
    world.submit(task("c"))
    world.send(events.TaskCancelled, task_id="b")
    assert len(of(world.send(events.RoleStopped, role="middle"), StopAttempt)) == 1
    world.finish("a")
    world.finish("b")
    assert world.states("a", "b", "c") == ["cancelled", "cancelled", "queued"]
    assert world.view("a").detail == "stopped with its role middle"
    assert world.send(events.RoleStopped, role="middle") == []
    assert world.view("c").waits_for is None
    assert not world.machine.explain("c").checks[0].ok


def test_pausing_a_role_suspends_what_runs_and_holds_what_is_queued() -> None:
    world = busy()
    assert len(of(world.send(events.RolePaused, role="low"), SuspendAttempt)) == 1
    world.send(events.ProcessSuspended, task_id="low1", attempt=1)
    assert world.role("low").state is RoleState.SUSPENDED
    assert world.role("low").by_operator
    assert world.send(events.RolePaused, role="low") == []
    assert len(of(world.send(events.RoleResumed, role="low"), ResumeAttempt)) == 1
    assert world.role("low").state is RoleState.ACTIVE
    assert world.send(events.RoleResumed, role="low") == []


def test_starting_a_paused_role_releases_the_pause() -> None:
    world = busy()
    world.send(events.RolePaused, role="low")
    world.send(events.RoleStarted, role="low")
    assert world.role("low").state is RoleState.ACTIVE


def test_what_was_set_by_hand_outlives_the_end_and_the_beginning_of_the_program() -> None:
    world = World()
    world.begin(task("a", "low"))
    world.send(events.RolePaused, role="low", until=900.0)
    world.send(events.RoleStopped, role="middle")
    world.send(events.RoleHeld, role="high")
    for role in ALL:
        world.send(events.RoleStopped, role=role, at_end=True)
    assert world.view("a").stopping
    world.finish("a", ok=False)
    assert {world.role(role).state for role in ALL} == {RoleState.STOPPED}
    world.restart({})
    for role in ALL:
        world.send(events.RoleStarted, role=role, at_begin=True)
        assert world.send(events.RoleStarted, role=role, at_begin=True) == []
    assert (world.role("low").hand, world.role("low").until) == (Hand.PAUSED, 900.0)
    assert world.role("middle").state is RoleState.STOPPED
    assert world.role("high").hand is Hand.HELD
    world.send(events.RoleStarted, role="middle")
    world.send(events.RoleStopped, role="middle", at_end=True)
    world.send(events.RoleStarted, role="middle", at_begin=True)
    assert world.role("middle").state is RoleState.ACTIVE


def test_a_stopped_role_cannot_be_paused_and_unknown_ones_are_named() -> None:
    world = World(start=False)
    assert "start it" in of(world.send(events.RolePaused, role="low"), Refused)[0].problems[0]
    for kind in (events.RoleStarted, events.RoleStopped, events.RolePaused, events.RoleResumed):
        assert "'x' is unknown" in of(world.send(kind, role="x"), Refused)[0].problems[0]
    assert of(world.send(events.RolePrioritySet, role="x", priority=5), Refused)


def test_pressure_holds_the_least_important_role_first_and_one_step_at_a_time() -> None:
    world = busy(throttle_after_s=10.0, suspend_after_s=100.0, dwell_s=10.0)
    world.samples(5, cpu=50.0)
    world.samples(10, cpu=95.0)
    assert throttled(world) == []
    found = world.samples(1, cpu=95.0)
    (effect,) = of(found, RoleThrottled)
    assert (effect.role, effect.reason.resource, effect.reason.held_s) == ("low", "cpu", 10.0)
    assert str(effect.reason) == (
        "CPU 95 % over 80 % for 10 s: nothing new starts while a task runs; "
        "resumes at 70 % or below, after 30 min at the latest"
    )
    world.samples(9, cpu=95.0)
    assert world.role("low").rung is Rung.HELD
    world.samples(1, cpu=95.0)
    assert (throttled(world), world.role("low").rung) == (["low"], Rung.LOWERED)


def test_a_release_says_what_was_low_for_how_long() -> None:
    world = busy(throttle_after_s=2.0, resume_after_s=5.0, dwell_s=3.0)
    world.samples(3, cpu=95.0)
    assert throttled(world) == ["low"]
    (effect,) = of(world.samples(6, cpu=60.0), RoleResumed)
    assert (effect.role, effect.reason.resumed) == ("low", True)
    assert str(effect.reason) == "CPU 60 % at or below 70 % for 5 s: tasks may start again"
    assert throttled(world) == []


def test_a_throttled_role_goes_on_with_what_runs_and_starts_nothing_new() -> None:
    world = busy(throttle_after_s=1.0)
    world.samples(3, memory=88.0)
    assert throttled(world) == ["low"]
    assert world.state("low1") is TaskState.RUNNING
    world.finish("low1")
    assert "low2" not in world.started()
    check = world.machine.explain("low2").failing[0]
    assert (check.kind, check.blocker) == (CheckKind.ROLE_THROTTLED, "low")


def test_something_always_runs_however_high_the_load() -> None:
    world = World(policy(throttle_after_s=0.0, dwell_s=1.0))
    world.submit(*(task(f"{role}{n}", role) for role in ALL for n in range(2)))
    ended = 0
    for _ in range(40):
        world.samples(1, cpu=100.0)
        for name, _attempt in list(world.processes):
            world.finish(name)
            ended += 1
    assert ended == 6


def test_idle_roles_are_not_throttled_in_the_place_of_busy_ones() -> None:
    world = World(policy(throttle_after_s=1.0))
    world.begin(task("a", "high"))
    world.samples(3, cpu=95.0)
    assert throttled(world) == ["high"]


def test_an_operators_pause_is_left_alone_by_the_limits() -> None:
    world = busy(throttle_after_s=1.0)
    world.send(events.RolePaused, role="low")
    world.samples(3, cpu=95.0)
    assert world.role("low").state is RoleState.SUSPENDED
    assert throttled(world) == ["middle"]


def test_a_gap_in_the_samples_starts_the_count_anew() -> None:
    world = busy(throttle_after_s=10.0)
    world.samples(8, cpu=95.0)
    world.now += 60.0
    world.samples(9, cpu=95.0)
    assert throttled(world) == []


def test_an_unknown_measurement_is_neither_high_nor_low() -> None:
    world = busy(throttle_after_s=3.0, resume_after_s=3.0, dwell_s=0.0)
    world.samples(2, cpu=95.0)
    world.samples(1, cpu=None)
    world.samples(2, cpu=95.0)
    assert throttled(world) == []
    world.samples(2, cpu=95.0)
    assert "low" in throttled(world)
    world.samples(10, cpu=None, memory=None, disk=None)
    assert "low" in throttled(world)
    world.samples(100, cpu=None, memory=10.0)  # what throttled it is not measured for a while
    assert "low" in throttled(world)
    world.samples(60, cpu=None, memory=10.0)  # nor will it be
    assert throttled(world) == []


@settings(max_examples=50)
@given(
    loads=st.lists(st.floats(0.0, 100.0), min_size=20, max_size=60),
    dwell=st.sampled_from([3.0, 10.0]),
)
def test_no_input_causes_more_than_one_change_a_dwell_time(loads: list[float], dwell: float) -> None:
    world = busy(throttle_after_s=0.0, resume_after_s=0.0, dwell_s=dwell)
    changes = []
    for load in loads:
        found = world.samples(1, cpu=load)
        changes += [world.now for effect in found if isinstance(effect, (RoleThrottled, RoleResumed))]
    assert all(later - sooner >= dwell for sooner, later in itertools.pairwise(changes))


def test_what_a_task_is_measured_to_use_is_charged_when_it_is_more_than_declared() -> None:
    world = World()
    world.begin(task("hog", requirement=Requirement(0.5, 100.0)))
    world.sample(cpu=10.0, memory=70.0, usage={"hog": TaskUsage(0.1, 5500.0, 3)})
    world.submit(task("next", requirement=Requirement(0.1, 2000.0)))
    assert world.started() == ["hog"]
    check = world.role("middle").waits_for
    assert (check.kind, round(check.measured)) == (CheckKind.MEMORY, 5600)
    world.sample(cpu=10.0, memory=20.0, usage={"hog": TaskUsage(0.4, 1500.0, 1)})
    assert world.started() == ["hog", "next"]
    view = world.view("hog")
    assert view.usage == TaskUsage(0.4, 1500.0, 1)
    assert view.peak == TaskUsage(0.4, 5500.0, 3)


def test_a_sample_tells_percentages_by_name_and_policies_limits() -> None:
    sample = ResourceSample(0.0, 1.0, None, 3.0)
    assert [sample.percent(name) for name in ("cpu", "memory", "disk")] == [1.0, None, 3.0]
    assert policy(disk=LimitPair(5.0, 4.0)).limit("disk") == LimitPair(5.0, 4.0)


@pytest.mark.parametrize("kind", [events.RoleStopped, events.RolePaused])
def test_what_the_operator_set_is_marked_by_you(kind: type[events.Event]) -> None:
    world = busy()
    world.send(kind, role="low")
    assert world.role("low").by_operator
    assert world.role("low").reason is None


def test_what_short_tasks_used_before_they_ended_is_not_charged_to_others() -> None:
    """Else a stream of tasks shorter than the interval would keep itself from starting."""
    world = World()
    world.sample(cpu=0.0)
    for n in range(4):
        world.begin(task(f"t{n}"))
        world.now += 0.25
        outcome = Outcome(OutcomeKind.SUCCEEDED, 0, cpu_s=0.75)
        world.send(events.AttemptEnded, task_id=f"t{n}", attempt=1, outcome=outcome)
    world.begin(task("long"))
    world.sample(cpu=80.0)  # 3.2 cores for a second: 3.0 were the four tasks', 0.2 the rest's
    world.submit(*(task(f"n{n}") for n in range(6)))
    assert len(world.processes) == 6  # with long: 0.2 + 6 x 0.5 fit into 3.2
    world.now += 1.0
    world.sample(cpu=80.0, usage={"long": TaskUsage(0.5, 10.0)})
    world.now += 1.0
    outcome = Outcome(OutcomeKind.SUCCEEDED, 0, cpu_s=0.6)
    world.send(events.AttemptEnded, task_id="long", attempt=1, outcome=outcome)
    world.sample(cpu=80.0)
    check = world.role("middle").waits_for
    assert round(check.measured - 5 * 0.5, 1) == 3.1  # only 0.1 s of it had not been seen before
