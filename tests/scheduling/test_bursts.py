"""Tasks that hold much memory start while there is a core for them, so that their memory does not wait."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.model.policy import LimitPair
from parallel_execution_manager.scheduling.model.sample import TaskUsage
from parallel_execution_manager.scheduling.model.task import Requirement
from tests.scheduling.world import World, policy, task

HEAVY, LIGHT = Requirement(0.5, 300.0), Requirement(0.5, 100.0)
BY_CHARGES = 10
"""4 cores, 1.25 times, for tasks of half a core."""


def world_of(need: Requirement, *, limit: float = 100.0, cpu: float | None = 100.0) -> World:
    """Many tasks on a computer whose processor was measured just before."""
    world = World(policy(cpu=LimitPair(limit, limit - 10)))
    if cpu is not None:
        world.pulse(cpu=cpu)
    # What others used of it is over.
    world.inside.ledger.other_cpu_cores = 0.0
    world.submit(*(task(f"t{number:02d}", requirement=need) for number in range(20)))
    return world


def measured(world: World, cores: float, cpu: float) -> int:
    """How many have been started after each was measured with ``cores``, the computer with ``cpu``."""
    world.now += 0.25
    usage = {name: TaskUsage(cores, 300.0) for name in world.started()}
    world.pulse(cpu=cpu, usage=usage)
    return len(world.started())


def test_those_with_little_memory_are_packed_by_what_they_use_on_average() -> None:
    assert len(world_of(LIGHT).started()) == BY_CHARGES


def test_those_with_much_memory_are_first_taken_to_burn_a_whole_core() -> None:
    assert len(world_of(HEAVY).started()) == 5


def test_also_they_are_packed_by_averages_where_nobody_knows_whether_cores_are_idle() -> None:
    assert len(world_of(HEAVY, cpu=None).started()) == BY_CHARGES


def test_a_processor_limit_that_leaves_room_to_others_counts_as_ever() -> None:
    assert len(world_of(HEAVY, limit=90.0).started()) == 7  # 4 cores, 90 %


def test_while_cores_are_idle_more_may_start_than_would_burn() -> None:
    world = world_of(HEAVY)
    assert len(world.started()) == 5
    world.pulse(cpu=50.0)
    # One for each idle core.
    assert len(world.started()) == 7


def test_while_they_burn_nobody_follows_and_while_they_sleep_others_do() -> None:
    world = world_of(HEAVY)
    assert measured(world, cores=0.8, cpu=100.0) == 5
    assert measured(world, cores=0.5, cpu=100.0) > 5


def test_one_that_stands_still_makes_room_for_another() -> None:
    world = world_of(HEAVY)
    ledger = world.inside.ledger
    world.run("t00")
    world.send(events.TaskPaused, task_id="t00")
    world.send(events.ProcessSuspended, task_id="t00", attempt=1)
    assert ledger.cores_of("t00") == 0.0
    assert len(world.started()) == 6
    assert ledger.cores_of("t01") == 1.0
    assert ledger.cores_of("unknown") == 0.0


def test_a_guess_counts_as_much_memory_only_when_that_was_seen() -> None:
    world = World(policy(cpu=LimitPair(100.0, 90.0), learn=True))
    world.pulse(cpu=100.0)
    world.begin(task("a", command=("unknown",)))
    assert world.inside.ledger.burst_cores == 0.0
    world.now += 0.25
    world.pulse(cpu=100.0, usage={"a": TaskUsage(0.9, 600.0)})
    assert world.inside.ledger.burst_cores == pytest.approx(0.5)
