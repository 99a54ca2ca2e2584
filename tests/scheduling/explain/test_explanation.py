"""Why a task waits: the same checks that decide, in words with their numbers."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.explain.reasons import waiting_reason
from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model.role_queue import group_key
from parallel_execution_manager.scheduling.model.task import Priority, Requirement
from parallel_execution_manager.scheduling.model.wording import describe, describe_mb
from tests.scheduling.world import World, policy, task


def failing(world: World, name: str) -> list[CheckKind]:
    return [check.kind for check in world.machine.explain(name).failing]


def reason(world: World, name: str) -> str:
    view = world.view(name)
    check = waiting_reason(view, world.role(view.spec.role))
    return describe(check) if check is not None else ""


def test_a_task_that_runs_or_has_ended_has_nothing_to_explain() -> None:
    world = World()
    world.begin(task("a"))
    assert world.machine.explain("a").checks == ()
    assert reason(world, "a") == ""
    with pytest.raises(KeyError):
        world.machine.explain("x")


def test_every_obstacle_is_listed_and_failing_ones_come_first() -> None:
    world = World(start=False)
    world.submit(task("dep"), task("before"), task("a", after=("dep",), files=["f"]))
    world.send(events.TaskPaused, task_id="a")
    explanation = world.machine.explain("a")
    kinds = [check.kind for check in explanation.failing]
    assert kinds == [CheckKind.TASK_PAUSED, CheckKind.ROLE_STOPPED, CheckKind.DEPENDENCY, CheckKind.TURN]
    passing = {check.kind for check in explanation.checks if check.ok}
    assert {CheckKind.FILE, CheckKind.CPU, CheckKind.MEMORY, CheckKind.DISK} <= passing


def test_a_back_off_counts_down() -> None:
    world = World(policy(retry_backoff_s=10.0))
    world.submit(task("a", retries=1))
    world.finish("a", ok=False)
    world.wait(4.0)
    (check,) = world.machine.explain("a").failing
    assert (check.kind, check.measured) == (CheckKind.BACKOFF, 6.0)
    assert reason(world, "a") == "next attempt in 6 s"


def test_the_one_reason_shown_is_the_tasks_own_then_its_roles_then_its_turn() -> None:
    world = World(policy(max_parallel_tasks=1))
    world.submit(task("runs", "high"))
    world.submit(task("a"), task("b"), task("held"), task("later", after=("a",)))
    world.send(events.TaskPaused, task_id="held")
    assert reason(world, "held") == "paused by you"
    assert reason(world, "later") == "after a"
    assert reason(world, "b") == "1 task runs, at most 1 may"
    world.send(events.RolePaused, role="middle")
    assert reason(world, "b") == "role middle is paused by you"
    world.send(events.RoleStopped, role="middle")
    assert reason(world, "b") == "role middle is stopped"


def test_the_first_of_the_failing_checks_is_the_one_that_is_shown_alone() -> None:
    world = World(policy(max_parallel_tasks=1))
    world.submit(task("holds", "high", files=["f"]))
    world.submit(task("dep"), task("later", after=("dep",), files=["f"]))
    world.submit(task("wants", files=["f"]))
    assert failing(world, "wants")[:2] == [CheckKind.SLOTS, CheckKind.FILE]
    assert failing(world, "later")[0] is CheckKind.DEPENDENCY
    assert reason(world, "wants") == describe(world.machine.explain("wants").failing[0])
    world.send(events.RolePaused, role="middle")
    assert failing(world, "wants")[0] is CheckKind.ROLE_PAUSED
    assert reason(world, "later") == "after dep"
    assert failing(world, "later")[:2] == [CheckKind.DEPENDENCY, CheckKind.ROLE_PAUSED]


def test_what_waits_for_a_file_says_so_first_though_there_is_no_room_either() -> None:
    world = World()
    world.submit(task("holds", "high", files=["f"], requirement=Requirement(1.0, 100.0)))
    world.submit(task("wants", files=["f"], requirement=Requirement(1.0, 100.0)))
    world.submit(task("fills", requirement=Requirement(2.0, 100.0)))
    assert failing(world, "wants")[0] is CheckKind.FILE
    assert reason(world, "wants") == "f held by holds"


def test_since_when_a_task_waits_for_a_file_is_told_the_same_everywhere() -> None:
    world = World()
    world.submit(task("holds", "high", files=["f"]))
    world.wait(5.0)
    world.submit(task("wants", files=["f"]))
    world.wait(3.0)
    row, detail = world.view("wants").waits_for, world.machine.explain("wants").failing[0]
    ((_, waiter),) = [(lease.path, lease.waits[0]) for lease in world.machine.lease_views()]
    assert row is not None
    assert row.since == detail.since == waiter.since == world.view("wants").queued_at


def test_a_task_behind_others_says_how_many() -> None:
    world = World(policy(max_parallel_tasks=1))
    world.submit(task("runs", "high"))
    world.submit(task("a"), task("b"), task("c", priority=Priority.LOW))
    turn = world.machine.explain("c").checks
    check = next(check for check in turn if check.kind is CheckKind.TURN)
    assert describe(check) == "2 before it in the queue"


def test_the_numbers_of_a_refusal_satisfy_the_inequality_that_is_printed() -> None:
    world = World()
    world.submit(task("a", requirement=Requirement(3.0, 100.0)))
    world.submit(task("b", requirement=Requirement(1.0, 6700.0)))
    assert failing(world, "b") == [CheckKind.CPU]
    check = world.machine.explain("b").failing[0]
    assert check.measured is not None
    assert check.need is not None
    assert check.limit is not None
    assert check.measured + check.need > check.limit
    assert describe(check) == "CPU: 3.00 cores charged + 1.00 needed, limit 3.20"


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (Check(CheckKind.ROLE_THROTTLED, ok=False, blocker="r"), "role r is throttled"),
        (Check(CheckKind.ROLE_THROTTLED, ok=False, blocker="r", by_operator=True), "role r is held by you"),
        (Check(CheckKind.DEPENDENCY, ok=False, measured=3, blocker="a"), "after a and 2 more"),
        (Check(CheckKind.FILE, ok=False, path="C:\\x\\f.txt", blocker="a"), "f.txt held by a"),
        (Check(CheckKind.FILE, ok=False, path="/"), "/: next in line"),
        (
            Check(CheckKind.MEMORY, ok=False, measured=1000.0, need=2048.0, limit=None),
            "memory: 1000 MiB charged + 2.0 GiB needed, limit unknown",
        ),
        (
            Check(CheckKind.DISK, ok=False, measured=95.24, limit=90.0),
            "disk 95.2 % full, limit 90 %: free some space",
        ),
        (Check(CheckKind.TURN, ok=False), "its turn comes next"),
        (Check(CheckKind.BACKOFF, ok=False), "next attempt in 0 s"),
    ],
)
def test_every_check_has_words(check: Check, words: str) -> None:
    assert describe(check) == words


def test_every_kind_of_check_can_be_described() -> None:
    assert all(describe(Check(kind, ok=False, blocker="x", path="p")) for kind in CheckKind)
    assert describe_mb(None) == "unknown"


def test_each_group_of_a_role_has_its_own_reason_and_a_small_task_only_its_turn() -> None:
    world = World()
    world.submit(task("runs", requirement=Requirement(3.0, 6000.0)))
    world.submit(
        task("cpu", requirement=Requirement(1.0, 10.0)),
        task("memory", requirement=Requirement(0.0, 3000.0)),
        task("less", requirement=Requirement(0.95, 10.0)),
    )
    assert reason(world, "cpu").startswith("CPU: 3.00 cores charged + 1.00 needed")
    assert reason(world, "less").startswith("CPU: 3.00 cores charged + 0.95 needed")
    assert reason(world, "memory").startswith("memory: 5.9 GiB charged + 2.9 GiB needed")
    world.submit(task("small", requirement=Requirement(0.1, 10.0)))
    assert world.state("small") == "starting"


def test_a_task_that_would_fit_behind_one_that_does_not_waits_for_its_turn() -> None:
    """The two are of one group: its first closes it."""
    world = World()
    world.submit(task("runs", requirement=Requirement(2.2, 0.0)))
    world.submit(
        task("first", requirement=Requirement(1.01, 0.0)), task("second", requirement=Requirement(0.99, 0.0))
    )
    assert group_key(Requirement(1.01, 0.0)) == group_key(Requirement(0.99, 0.0))
    assert reason(world, "first").startswith("CPU")
    assert reason(world, "second") == "its turn comes next"


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (
            Check(CheckKind.CPU, ok=False, measured=3.2, need=0.001, limit=3.2),
            "CPU: 3.200 cores charged + 0.001 needed, limit 3.200",
        ),
        (
            Check(CheckKind.CPU, ok=True, measured=1.996, need=1.998, limit=3.994),
            "CPU: 1.996 cores charged + 1.998 needed, limit 3.994",
        ),
        (
            Check(CheckKind.MEMORY, ok=False, measured=6090.0, need=700.0, limit=6780.0),
            "memory: 5.95 GiB charged + 700.0 MiB needed, limit 6.62 GiB",
        ),
        (
            Check(CheckKind.MEMORY, ok=False, measured=1.0, need=1e-13, limit=1.0),
            f"memory: 1.{'0' * 12} MiB charged + 0.{'0' * 12} MiB needed, limit 1.{'0' * 12} MiB",
        ),
        (
            Check(CheckKind.DISK, ok=False, measured=90.04, limit=90.0),
            "disk 90.04 % full, limit 90 %: free some space",
        ),
        (Check(CheckKind.BACKOFF, ok=False, measured=0.26), "next attempt in 0.3 s"),
    ],
)
def test_numbers_are_rounded_so_that_their_comparison_stays_true(check: Check, words: str) -> None:
    assert describe(check) == words


def test_each_failing_check_says_since_when_it_keeps_this_task_waiting() -> None:
    world = World(policy(retry_backoff_s=100.0))
    world.begin(task("holder", files=["f"], requirement=Requirement(3.0, 10.0)))
    world.wait(5.0)
    world.submit(task("a", files=["f"], requirement=Requirement(1.0, 10.0)), task("b", after=("a",)))
    world.wait(2.0)
    world.submit(task("c", files=["f"]), task("d", retries=1, requirement=Requirement(0.1, 0.0)))
    world.finish("d", ok=False)
    world.wait(3.0)
    world.send(events.TaskPaused, task_id="c")
    failing = [(name, check) for name in "abcd" for check in world.machine.explain(name).failing]
    assert {(name, check.kind): check.since for name, check in failing if check.since is not None} == {
        ("a", CheckKind.FILE): 5.0,
        ("a", CheckKind.CPU): 5.0,
        ("b", CheckKind.DEPENDENCY): 5.0,
        ("b", CheckKind.CPU): 5.0,
        ("c", CheckKind.FILE): 7.0,
        ("c", CheckKind.CPU): 7.0,
        ("c", CheckKind.TASK_PAUSED): 10.0,
        ("d", CheckKind.BACKOFF): 7.0,
    }


@pytest.mark.parametrize(
    ("check", "words"),
    [
        (Check(CheckKind.ROLE_STOPPED, ok=True, blocker="r"), "role r is started"),
        (Check(CheckKind.TASK_PAUSED, ok=True), "not paused"),
        (Check(CheckKind.FILE, ok=True, path="/x/f"), "f is free"),
        (Check(CheckKind.DISK, ok=True, limit=90.0), "disk not measured"),
        (Check(CheckKind.DISK, ok=True, measured=12.7, limit=90.0), "disk 12.7 % full, limit 90 %"),
        (
            Check(CheckKind.CPU, ok=True, measured=1.0, need=1.2, limit=1.6),
            "CPU: 1.00 cores charged + 1.20 needed, limit 1.60; nothing else runs, so one task may",
        ),
        (
            Check(CheckKind.CPU, ok=True, measured=1.0, need=0.2, limit=1.6),
            "CPU: 1.00 cores charged + 0.20 needed, limit 1.60",
        ),
        (Check(CheckKind.SLOTS, ok=True, measured=3.0, limit=256.0), "3 of at most 256 tasks run"),
    ],
)
def test_a_check_that_holds_says_so_and_never_the_words_of_its_failure(check: Check, words: str) -> None:
    assert describe(check) == words


def test_every_kind_of_check_that_holds_can_be_described() -> None:
    assert all(describe(Check(kind, ok=True, blocker="x", path="p")) for kind in CheckKind)


@pytest.mark.parametrize(("kind", "words"), [(CheckKind.CPU, "CPU"), (CheckKind.MEMORY, "memory")])
def test_a_need_of_nothing_is_met_above_every_limit(kind: CheckKind, words: str) -> None:
    assert describe(Check(kind, ok=True, measured=3.0, limit=2.0, need=0.0)) == f"{words}: none needed"


def test_the_part_of_other_programs_is_told() -> None:
    cpu = Check(CheckKind.CPU, ok=False, measured=1.98, limit=1.2, need=0.6, others=1.98)
    assert "1.98 cores charged (1.98 by other programs)" in describe(cpu)
    memory = Check(CheckKind.MEMORY, ok=False, measured=900.0, limit=800.0, need=100.0, others=600.0)
    assert "900 MiB charged (600 MiB by other programs lately)" in describe(memory)
