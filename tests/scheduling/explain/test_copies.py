"""Copies share what is frozen and nothing else."""

from __future__ import annotations

from collections import deque

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.admission.footprints import FootprintBook, Kind, Run
from parallel_execution_manager.scheduling.explain.what_if import (
    BorrowedBook,
    RecordCopies,
    copied,
    copied_record,
    copied_with,
    excerpt_for_start,
)
from parallel_execution_manager.scheduling.model.sample import TaskUsage
from parallel_execution_manager.scheduling.model.task import Priority, Requirement, TaskState
from parallel_execution_manager.scheduling.state.timers import TimerKind, Timers
from tests.scheduling.world import World, policy, task


class Plain:
    """Something with a dictionary of attributes."""

    def __init__(self) -> None:
        self.need = Requirement(1.0, 2.0)
        self.queue = deque([1, 2])
        self.names = {"a": {"b"}}


def test_what_is_frozen_is_shared_and_what_changes_is_not() -> None:
    plain = Plain()
    other = copied(plain)
    assert other.need is plain.need
    other.queue.append(3)
    other.names["a"].add("c")
    assert (plain.queue, plain.names) == (deque([1, 2]), {"a": {"b"}})
    assert copied(Priority.LOW) is Priority.LOW
    assert copied(copied_with) is copied_with
    assert copied(Plain) is Plain
    assert copied_with(plain, need=None).need is None


def test_objects_with_slots_are_copied_too() -> None:
    timers = Timers()
    timers.set(1.0, TimerKind.BACKOFF, "a", 1)
    other = copied(timers)
    assert len(list(other.due(2.0))) == 1
    assert timers.next_at == 1.0


def test_records_are_copied_when_they_are_looked_at() -> None:
    world = World()
    world.submit(task("a"), task("b"))
    source = world.inside.tasks
    copies = RecordCopies(source)
    assert len(copies) == 0
    assert copies["a"] is copies["a"] is not source["a"]
    assert copies["a"].spec is source["a"].spec
    assert copies.get("b") is copies["b"]
    assert copies.get("c") is None


def test_a_copy_of_a_record_shares_nothing_that_changes() -> None:
    world = World()
    world.begin(task("a", files=["f"]))
    world.submit(task("b", files=["f"]))
    world.sample(usage={"a": TaskUsage(0.1, 10.0)})
    world.send(events.TaskPaused, task_id="a")
    for record in world.inside.tasks.values():
        record.rein.resuming = True
        copy = copied_record(record)
        for name in record.__slots__:
            mine, other = getattr(record, name), getattr(copy, name)
            assert other is mine if copied(mine) is mine else other is not mine, name


def test_a_borrowed_book_learns_for_itself() -> None:
    kind, book = Kind("own", "sibling", "program"), FootprintBook()
    book.learn(kind, Run(10.0, 1.0, 1.0, 2.0))
    borrowed = BorrowedBook(book)
    assert borrowed.find("own") is book.find("own")
    assert borrowed.knows(kind)
    borrowed.learn(kind, Run(10.0, 1.0, 1.0, 2.0))
    borrowed.learn(kind, Run(10.0, 1.0, 1.0, 2.0))
    found, before = borrowed.find("own"), book.find("own")
    assert found is not None
    assert before is not None
    assert (found.runs, before.runs) == (3, 1)
    assert borrowed.find("other") is None
    assert borrowed.knows(kind)
    assert not borrowed.knows(Kind("other", "others", "program"))


def test_nothing_that_is_done_to_an_excerpt_reaches_the_machine() -> None:
    world = World(policy(max_parallel_tasks=1))
    world.begin(task("runs", files=["f"]))
    world.submit(task("a", files=["f"]), task("b"))
    state = world.inside
    copy = excerpt_for_start(state, state.tasks["a"])
    assert copy is not None
    small = copy.state
    assert small.policy is state.policy
    for name in ("tasks", "live", "roles", "leases", "ledger", "timers", "dependents", "ladder", "book"):
        assert getattr(small, name) is not getattr(state, name), name
    assert small.live["runs"] is small.tasks["runs"] is not state.live["runs"]
    assert small.roles["middle"].queue is not state.roles["middle"].queue


def test_an_excerpt_takes_along_those_who_were_to_come_after_and_have_ended() -> None:
    world = World(policy(max_parallel_tasks=1))
    world.begin(task("runs"))
    world.submit(task("a"), task("b", after=("a",)))
    world.send(events.TaskCancelled, task_id="b")
    copy = excerpt_for_start(world.inside, world.inside.tasks["a"])
    assert copy is not None
    assert copy.state.tasks["b"].state is TaskState.CANCELLED
    assert copy.state.roles["middle"].queue.at(0)[2] == "a"
