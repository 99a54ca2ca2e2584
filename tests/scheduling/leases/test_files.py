"""Two tasks never work on one file, whatever it is called, and nobody waits without need."""

from __future__ import annotations

import random

import pytest

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager.scheduling.model.task import (
    ClaimMode,
    FileClaim,
    Priority,
    Requirement,
    TaskState,
)
from parallel_execution_manager.scheduling.model.wording import describe
from tests.scheduling.little_disk import file_claim, tree_claim
from tests.scheduling.world import World, policy, task


def read(path: str) -> FileClaim:
    return FileClaim(path, ClaimMode.READ)


def test_the_second_task_on_a_file_waits_and_says_for_whom() -> None:
    world = World()
    world.submit(task("a", files=["/x/f"]), task("b", files=["/x/f"]))
    assert world.started() == ["a"]
    check = world.view("b").waits_for
    assert check is not None
    assert (check.kind, check.blocker, check.path) == (CheckKind.FILE, "a", "/x/f")
    assert describe(check) == "f held by a"
    (lease,) = world.machine.lease_views()
    assert (lease.path, lease.holders, lease.waiters) == ("/x/f", ("a",), ("b",))
    world.finish("a")
    assert world.started() == ["a", "b"]


def test_another_name_of_the_same_file_is_the_same_file() -> None:
    world = World()
    world.submit(
        task("a", files=[FileClaim("/x/f", inode=(1, 7))]), task("b", files=[FileClaim("/y/g", inode=(1, 7))])
    )
    assert world.started() == ["a"]
    world.submit(task("other", files=[FileClaim("/z/h", inode=(1, 8))]))
    views = {view.path: view for view in world.machine.lease_views()}
    assert views["/x/f"].waiters == ("b",)
    assert set(views) == {"/x/f", "/z/h"}
    world.finish("a")
    assert world.started() == ["a", "other", "b"]


def test_readers_share_and_a_writer_is_alone() -> None:
    world = World()
    world.submit(task("r1", files=[read("f")]), task("r2", files=[read("f")]), task("w", files=["f"]))
    assert world.started() == ["r1", "r2"]
    world.finish("r1")
    assert world.started() == ["r1", "r2"]
    world.finish("r2")
    assert world.started() == ["r1", "r2", "w"]


def test_all_waiting_readers_start_when_the_writer_ends() -> None:
    world = World()
    world.submit(task("w", files=["f"]))
    world.submit(*(task(f"r{n}", files=[read("f")]) for n in range(3)))
    assert world.started() == ["w"]
    world.finish("w")
    assert sorted(world.started()) == ["r0", "r1", "r2", "w"]


def test_a_task_that_reads_and_writes_one_file_by_two_names_writes_it() -> None:
    world = World()
    both = [FileClaim("f", ClaimMode.READ, (1, 1)), FileClaim("g", ClaimMode.WRITE, (1, 1))]
    world.submit(task("a", files=both), task("b", files=[FileClaim("h", ClaimMode.READ, (1, 1))]))
    assert world.started() == ["a"]


def test_all_files_of_a_task_are_granted_at_once_or_none() -> None:
    world = World()
    world.submit(task("a", files=["f"]), task("b", files=["f", "g"]), task("c", files=["g"]))
    assert world.started() == ["a", "c"]
    world.finish("c")
    assert world.started() == ["a", "c"]
    world.finish("a")
    assert world.started() == ["a", "c", "b"]


def test_crosswise_claims_never_lock_each_other_out() -> None:
    world = World()
    for n in range(40):
        world.submit(task(f"ab{n}", files=["a", "b"]), task(f"ba{n}", "low", files=["b", "a"]))
    while world.processes:
        world.finish(next(iter(world.processes))[0])
    assert len(world.started()) == 80


def test_the_more_important_waiter_gets_the_file_first() -> None:
    world = World()
    world.submit(task("holder", files=["f"]))
    world.submit(
        task("n", files=["f"]),
        task("h", files=["f"], priority=Priority.HIGH),
        task("vip", "high", files=["f"]),
    )
    order = []
    while world.processes:
        name = next(iter(world.processes))[0]
        order.append(name)
        world.finish(name)
    assert order == ["holder", "vip", "h", "n"]


