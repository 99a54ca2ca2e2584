"""Of each attempt that ends the history is told once, with what the next attempt forgets."""

from __future__ import annotations

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.effects import RunOver
from parallel_execution_manager.scheduling.model.rows import Fate, FateKind
from parallel_execution_manager.scheduling.model.sample import TaskUsage
from tests.scheduling.world import World, of, task


def overs(world: World) -> list[tuple[str, int, str, bool]]:
    found = of(world.effects, RunOver)
    return [(each.task.id, each.attempt, str(each.state), each.goes_on) for each in found]


def test_each_attempt_is_told_with_how_it_ended() -> None:
    world = World()
    world.begin(task("a", retries=1))
    world.now += 5
    world.finish("a", ok=False)
    world.wait(60)
    world.run("a")
    world.finish("a")
    assert overs(world) == [("a", 1, "failed", True), ("a", 2, "succeeded", False)]


def test_what_was_measured_and_the_times_are_those_of_the_attempt() -> None:
    world = World()
    world.begin(task("a", retries=1))
    begun = world.now
    world.now += 3
    world.sample(usage={"a": TaskUsage(0.4, 120.0)})
    world.finish("a", ok=False)
    (over,) = of(world.effects, RunOver)
    assert (over.started_at, over.at, over.exit_code, over.detail) == (begun, begun + 3, 1, "exit code 1")
    assert over.peak == TaskUsage(0.4, 120.0)
    assert over.kind.startswith("middle")


def test_what_is_cancelled_before_it_starts_is_told_and_so_are_those_that_waited_for_it() -> None:
    world = World(start=False)
    world.submit(task("a"), task("b", after=("a",)))
    world.send(events.TaskCancelled, task_id="a")
    assert overs(world) == [("a", 0, "cancelled", False), ("b", 0, "cancelled", False)]


def test_an_attempt_that_was_not_to_be_is_no_news() -> None:
    world = World()
    world.submit(task("a", files=("/f",)))
    world.put_back("a", *task("a", files=("/g",)).claims)
    assert overs(world) == []


def test_a_lost_attempt_that_may_be_repeated_goes_on() -> None:
    world = World()
    world.begin(task("a", rerunnable=True), task("b"))
    lost = Fate(FateKind.LOST, "nobody saw it")
    world.restart({("a", 1): lost, ("b", 1): lost})
    assert overs(world) == [("a", 1, "lost", True), ("b", 1, "lost", False)]
