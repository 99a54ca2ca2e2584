"""After the computer has slept: no hasty step, no task over its time, and what was set by hand has aged."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parallel_execution_manager.scheduling import effects, events
from parallel_execution_manager.scheduling.model.policy import Hand
from parallel_execution_manager.scheduling.model.sample import WallClock
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.snapshot import Snapshot
from tests.scheduling.rig import Rig, busy, rules
from tests.scheduling.world import of, task

HOUR_S = 3600.0
DWELL_S = 5.0


def sleep(rig: Rig, seconds: float = HOUR_S) -> list[effects.Effect]:
    return rig.send(events.ComputerSlept, slept_s=seconds)


def test_a_sleep_is_told() -> None:
    rig = busy()
    assert of(sleep(rig), effects.SleepNoted)[0].slept_s == HOUR_S


def test_no_limit_is_acted_on_by_what_was_measured_before_a_sleep_or_within_a_dwell_after_it() -> None:
    rig = busy()
    rig.pulses(4.9, cpu=95.0)
    sleep(rig)
    rig.pulses(0.3, cpu=95.0)
    assert rig.steps == []
    rig.pulses(4.5, cpu=95.0)
    assert rig.steps == []
    rig.pulses(0.5, cpu=95.0)
    assert [(role, rung) for _, role, rung in rig.steps] == [("low", "held")]


def test_who_is_held_back_stays_so_until_it_was_measured_again() -> None:
    rig = busy()
    rig.pulses(16.0, cpu=95.0)
    assert rig.rungs() == {"low": "suspended"}
    rig.pulses(9.0, cpu=5.0)
    sleep(rig)
    rig.pulses(4.9, cpu=5.0)
    assert rig.rungs() == {"low": "suspended"}
    rig.pulses(60.0, cpu=5.0)
    assert (rig.rungs(), rig.still) == ({}, set())


@pytest.mark.parametrize("kind", [events.RolePaused, events.RoleHeld, events.RoleResumed])
def test_what_is_set_for_a_role_for_a_time_ends_by_the_clock_on_the_wall(kind: type[events.Event]) -> None:
    rig = busy()
    rig.send(kind, role="low", until=rig.now + 900.0)
    sleep(rig, 600.0)
    assert rig.role("low").until == rig.now + 300.0
    rig.advance(299.0)
    assert rig.role("low").hand is not Hand.NONE
    rig.advance(2.0)
    assert rig.role("low").hand is Hand.NONE


def test_what_is_over_when_the_computer_wakes_ends_at_once() -> None:
    rig = busy()
    rig.send(events.RolePaused, role="low", until=rig.now + 900.0)
    rig.send(events.TaskPaused, task_id="middle1", until=rig.now + 900.0)
    assert rig.still == {"low1", "middle1"}
    sleep(rig)
    rig.advance(0.0)
    assert (rig.role("low").hand, rig.view("middle1").paused, rig.still) == (Hand.NONE, False, set())


def test_a_time_limit_does_not_run_while_the_computer_sleeps() -> None:
    rig = Rig(ends_when_asked=False)
    rig.begin(task("a", timeout_s=60.0))
    rig.advance(30.0)
    sleep(rig, 10 * HOUR_S)
    rig.advance(29.0)
    assert rig.view("a").state is TaskState.RUNNING
    assert of(rig.effects, effects.StopAttempt) == []
    rig.advance(1.5)
    assert [effect.task_id for effect in of(rig.effects, effects.StopAttempt)] == ["a"]


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from([0.2, 1.0, 3.0, 8.0]), st.sampled_from([0.0, 1.5, HOUR_S, 1e6])),
        max_size=12,
    )
)
def test_however_often_it_sleeps_no_step_is_taken_within_a_dwell_and_all_is_free_at_last(
    naps: list[tuple[float, float]],
) -> None:
    rig = busy(dwell_s=DWELL_S)
    for awake, asleep in naps:
        if asleep:
            sleep(rig, asleep)
            before, woke = len(rig.steps), rig.now
        else:
            before, woke = len(rig.steps), rig.now - DWELL_S
        rig.pulses(awake, cpu=97.0)
        assert all(at >= woke + DWELL_S - 0.001 for at, _, _ in rig.steps[before:])
    rig.calm(150.0, cpu=1.0)
    assert (rig.rungs(), rig.still, rig.lowered) == ({}, set(), set())


SLEEPS = st.lists(st.tuples(st.floats(0, 1e6), st.floats(1, 1e5)), max_size=5).map(sorted)


@given(SLEEPS, st.lists(st.floats(0, 2e6), min_size=2, max_size=2).map(sorted), st.floats(-1e9, 1e9))
def test_on_the_wall_nothing_lies_before_what_came_before_it(
    sleeps: list[tuple[float, float]], times: list[float], offset: float
) -> None:
    wall = WallClock(offset, tuple(sleeps))
    assert wall.of(times[0]) <= wall.of(times[1]) + 1e-3


def test_a_moment_before_a_sleep_is_shown_when_it_was() -> None:
    nine = 9 * HOUR_S
    wall = WallClock(nine + 2 * HOUR_S, ((600.0, 2 * HOUR_S),))
    assert wall.of(0.0) == nine
    assert wall.of(600.0) == nine + 600.0 + 2 * HOUR_S
    assert WallClock(nine).of(60.0) == nine + 60.0


def test_a_snapshot_has_the_clock_of_its_moment() -> None:
    sleeps = ((600.0, 60.0),)
    snapshot = Snapshot(700.0, 1e9, True, (), (), (), (), None, rules(), sleeps)
    assert snapshot.wall == WallClock(1e9, sleeps)


@pytest.mark.parametrize("jump", [HOUR_S, -HOUR_S])
def test_a_clock_that_is_set_moves_all_moments_alike(jump: float) -> None:
    before, after = WallClock(1000.0), WallClock(1000.0 + jump)
    assert {after.of(at) - before.of(at) for at in (0.0, 50.0, 1e5)} == {jump}
