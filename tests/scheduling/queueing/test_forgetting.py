"""Ended tasks leave the list when that is wished, or by themselves after a time if that is set."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling import effects, events
from parallel_execution_manager.scheduling.model.rows import TaskChange
from parallel_execution_manager.scheduling.model.task import TaskState
from tests.scheduling.world import World, of, policy, task

AFTER_S = 60.0


@pytest.fixture
def world() -> World:
    return World(policy(ended_leave_after_s=AFTER_S))


def known(world: World) -> list[str]:
    return list(world.machine.task_ids())


def ended(world: World, *names: str, ok: bool = True) -> None:
    for name in names:
        world.run(name)
        world.finish(name, ok=ok)


def test_nothing_leaves_by_itself_unless_a_time_is_set():
    world = World()
    world.begin(task("a"))
    world.finish("a")
    world.wait(1e7)
    assert known(world) == ["a"]


def test_what_ended_well_leaves_and_the_machine_asks_to_be_woken_for_it(world):
    world.begin(task("good"), task("stopped"), task("bad"))
    world.finish("good")
    world.finish("bad", ok=False)
    found = world.send(events.TaskCancelled, task_id="stopped")
    world.finish("stopped", ok=False)
    assert world.state("stopped") is TaskState.CANCELLED
    assert of(found, effects.TaskForgotten) == []
    world.wait(AFTER_S - 1)
    assert known(world) == ["good", "stopped", "bad"]
    gone = of(world.wait(1), effects.TaskForgotten)
    assert {effect.task_id for effect in gone} == {"good", "stopped"}
    assert known(world) == ["bad"]


def test_what_was_cancelled_in_the_queue_or_with_another_leaves_too(world):
    world.begin(task("first"))
    world.submit(task("then", after=("first",)))
    world.send(events.TaskCancelled, task_id="first")
    world.finish("first", ok=False)
    assert world.states("first", "then") == ["cancelled", "cancelled"]
    world.wait(AFTER_S)
    assert known(world) == []


def test_what_another_comes_after_leaves_with_the_last_of_those(world):
    world.begin(task("first"))
    world.finish("first")
    world.send(events.RoleStopped, role="middle")
    world.submit(task("then", after=("first",)), task("last", after=("first", "then")))
    world.wait(AFTER_S)
    assert known(world) == ["first", "then", "last"]
    world.send(events.RoleStarted, role="middle")
    ended(world, "then", "last")
    world.wait(AFTER_S)
    assert known(world) == []


def test_what_a_failed_task_came_after_stays_with_it_and_leaves_with_it(world):
    world.begin(task("first"))
    world.finish("first")
    world.submit(task("then", after=("first",)))
    ended(world, "then", ok=False)
    world.wait(2 * AFTER_S)
    assert known(world) == ["first", "then"]
    world.send(events.TasksForgotten, task_ids=("then",))
    world.wait(0)
    assert known(world) == []


def test_what_is_queued_again_stays(world):
    world.begin(task("a"))
    world.finish("a")
    world.wait(AFTER_S - 1)
    world.send(events.TaskRetried, task_id="a")
    world.wait(1)
    assert known(world) == ["a"]
    ended(world, "a", ok=False)
    world.wait(2 * AFTER_S)
    assert known(world) == ["a"]


def test_another_time_counts_for_what_has_ended_already(world):
    world.begin(task("a"), task("b"))
    world.finish("a")
    world.send(events.PolicyChanged, policy=policy(ended_leave_after_s=0.0))
    world.wait(2 * AFTER_S)
    assert known(world) == ["a", "b"]
    world.send(events.PolicyChanged, policy=policy(ended_leave_after_s=AFTER_S))
    world.wait(0)
    assert known(world) == ["b"]


def test_a_task_that_ended_before_a_restart_leaves_after_it(world):
    world.begin(task("a"))
    world.finish("a")
    world.wait(AFTER_S - 1)
    world.restart({})
    assert known(world) == ["a"]
    world.wait(1)
    assert known(world) == []


def test_a_trial_forgets_nothing(world):
    """What would start a task is tried on a copy that does not know all tasks."""
    world.begin(task("done"))
    world.finish("done")
    world.begin(task("run", files=["x"], timeout_s=30))
    world.submit(task("waits", files=["x"], after=("done",)))
    found = world.machine.explain("waits", what_if=True)
    # It waits for the end of the other, whose time limit is what is known of that.
    assert [remedy.words for remedy in found.remedies][:1] == ["cancel run"]
    assert world.machine.violations() == []
    world.wait(2 * AFTER_S)
    assert known(world) == ["done", "run", "waits"]


def test_an_id_is_free_again_and_the_old_time_counts_no_more(world):
    world.begin(task("a"))
    world.finish("a")
    world.wait(AFTER_S - 1)
    world.send(events.TasksForgotten, task_ids=("a",))
    world.begin(task("a"))
    world.finish("a")
    world.wait(1)
    assert known(world) == ["a"]


def test_a_removal_can_be_undone_before_the_time_is_over(world):
    world.begin(task("a"))
    world.finish("a")
    before = world.machine.task_rows(("a",))["a"]
    world.send(events.TasksForgotten, task_ids=("a",))
    world.send(events.TasksPutBack, changes=(TaskChange("a", before, None),))
    world.wait(AFTER_S - 1)
    assert known(world) == ["a"]
    world.wait(1)
    assert known(world) == []


def test_each_task_that_stays_has_its_reason():
    world = World()
    world.begin(task("a"), task("done"), task("fresh"))
    world.finish("done")
    world.finish("fresh")
    world.submit(task("b", after=("done",)))
    assert world.machine.why_kept(("a", "done", "fresh", "gone")) == {
        "a": "task 'a' has not ended; cancel it first or wait for its end",
        "done": "task 'done' is kept because 'b' comes after it; take that one off the list as well",
        "fresh": "task 'fresh' has ended just now; ask again",
    }
