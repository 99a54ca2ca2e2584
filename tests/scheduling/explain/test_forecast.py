"""When a waiting task starts, if everything takes as long as it is expected to."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.admission.estimates import Source
from parallel_execution_manager.scheduling.explain import forecast
from parallel_execution_manager.scheduling.explain.forecast import (
    Duration,
    estimated_start,
    expected_duration,
)
from parallel_execution_manager.scheduling.machine import handle
from tests.scheduling.world import World, policy, task


def lasting(**seconds: float) -> Duration:
    """Durations by task id; what is not named is unknown."""
    return lambda record: seconds.get(record.id)


def expected(world: World, name: str, duration: Duration) -> float | None:
    """The estimate; the machine is left as it was."""
    state, before = world.inside, world.machine.task_views()
    found = estimated_start(state, state.tasks[name], duration, handle)
    assert world.machine.task_views() == before
    return found


def test_the_ends_of_what_runs_and_of_what_comes_before_are_added_up() -> None:
    world = World(policy(max_parallel_tasks=2))
    world.begin(task("a"), task("b"))
    world.submit(task("c"), task("d"), task("e", "low", after=("d",)), task("behind"))
    times = lasting(a=10.0, b=25.0, c=5.0, d=100.0, behind=3.0)
    assert [expected(world, name, times) for name in "cd"] == [10.0, 15.0]
    assert expected(world, "e", times) == 115.0
    world.wait(4.0)
    assert [expected(world, name, times) for name in "cd"] == [10.0, 15.0]


def test_what_is_unknown_is_taken_to_run_on() -> None:
    world = World(policy(max_parallel_tasks=2))
    world.begin(task("a"), task("b"))
    world.submit(task("c"), task("d"))
    assert expected(world, "c", lasting(b=30.0)) == 30.0
    assert expected(world, "d", lasting(b=30.0)) is None
    assert expected(world, "c", expected_duration) is None
    assert expected(world, "a", lasting(a=1.0)) is None


def test_what_runs_over_its_time_and_what_stands_still_is_taken_to_run_on() -> None:
    world = World(policy(max_parallel_tasks=2))
    world.begin(task("a"), task("b"))
    world.submit(task("c"))
    world.wait(10.0)
    assert expected(world, "c", lasting(a=10.0)) == 10.0
    world.wait(2.0)
    assert expected(world, "c", lasting(a=10.0)) is None
    assert expected(world, "c", lasting(a=10.0, b=30.0)) == 30.0
    assert expected(world, "c", lasting(a=15.0)) == 15.0
    world.send(events.TaskPaused, task_id="a")
    world.send(events.ProcessSuspended, task_id="a", attempt=1)
    assert expected(world, "c", lasting(a=15.0)) is None


@pytest.mark.parametrize(("source", "start"), [(Source.OWN, 7.0), (Source.PROGRAM, None)])
def test_a_duration_seen_with_arguments_of_another_size_is_none(source: Source, start: float | None) -> None:
    world = World(policy(max_parallel_tasks=1))
    world.begin(task("a"))
    world.submit(task("c"))
    record = world.inside.tasks["a"]
    record.estimate = record.estimate._replace(source=source, duration_s=7.0)
    assert expected(world, "c", expected_duration) == start


def test_a_back_off_ends_by_itself() -> None:
    world = World(policy(retry_backoff_s=10.0))
    world.begin(task("a", retries=1))
    world.finish("a", ok=False)
    assert expected(world, "a", expected_duration) == 10.0


def test_a_task_waits_for_those_that_it_needs_although_they_stand_behind() -> None:
    world = World(policy(max_parallel_tasks=1))
    world.begin(task("runs"))
    world.submit(task("needed", "low"), task("between"))
    world.submit(task("a", "high", after=("needed", "runs")))
    assert expected(world, "a", lasting(runs=10.0, between=7.0, needed=5.0)) == 22.0


def test_behind_too_many_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecast, "MOST_AHEAD", 20)
    world = World(policy(max_parallel_tasks=1))
    world.begin(task("runs"))
    world.submit(*(task(f"t{n}") for n in range(22)))
    assert expected(world, "t5", lambda _: 1.0) == 6.0
    assert expected(world, "t21", lambda _: 1.0) is None
    world.submit(task("c0"), *(task(f"c{n}", after=(f"c{n - 1}",)) for n in range(1, 23)))
    assert expected(world, "c22", lambda _: 1.0) is None


def test_what_costs_too_much_to_see_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forecast, "MOST_COST", 50)
    world = World(policy(max_parallel_tasks=1))
    world.begin(task("runs"))
    world.submit(*(task(f"t{n}") for n in range(22)))
    assert expected(world, "t3", lambda _: 1.0) == 4.0
    assert expected(world, "t19", lambda _: 1.0) is None