def test_a_writer_is_not_starved_by_readers_that_come_after_it() -> None:
    world = World()
    world.submit(task("r1", files=[read("f")]), task("w", files=["f"]), task("r2", files=[read("f")]))
    assert world.started() == ["r1"]
    check = world.view("r2").waits_for
    assert check is not None
    assert describe(check) == "f kept for w"
    world.finish("r1")
    world.finish("w")
    assert world.started() == ["r1", "w", "r2"]


def test_nobody_waits_behind_a_writer_whose_role_may_start_nothing() -> None:
    world = World()
    world.begin(task("r1", files=[read("f")]))
    world.submit(task("w", "high", files=["f"]), task("r2", files=[read("f")]))
    assert world.started() == ["r1"]
    world.send(events.RoleHeld, role="high")
    assert world.started() == ["r1", "r2"]
    world.submit(task("r3", files=[read("f")]))
    world.send(events.RoleResumed, role="high")
    world.submit(task("r4", files=[read("f")]))
    assert world.started() == ["r1", "r2", "r3"]


def test_a_more_important_reader_passes_a_waiting_writer() -> None:
    world = World()
    world.begin(task("r1", files=[read("f")]))
    world.submit(task("w", files=["f"]), task("r2", "high", files=[read("f")]))
    assert world.started() == ["r1", "r2"]


def test_who_has_waited_for_too_long_has_all_its_files_kept() -> None:
    """Else f is taken whenever g is free, and g whenever f is."""
    world = World(policy(reserve_after_s=60.0))
    world.begin(task("a", files=["f"]), task("b", files=["g"]))
    world.submit(task("both", files=["f", "g"]))
    world.wait(100.0)
    world.finish("a")
    world.submit(task("c", "low", files=["f"]))
    check = world.view("c").waits_for
    assert check is not None
    assert describe(check) == "f kept for both"
    world.finish("b")
    assert world.started() == ["a", "b", "both"]
    world.finish("both")
    assert world.started() == ["a", "b", "both", "c"]


def test_a_task_for_which_room_is_kept_has_its_files_kept_too() -> None:
    world = World(policy(reserve_after_s=60.0))
    world.begin(task("long", requirement=Requirement(3.0, 1.0)))
    world.submit(task("big", files=["f"], requirement=Requirement(4.0, 1.0)))
    world.now = 100.0
    world.sample()
    world.submit(task("small", "low", files=["f"], requirement=Requirement(0.0, 1.0)))
    assert world.started() == ["long"]
    check = world.view("small").waits_for
    assert check is not None
    assert describe(check) == "f kept for big"
    world.send(events.TaskPaused, task_id="big")
    assert world.started() == ["long", "small"]


def test_a_tree_keeps_what_is_below_it_and_waits_for_it() -> None:
    world = World()
    world.submit(task("file", files=[file_claim("/p/a/f.csv")]))
    world.submit(
        task("tree", files=[tree_claim("/p")]), task("later", "low", files=[file_claim("/p/b/plain")])
    )
    assert world.started() == ["file"]
    words = [describe(check) for name in ("tree", "later") if (check := world.view(name).waits_for)]
    assert words == ["p/ held by file", "plain kept for tree as part of p/"]
    world.finish("file")
    assert world.started() == ["file", "tree"]
    check = world.view("later").waits_for
    assert check is not None
    assert describe(check) == "plain held by tree as part of p/"
    world.finish("tree")
    assert world.started() == ["file", "tree", "later"]


def test_files_below_a_tree_that_is_let_go_are_all_free_at_once() -> None:
    world = World()
    world.submit(task("tree", files=[tree_claim("/p")]))
    names = ["/p/a/f.csv", "/p/a/g.csv", "/p/b/plain", "/p/new/plain"]
    world.submit(*(task(name, files=[file_claim(name)]) for name in names))
    world.finish("tree")
    assert world.started() == ["tree", *names]


def test_a_waiter_that_is_held_does_not_keep_others_from_the_file() -> None:
    world = World()
    world.submit(task("holder", files=["f"]))
    world.submit(task("first", files=["f"]), task("second", files=["f"]), task("other", "low", files=["f"]))
    world.send(events.TaskPaused, task_id="first")
    world.finish("holder")
    assert world.started() == ["holder", "second"]


