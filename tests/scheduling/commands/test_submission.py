"""What cannot be queued: every problem at once, each naming the thing and the way out."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parallel_execution_manager.scheduling.commands.submission import task_problems
from parallel_execution_manager.scheduling.effects import Refused, TaskForgotten
from parallel_execution_manager.scheduling.events import TasksSubmitted
from parallel_execution_manager.scheduling.model.task import Requirement, TaskState
from tests.scheduling.world import ROLES, World, of, policy, task


def test_a_task_that_comes_alone_is_of_no_file() -> None:
    (refused,) = of(World().submit(task("a", after=("nothing-like-it",))), Refused)
    assert refused.problems[0].endswith("which is no known task; name a task of the queue")


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (task(""), "id is empty"),
        (task("a", "midle"), "did you mean 'middle'?"),
        (task("a", "zzz"), "known roles: high, middle, low"),
        (task("a", requirement=Requirement(-1.0, 0.0)), "cpu_cores is -1; give a number from 0 to 4"),
        (task("a", requirement=Requirement(0.0, math.nan)), "memory_mb is nan"),
        (task("a", requirement=Requirement(math.inf, 0.0)), "cpu_cores is inf"),
        (task("a", requirement=Requirement(5.0, 0.0)), "more than this computer has (4)"),
        (task("a", requirement=Requirement(0.0, 9e9)), "could never start; lower it to 8000 or less"),
        (task("a", timeout_s=0.0), "timeout_s is 0"),
        (task("a", timeout_s=math.nan), "timeout_s is nan"),
        (task("a", timeout_s=1e12), "timeout_s is 1e+12"),
        (task("a", retries=-1), "retries is -1; give a whole number from 0 to 1000"),
        (task("a", retries=10**6), "retries is 1000000"),
        (task("a", after=("ok1",)), "did you mean 'ok'?"),
        (task("a", after=("nothing-like-it",)), "name a task of this file or of the queue"),
        (task("a", after=("a",)), "circle: a → a"),
        (task("ok"), "'ok' is taken by a task that has not ended"),
        (
            task("bad"),
            "'bad' is taken by a task that has ended; run it again (pem retry bad), forget it (pem",
        ),
        (task("a", after=("bad",)), "'bad', which failed; retry it first"),
    ],
)
def test_a_bad_task_is_refused_with_its_reason_and_nothing_of_its_batch_is_queued(
    bad: object, reason: str
) -> None:
    world = World()
    world.begin(task("ok"), task("bad"))
    world.finish("bad", ok=False)
    (refused,) = of(world.submit(task("good"), bad), Refused)  # type: ignore[arg-type]
    assert len(refused.problems) == 1
    assert reason in refused.problems[0]
    assert world.machine.task_view("good") is None


def test_all_problems_of_all_tasks_are_told_at_once_in_their_order() -> None:
    world = World()
    found = world.machine.check(
        [
            task("a", retries=-1, timeout_s=-1.0),
            task("a"),
            task("b", after=("c",)),
            task("c", after=("d", "b")),
            task("d", after=("c", "x")),
        ]
    )
    assert [index for index, _ in found] == sorted(index for index, _ in found)
    text = "\n".join(problem for _, problem in found)
    for part in ("retries is -1", "timeout_s is -1", "id 'a' is used twice", "c → b", "'x'"):
        assert part in text


def test_a_cycle_is_shown_once_and_whole() -> None:
    world = World()
    ring = [task(f"t{n}", after=(f"t{(n + 1) % 4}",)) for n in range(4)]
    tail = [task("tail", after=("t0",))]
    problems = [problem for _, problem in world.machine.check([*tail, *ring])]
    assert problems == ["'after' goes in a circle: t0 → t1 → t2 → t3 → t0; remove one of them"]


def test_a_chain_of_any_length_is_no_cycle() -> None:
    world = World()
    chain = [task(f"t{n}", after=(f"t{n - 1}",) if n else ()) for n in range(5000)]
    assert world.machine.check(reversed(chain)) == []


def test_a_roles_requirement_that_the_machine_does_not_have_is_refused_with_its_place() -> None:
    roles = {name: type(role)(role.priority, Requirement(99.0, 1.0)) for name, role in ROLES.items()}
    (refused,) = of(World(policy(roles=roles)).submit(task("a")), Refused)
    assert "more than this computer has (4)" in refused.problems[0]
    assert "requirement of role middle: see role_resource_requirements" in refused.problems[0]


def ended(*names_after: str) -> World:
    """A world in which these tasks have ended; ``b<a`` comes after a."""
    world = World()
    for text in names_after:
        name, *after = text.split("<")
        world.begin(task(name, after=tuple(after)))
        world.finish(name)
    return world


def renew(world: World, *names: str, after: tuple[str, ...] = (), old: str = "abcde") -> list[str]:
    """Queue tasks where those of ``old`` may go; the problems."""
    tasks = tuple(task(name, after=after) for name in names)
    problems = world.machine.check(tasks, gone=world.machine.making_room(names, old))
    refused = of(world.send(TasksSubmitted, tasks=tasks, renewable=frozenset(old)), Refused)
    assert len(problems) == sum(len(each.problems) for each in refused)
    return [problem for _, problem in problems]


def test_an_ended_task_makes_room_for_one_of_its_id_with_what_came_after_it_and_nothing_else() -> None:
    world = ended("a", "b<a", "c<b", "d", "e<d")
    assert renew(world, "b") == []
    assert world.machine.task_ids() == ("a", "d", "e", "b")
    assert [each.task_id for each in world.effects if isinstance(each, TaskForgotten)] == ["b", "c"]
    assert world.state("b") is TaskState.STARTING
    assert world.kept.tasks["b"].state is TaskState.STARTING


def test_whoever_is_refused_makes_nobody_go() -> None:
    world = ended("a", "b<a", "c")
    before = dict(world.kept.tasks)
    assert "'nobody', which is no known task" in renew(world, "a", "c", after=("nobody",))[0]
    assert world.kept.tasks == before


def test_nobody_comes_after_one_that_goes() -> None:
    world = ended("a", "b<a")
    assert "'b', which is no known task" in renew(world, "a", after=("b",))[0]
    assert world.machine.task_ids() == ("a", "b")


@pytest.mark.parametrize("last", ["open", "new"])
def test_what_others_come_after_stays_as_long_as_they_do(last: str) -> None:
    world = ended("a", "b<a")
    world.begin(task("x", after=("b",)))
    if last == "new":
        world.finish("x")
    problems = renew(world, "a", "b")
    assert [problem.partition(";")[0] for problem in problems] == [
        f"id {name!r} is taken by a task that has ended" for name in "ab"
    ]
    assert world.machine.task_ids() == ("a", "b", "x")


def test_of_two_that_are_given_one_may_stay() -> None:
    world = ended("a", "b<a", "c<a", "d")
    world.begin(task("x", after=("c",)))
    assert renew(world, "a")[0].startswith("id 'a' is taken")
    assert renew(world, "d", "b") == []
    assert world.machine.task_ids() == ("a", "c", "x", "d", "b")


def test_one_that_has_not_ended_stays() -> None:
    world = ended("a")
    world.begin(task("b"))
    assert renew(world, "a", "b")[0].startswith("id 'b' is taken")
    assert world.machine.task_ids() == ("a", "b")


AMOUNTS = st.sampled_from((-1.0, -0.0, 0, 0.5, 4, 4.1, 8000.0, 8001.0, math.inf, -math.inf, math.nan))


@given(AMOUNTS, AMOUNTS, st.none() | AMOUNTS | st.just(1e12), st.sampled_from((-1, 0, 1000, 1001)))
def test_a_task_is_refused_exactly_if_there_is_a_sentence_about_it(
    cores: float, memory: float, timeout_s: float | None, retries: int
) -> None:
    world = World()
    one = task("a", requirement=Requirement(cores, memory), timeout_s=timeout_s, retries=retries)
    said = task_problems(one, world.machine.policy.size)
    assert [problem for _, problem in world.machine.check([one])] == sorted(said)
