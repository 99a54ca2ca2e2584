"""Processes that are no tasks stand in line for files with tasks, by the same rules."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling import effects, events
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.task import (
    ClaimMode,
    FileClaim,
    LeaseHolder,
    Priority,
    Requirement,
)
from parallel_execution_manager.scheduling.model.wording import describe
from tests.scheduling.little_disk import file_claim, tree_claim
from tests.scheduling.rig import Rig, rules
from tests.scheduling.world import World, of, policy, task

SHELL = LeaseHolder("sh", 101, 1, "boot")
EDITOR = LeaseHolder("vi", 102, 1, "boot")


def read(path: str) -> FileClaim:
    return FileClaim(path, ClaimMode.READ)


def want(
    world: World, number: int, *files: str | FileClaim, holder: LeaseHolder = SHELL, **fields: object
) -> list[effects.Effect]:
    """A process wants files to write."""
    claims = tuple(FileClaim(each) if isinstance(each, str) else each for each in files)
    return world.send(events.LeaseWanted, lease_id=f"lease:{number}", claims=claims, holder=holder, **fields)


def drop(world: World, number: int) -> list[effects.Effect]:
    return world.send(events.LeaseDropped, lease_id=f"lease:{number}")


def granted(found: list[effects.Effect]) -> list[str]:
    return [effect.lease_id for effect in of(found, effects.LeaseGranted)]


def denied(found: list[effects.Effect]) -> str:
    (effect,) = of(found, effects.LeaseDenied)
    return effect.problem


def test_a_free_file_is_granted_at_once_and_a_task_waits_for_it_and_says_for_whom() -> None:
    world = World()
    assert granted(want(world, 1, "/x/f")) == ["lease:1"]
    world.now = 30.0
    world.submit(task("a", files=["/x/f"]))
    check = world.view("a").waits_for
    assert check is not None
    assert describe(check) == "f held by sh (process 101)"
    assert (check.blocker, check.since) == ("lease:1", 30.0)  # since it stands in line
    (view,) = world.machine.lease_views()
    (hold,), (wait,) = view.holds, view.waits
    assert (hold.id, hold.who, hold.pid, hold.fence, hold.since) == (
        "lease:1",
        "sh (process 101)",
        101,
        1,
        0.0,
    )
    assert (wait.id, wait.who, wait.since) == ("a", "", 30.0)
    drop(world, 1)
    assert world.started() == ["a"]


def test_numbers_of_leases_grow_over_tasks_and_others_and_begin_where_they_are_told_to() -> None:
    world = World()
    world.machine = SchedulerMachine(policy(), first_fence=500)
    world.fence = 499
    world.send(events.RoleStarted, role="middle")
    want(world, 1, "f")
    world.submit(task("a", files=["g"]), task("b"))
    (of_a, of_b) = of(world.effects, effects.StartAttempt)
    (of_shell,) = of(world.effects, effects.LeaseGranted)
    assert (of_shell.fence, of_a.fence, of_b.fence) == (500, 501, 0)
    world.finish("a")
    world.send(events.TaskRetried, task_id="a")
    assert of(world.effects, effects.StartAttempt)[-1].fence == 502


def test_who_waits_gets_the_file_by_importance_among_tasks_and_others() -> None:
    world = World()
    world.submit(task("holder", files=["f"]))
    world.submit(task("low", "low", files=["f"]), task("high", "high", files=["f"]))
    assert granted(want(world, 1, "f")) == []
    assert granted(want(world, 2, "f", holder=EDITOR, priority=Priority.HIGH)) == []
    order = []
    while world.processes or world.inside.outside.leases:
        held = next(view for view in world.machine.lease_views() if view.holders).holders[0]
        order.append(held)
        if held.startswith("lease:"):
            drop(world, int(held.removeprefix("lease:")))
        else:
            world.finish(held)
    assert order == ["holder", "high", "lease:2", "lease:1", "low"]


def test_a_question_that_does_not_wait_is_denied_at_once_with_holder_and_way_out() -> None:
    world = World()
    world.begin(task("a", files=["/x/f"]))
    world.now = 180.0
    problem = denied(want(world, 1, "/x/f", until=180.0))
    assert problem == "/x/f is held by task a for 3 min; wait longer, or end that first"
    assert world.inside.outside.leases == {}


def test_a_wait_ends_when_its_time_is_over() -> None:
    world = Rig()
    want(world, 1, tree_claim("/p", ClaimMode.READ))
    want(world, 2, file_claim("/p/a/f.csv"), holder=EDITOR, until=10.0)
    assert world.asked == {"lease:2"}
    world.advance(20.0)
    (found,) = of(world.effects, effects.LeaseDenied)
    assert (found.lease_id, found.at) == ("lease:2", 10.0)
    assert found.problem == (
        "/p/a/f.csv is read by sh (process 101) as part of /p for 10 s after 10 s of waiting; "
        "wait longer, or end that first"
    )
    drop(world, 1)
    assert world.asked == set()


def test_a_time_that_comes_after_the_grant_is_nobodys_concern() -> None:
    world = Rig()
    want(world, 1, "f")
    want(world, 2, "f", holder=EDITOR, until=10.0)
    drop(world, 1)
    assert world.asked == set()
    world.advance(20.0)
    assert of(world.effects, effects.LeaseDenied) == []


def test_at_the_last_moment_a_file_may_still_be_had() -> None:
    """Both waits end at once; with the writer gone the reader may join."""
    world = Rig()
    world.begin(task("reader", files=[read("f")]))
    want(world, 1, "f", until=10.0)
    want(world, 2, read("f"), holder=EDITOR, until=10.0)
    world.advance(10.0)
    assert granted(world.effects) == ["lease:2"]
    assert [effect.lease_id for effect in of(world.effects, effects.LeaseDenied)] == ["lease:1"]


def test_who_gives_up_when_the_time_is_over_anyway_is_asked_no_more() -> None:
    world = World()
    want(world, 1, "f")
    want(world, 2, "f", holder=EDITOR, until=10.0)
    world.now = 10.0
    assert granted(drop(world, 2)) == []
    assert granted(world.effects) == ["lease:1"]


def test_a_lease_that_is_woken_twice_is_granted_once() -> None:
    """``both`` is let go first and finds that ``big`` took g meanwhile, so f is passed on once more."""
    world = World()
    world.begin(task("holder", files=["f"], requirement=Requirement(4.0, 1.0)))
    world.submit(task("both", "high", files=["f", "g"], requirement=Requirement(0.0, 1.0)))
    world.submit(task("big", "high", files=["g"], requirement=Requirement(4.0, 1.0), priority=Priority.HIGH))
    want(world, 1, "f")
    world.finish("holder")
    assert world.started() == ["holder", "big"]
    assert granted(world.effects) == ["lease:1"]


def test_who_gives_up_waiting_lets_those_behind_go_on() -> None:
    world = World()
    world.begin(task("reader", files=[read("f")]))
    want(world, 1, "f", priority=Priority.HIGH)
    world.submit(task("later", "low", files=[read("f")]))
    check = world.view("later").waits_for
    assert check is not None
    assert describe(check) == "f kept for sh (process 101)"
    assert denied(want(world, 2, read("f"), holder=EDITOR, until=0.0)) == (
        "f is kept for sh (process 101), who came first; wait longer, or end that first"
    )
    drop(world, 1)
    assert world.started() == ["reader", "later"]


def test_readers_of_others_share_and_all_go_on_when_the_writer_ends() -> None:
    world = World()
    world.begin(task("writer", files=["f"]))
    for number in range(1, 4):
        want(world, number, read("f"), holder=LeaseHolder(f"sh{number}", number, 1, "boot"))
    world.finish("writer")
    assert granted(world.effects) == ["lease:1", "lease:2", "lease:3"]


def test_a_more_important_task_that_had_no_room_until_now_goes_first() -> None:
    world = World(policy(max_parallel_tasks=1))
    world.begin(task("holder", files=["f"]))
    world.submit(task("vip", "high", files=["f"]))
    want(world, 1, "f")
    world.finish("holder")
    assert world.started() == ["holder", "vip"]
    assert world.machine.lease_views()[0].waiters == ("lease:1",)
    world.finish("vip")
    assert granted(world.effects) == ["lease:1"]


def test_leases_of_others_need_no_room() -> None:
    world = World(policy(max_parallel_tasks=1))
    world.begin(task("only"))
    world.submit(task("next"))
    assert granted(want(world, 1, "f")) == ["lease:1"]
    want(world, 2, "f", holder=EDITOR)
    assert granted(drop(world, 1)) == ["lease:2"]


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"lease_id": "x"}, "lease 'x' does not begin with 'lease:'; give it such an id"),
        ({"lease_id": "lease:1"}, "lease 'lease:1' is known already; choose another id"),
        ({"claims": ()}, "lease 'lease:2' is of no file; name at least one"),
    ],
)
def test_what_is_no_lease_is_denied(fields: dict[str, object], problem: str) -> None:
    world = World()
    want(world, 1, "f")
    given = {"lease_id": "lease:2", "claims": (FileClaim("g"),), "holder": EDITOR, **fields}
    assert denied(world.send(events.LeaseWanted, **given)) == problem


def test_dropping_an_unknown_lease_is_refused() -> None:
    (refused,) = of(drop(World(), 7), effects.Refused)
    assert refused.problems == ("lease 'lease:7' is not known; it may have been let go of already",)


def test_a_process_does_not_wait_for_itself() -> None:
    world = World()
    want(world, 1, "f")
    problem = "f is held by sh (process 101) for 0 s, which is this process itself: it has it already"
    assert denied(want(world, 2, "f")) == problem
    assert denied(want(world, 3, "f", until=0.0)) == problem


def test_two_processes_that_hold_and_want_crosswise_are_not_left_waiting() -> None:
    world = World()
    want(world, 1, "f")
    want(world, 2, "g", holder=EDITOR)
    want(world, 3, "g")
    assert "which is this process or waits for it" in denied(want(world, 4, "f", holder=EDITOR))
    assert granted(drop(world, 2)) == ["lease:3"]


def test_a_grant_changes_nothing_for_what_the_same_process_waits_for_otherwise() -> None:
    world = World()
    world.begin(task("a", files=["f"]))
    want(world, 1, "f")
    assert granted(want(world, 2, "g")) == ["lease:2"]
    world.finish("a")
    assert granted(world.effects) == ["lease:2", "lease:1"]


def test_a_circle_that_a_grant_closes_is_seen() -> None:
    world = World()
    world.begin(task("a", files=["g"]))
    want(world, 1, "f")
    want(world, 2, "g", holder=EDITOR, priority=Priority.HIGH)
    want(world, 3, "g")
    want(world, 4, "f", holder=EDITOR)
    world.finish("a")
    assert granted(world.effects) == ["lease:1", "lease:2"]
    (denial,) = of(world.effects, effects.LeaseDenied)
    assert denial.lease_id == "lease:4"
    assert granted(drop(world, 2)) == ["lease:3"]


def test_who_holds_files_already_lets_nobody_go_first() -> None:
    """He would keep those waiting for whom he waits."""
    world = World()
    world.begin(task("reader", files=[read("f")]))
    want(world, 1, "g")
    world.submit(task("writer", "high", files=["f", "g"]))
    assert granted(want(world, 2, read("f"))) == ["lease:2"]


def test_a_suspended_role_goes_on_with_a_file_for_which_a_process_waits() -> None:
    rig = Rig(rules())
    rig.begin(task("holder", "low", files=["/x/f"]), task("other", "low"), task("busy", "middle"))
    want(rig, 1, "/x/f")
    rig.pulses(16.0, cpu=95.0)
    assert rig.still == {"other"}
    assert rig.view("holder").kept_running == "holds f for sh (process 101)"


@pytest.mark.parametrize(("waits", "still"), [(("g",), {"other"}), ((), {"other", "holder"})])
def test_importance_is_inherited_through_a_process(waits: tuple[str, ...], still: set[str]) -> None:
    """``holder`` keeps the editor waiting, which keeps ``vip`` waiting with what it has."""
    rig = Rig(rules(ageing_s=1000.0))
    rig.begin(task("holder", "middle", files=["f"]), task("other", "middle"), task("busy", "high"))
    want(
        rig, 1, "g", file_claim("/p/a/f.csv"), file_claim("/p/b/plain"), holder=EDITOR, priority=Priority.LOW
    )
    want(rig, 2, "f", holder=EDITOR, priority=Priority.LOW)
    rig.submit(*(task("vip", "high", files=[path]) for path in waits))
    rig.submit(task("minor", "low", files=["g"]))
    want(rig, 3, tree_claim("/p"), priority=Priority.LOW)
    rig.pulses(40.0, cpu=95.0)
    assert rig.still - {"busy"} == still


def test_the_first_of_many_waiters_is_no_reason_to_leave_others_waiting() -> None:
    """One who waits for two files goes to the line of the other, and the next takes the first."""
    world = World()
    world.begin(task("a", files=["f"]), task("b", files=["g"]))
    want(world, 1, "f", "g")
    want(world, 2, "f", holder=EDITOR)
    world.finish("a")
    assert granted(world.effects) == ["lease:2"]
    drop(world, 2)
    world.finish("b")
    assert granted(world.effects) == ["lease:2", "lease:1"]


def test_remedies_for_a_file_that_a_process_holds_do_not_touch_the_process() -> None:
    world = World()
    want(world, 1, "f")
    world.submit(task("a", files=["f"], requirement=Requirement(0.1, 1.0)))
    words = [remedy.words for remedy in world.machine.explain("a", what_if=True).remedies]
    assert words == ["take f out of its files: others may then use it at the same time"]