def test_a_woken_waiter_that_cannot_start_passes_the_file_on_when_it_is_cancelled() -> None:
    world = World()
    world.submit(task("holder", files=["f"]))
    world.submit(task("first", files=["f"], requirement=Requirement(2.5, 0.0)), task("second", files=["f"]))
    world.submit(task("big", requirement=Requirement(2.5, 0.0)))
    world.finish("holder")
    assert world.started() == ["holder", "big"]
    check = world.view("second").waits_for
    assert check is not None
    assert describe(check) == "f kept for first"
    world.send(events.TaskCancelled, task_id="first")
    assert world.started() == ["holder", "big", "second"]


def test_editing_a_waiting_task_lets_it_wait_for_its_new_files() -> None:
    world = World()
    world.submit(task("a", files=["f"]), task("b", files=["g"]), task("c", files=["f"]))
    world.send(events.TaskEdited, task=task("c", files=["g"]))
    world.finish("a")
    assert world.started() == ["a", "b"]
    world.finish("b")
    assert world.started() == ["a", "b", "c"]


def test_a_stopped_roles_waiter_does_not_block_the_file_for_other_roles() -> None:
    world = World()
    world.submit(task("holder", files=["f"]), task("a", "high", files=["f"]), task("b", "low", files=["f"]))
    world.send(events.RoleStopped, role="high")
    world.finish("holder" if "holder" in dict(world.processes) else "a")
    started = world.started()
    assert "b" in started or "holder" in started


@pytest.mark.parametrize("seed", range(5))
def test_many_tasks_on_few_files_all_end_and_never_overlap(seed: int) -> None:
    """The invariants, checked after every event, say that no file has two owners."""
    rng = random.Random(seed)
    world = World(policy(max_parallel_tasks=8))
    for n in range(60):
        files = [FileClaim(f, rng.choice(list(ClaimMode))) for f in rng.sample("abcdef", rng.randint(0, 3))]
        world.submit(task(f"t{n}", rng.choice(["low", "middle", "high"]), files=files))
    while world.processes:
        world.finish(rng.choice(list(world.processes))[0])
    assert len(world.started()) == 60


def test_a_task_whose_files_are_others_by_now_starts_with_these_and_has_lost_nothing() -> None:
    world = World()
    world.submit(task("a", files=["f"]), task("b", files=["f"]))
    world.put_back("a", FileClaim("f", inode=(1, 7)))
    assert world.started() == ["a", "a"]
    view = world.view("a")
    assert (view.state, view.attempt, view.detail) == (TaskState.STARTING, 1, "")
    assert view.spec.claims == (FileClaim("f", inode=(1, 7)),)
    world.finish("a", ok=False)
    assert world.states("a", "b") == ["failed", "starting"]


def test_a_task_whose_files_are_others_by_now_waits_for_whoever_holds_these() -> None:
    world = World()
    world.submit(task("holder", files=[FileClaim("g", inode=(1, 7))]), task("a", files=["f"]))
    assert world.started() == ["holder", "a"]
    world.put_back("a", FileClaim("f", inode=(1, 7)))
    check = world.view("a").waits_for
    assert check is not None
    assert (check.kind, check.blocker) == (CheckKind.FILE, "holder")
    world.finish("holder")
    assert world.started() == ["holder", "a", "a"]


def test_a_task_that_is_cancelled_meanwhile_is_not_put_back() -> None:
    world = World()
    world.submit(task("a", files=["f"]))
    world.send(events.TaskCancelled, task_id="a")
    world.put_back("a", FileClaim("f", inode=(1, 7)))
    assert world.state("a") is TaskState.CANCELLED


@pytest.mark.parametrize(("failed", "state"), [(False, TaskState.QUEUED), (True, TaskState.CANCELLED)])
def test_a_task_is_put_back_only_behind_what_was_tried_again(failed: bool, state: TaskState) -> None:
    world = World()
    world.submit(task("first"))
    world.finish("first")
    world.submit(task("a", files=["f"], after=("first",)))
    world.send(events.TaskRetried, task_id="first")
    if failed:
        world.finish("first", ok=False)
    world.put_back("a", FileClaim("f", inode=(1, 7)))
    assert world.state("a") is state
