"""What was wished is undone: a task is again what it was, unless the world has moved on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from parallel_execution_manager.scheduling import effects, events
from parallel_execution_manager.scheduling.model.rows import TaskChange
from parallel_execution_manager.scheduling.model.task import FileClaim, Priority, TaskState
from tests.scheduling.world import SMALL, World, of, task

Changes = tuple[TaskChange, ...]


def do(world: World, kind: type[events.Event], *names: str, **fields: Any) -> Changes:
    """Let something be wished; what it has changed of some tasks and of those after them."""
    before = world.machine.task_rows(names, followers=True)
    world.send(kind, **fields)
    after = world.machine.task_rows(before)
    return tuple(
        TaskChange(name, before[name], after[name]) for name in before if before[name] != after[name]
    )


def undo(world: World, changes: Iterable[TaskChange]) -> tuple[str, ...]:
    """Undo; why it was refused."""
    found = world.send(events.TasksPutBack, changes=tuple(changes))
    return tuple(problem for refused in of(found, effects.Refused) for problem in refused.problems)


def redo(world: World, changes: Changes) -> tuple[str, ...]:
    return undo(world, [change.reversed for change in changes])


def queued(*names: str) -> World:
    """Some tasks wait in a role that is stopped."""
    world = World(start=False)
    world.submit(*(task(name) for name in names))
    return world


def test_a_cancelled_task_comes_back_with_id_place_and_priority():
    world = queued("a", "b", "c")
    world.send(events.TaskPrioritySet, task_id="b", priority=Priority.HIGH)
    world.send(events.TaskMoved, task_id="b", position=1)
    before = world.view("b")
    changes = do(world, events.TaskCancelled, "b", task_id="b")
    assert world.machine.queued_ids("middle") == ("a", "c")
    assert undo(world, changes) == ()
    assert world.machine.queued_ids("middle") == ("a", "b", "c")
    assert world.view("b") == before
    assert redo(world, changes) == ()
    assert world.state("b") is TaskState.CANCELLED


def test_an_ended_task_that_comes_back_still_shows_what_it_used():
    world = World()
    world.begin(task("a"))
    world.now += 1.0
    world.finish("a", cpu_s=0.5, max_memory_mb=70.0)
    before = world.view("a")
    changes = do(world, events.TasksForgotten, "a", task_ids=("a",))
    assert undo(world, changes) == ()
    assert before.peak is not None
    assert world.view("a") == before


def test_tasks_that_were_cancelled_with_it_come_back_too():
    world = World(start=False)
    world.submit(task("a"), task("b", after=("a",)), task("c", after=("b",)))
    changes = do(world, events.TaskCancelled, "a", task_id="a")
    assert world.states("a", "b", "c") == ["cancelled"] * 3
    assert undo(world, changes) == ()
    assert world.states("a", "b", "c") == ["queued"] * 3
    assert redo(world, changes) == ()
    assert world.states("a", "b", "c") == ["cancelled"] * 3


def test_a_move_a_priority_an_edit_and_a_pause_are_undone_and_done_again():
    world = queued("a", "b", "c")
    done = [
        do(world, events.TaskMoved, "c", task_id="c", position=0),
        do(world, events.TaskPrioritySet, "a", task_id="a", priority=Priority.LOW),
        do(world, events.TaskEdited, "b", task=task("b", timeout_s=5.0)),
        do(world, events.TaskPaused, "b", task_id="b"),
    ]
    last = world.machine.task_rows(["a", "b", "c"])
    for changes in reversed(done):
        assert undo(world, changes) == ()
    assert world.machine.queued_ids("middle") == ("a", "b", "c")
    assert world.view("b").spec.timeout_s is None
    assert not world.view("b").paused
    for changes in done:
        assert redo(world, changes) == ()
    assert world.machine.task_rows(["a", "b", "c"]) == last


def test_an_added_task_goes_and_comes_back_where_it_was():
    world = queued("a")
    changes = do(world, events.TasksSubmitted, "b", "c", tasks=(task("b"), task("c", after=("b",))))
    world.submit(task("d"))
    assert undo(world, changes) == ()
    assert world.machine.task_ids() == ("a", "d")
    assert redo(world, changes) == ()
    assert world.machine.task_ids() == ("a", "b", "c", "d")
    assert world.machine.queued_ids("middle") == ("a", "b", "c", "d")


def test_a_removed_task_is_on_the_list_again_with_its_outcome():
    world = World()
    world.begin(task("a"))
    world.finish("a", ok=False, exit_code=3)
    changes = do(world, events.TasksForgotten, "a", task_ids=("a",))
    assert undo(world, changes) == ()
    assert world.view("a").exit_code == 3
    world.send(events.TaskRetried, task_id="a")
    assert world.view("a").attempt == 2


def test_a_retry_is_undone_as_long_as_the_task_waits():
    world = World()
    world.begin(task("a"))
    world.finish("a", ok=False)
    world.send(events.RoleStopped, role="middle")
    changes = do(world, events.TaskRetried, "a", task_id="a")
    assert undo(world, changes) == ()
    assert world.state("a") is TaskState.FAILED


def test_the_pause_of_a_running_task_is_undone():
    world = World()
    world.begin(task("a"))
    changes = do(world, events.TaskPaused, "a", task_id="a")
    world.send(events.ProcessSuspended, task_id="a", attempt=1)
    found = world.send(events.TasksPutBack, changes=changes)
    assert len(of(found, effects.ResumeAttempt)) == 1
    assert not world.view("a").paused


def test_what_has_started_meanwhile_is_left_running():
    world = queued("a")
    changes = do(world, events.TaskPrioritySet, "a", task_id="a", priority=Priority.HIGH)
    world.send(events.RoleStarted, role="middle")
    (problem,) = undo(world, changes)
    assert problem == "task 'a' has started meanwhile; cancel it if it shall not run"
    world.finish("a")
    (problem,) = undo(world, changes)
    assert problem == "task 'a' has ended meanwhile (succeeded); retry it if it shall run again"


def test_a_running_task_is_never_made_a_waiting_one():
    world = World()
    changes = do(world, events.TasksSubmitted, "a", tasks=(task("a"),))
    (problem,) = undo(world, changes)
    assert problem == "task 'a' runs already; pause it or cancel it instead"
    again = [TaskChange("a", world.kept.tasks["a"]._replace(state=TaskState.QUEUED), world.kept.tasks["a"])]
    assert "runs already" in undo(world, again)[0]


def test_one_that_ran_then_does_not_run_by_being_put_back():
    world = World()
    world.begin(task("a"))
    changes = do(world, events.TaskCancelled, "a", task_id="a")
    world.finish("a")
    ended = world.machine.task_rows(["a"])["a"]
    (problem,) = undo(world, [TaskChange("a", changes[0].before, ended)])
    assert problem == "task 'a' ran then and has ended; retry it if it shall run again"
    world.send(events.TasksForgotten, task_ids=("a",))
    assert "ran then" in undo(world, [TaskChange("a", changes[0].before, None)])[0]


def test_what_somebody_else_has_changed_since_is_left_alone():
    world = queued("a", "b")
    changes = do(world, events.TaskMoved, "b", task_id="b", position=0)
    world.send(events.TaskPaused, task_id="b")
    assert undo(world, changes) == ("task 'b' was changed again meanwhile; change it by hand",)
    assert world.view("b").paused


def test_claims_that_were_looked_up_anew_are_no_change_of_the_task():
    world = World()
    world.begin(task("a", files=["x"]))
    world.submit(task("b", files=["x"]))
    changes = do(world, events.TaskPrioritySet, "b", task_id="b", priority=Priority.HIGH)
    world.finish("a")
    world.send(events.RolePaused, role="middle")
    world.put_back("b", FileClaim("y"))
    assert undo(world, changes) == ()


def test_what_is_gone_or_there_again_is_told():
    world = queued("a")
    cancelled = do(world, events.TaskCancelled, "a", task_id="a")
    removed = do(world, events.TasksForgotten, "a", task_ids=("a",))
    assert undo(world, cancelled) == (
        "task 'a' is not known any more: it was removed from the list meanwhile",
    )
    world.submit(task("a"))
    assert undo(world, removed) == ("task 'a' is there again; cancel that one and remove it first",)


def test_nothing_is_undone_of_a_task_that_was_known_neither_before_nor_after():
    assert undo(queued("a"), [TaskChange("x", None, None)]) == ()


def test_all_is_undone_or_nothing():
    world = queued("a", "b")
    changes = (
        *do(world, events.TaskCancelled, "a", task_id="a"),
        *do(world, events.TaskCancelled, "b", task_id="b"),
    )
    world.send(events.TaskRetried, task_id="b")
    assert world.machine.put_back_problems(changes).keys() == {"b"}
    assert len(undo(world, changes)) == 1
    assert world.state("a") is TaskState.CANCELLED


def test_a_task_does_not_come_back_without_what_it_comes_after():
    world = World(start=False)
    world.submit(task("a"), task("b", after=("a",)))
    cancelled = do(world, events.TaskCancelled, "b", task_id="b")
    world.send(events.TaskCancelled, task_id="a")
    assert undo(world, cancelled) == ("task 'b' comes after 'a', which cancelled; retry that one first",)
    removed = do(world, events.TasksForgotten, "b", task_ids=("b",))
    world.send(events.TasksForgotten, task_ids=("a",))
    assert "comes after 'a', which was removed" in undo(world, removed)[0]


def test_a_task_that_another_comes_after_now_is_not_taken_out():
    world = World()
    world.send(events.RoleStopped, role="middle")
    added = do(world, events.TasksSubmitted, "a", tasks=(task("a"),))
    world.submit(task("b", after=("a",)))
    assert "'b' comes after it" in undo(world, added)[0]
    world.send(events.TaskCancelled, task_id="b")
    world.send(events.TasksForgotten, task_ids=("b",))
    assert undo(world, added) == ()


def test_a_retry_that_another_waits_for_is_not_undone():
    world = queued("a")
    world.send(events.TaskCancelled, task_id="a")
    retried = do(world, events.TaskRetried, "a", task_id="a")
    world.submit(task("b", after=("a",)))
    assert "'b' waits for it" in undo(world, retried)[0]


def test_who_comes_after_a_task_that_has_succeeded_again_is_free():
    world = World()
    world.begin(task("a"))
    world.finish("a")
    world.send(events.RoleStopped, role="middle")
    retried = do(world, events.TaskRetried, "a", task_id="a")
    world.submit(task("b", "high", after=("a",)))
    assert world.state("b") is TaskState.QUEUED
    found = world.send(events.TasksPutBack, changes=retried)
    assert [effect.task.id for effect in of(found, effects.StartAttempt)] == ["b"]


def test_an_edit_is_undone_that_let_a_task_come_after_another():
    world = queued("a", "b")
    edited = do(world, events.TaskEdited, "b", task=task("b", after=("a",)))
    assert undo(world, edited) == ()
    assert redo(world, edited) == ()
    assert world.view("b").spec.after == ("a",)
    assert undo(world, edited) == ()
    world.send(events.TaskEdited, task=task("a", after=("b",)))
    (problem,) = redo(world, edited)
    assert problem.startswith("task 'b' cannot be put back: 'after' goes in a circle")


def test_a_role_that_is_configured_no_more_takes_no_task_back():
    world = queued("a")
    (change,) = do(world, events.TaskCancelled, "a", task_id="a")
    assert change.before is not None
    odd = change.before._replace(spec=replace(change.before.spec, role="gone"))
    assert undo(world, [TaskChange("a", odd, change.after)]) == (
        "task 'a' is of role 'gone', which is configured no more; configure it again",
    )


def test_what_was_put_back_is_kept():
    world = queued("a", "b")
    changes = do(world, events.TaskCancelled, "a", task_id="a")
    undo(world, changes)
    world.restart({})
    assert world.machine.queued_ids("middle") == ("a", "b")
    row = world.kept.journal[-2]
    assert (row.kind, row.detail) == ("TasksPutBack", {"tasks": 1, "first": ["a"]})


def test_what_a_task_would_need_is_told_for_a_known_role_only():
    world = queued("a")
    suggested = world.machine.suggested(task("b"))
    assert suggested is not None
    assert suggested.requirement == SMALL
    assert world.machine.suggested(task("b", "unknown")) is None
