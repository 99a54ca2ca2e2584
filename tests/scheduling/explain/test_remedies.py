"""What would start a waiting task: each remedy starts it in the machine itself, with the numbers it names."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.explain import remedies, what_if
from parallel_execution_manager.scheduling.explain.candidates import listed, named
from parallel_execution_manager.scheduling.model.policy import LimitPair
from parallel_execution_manager.scheduling.model.task import (
    ClaimMode,
    ClaimScope,
    FileClaim,
    Priority,
    Requirement,
)
from parallel_execution_manager.scheduling.model.wording import describe
from tests.scheduling.world import MEMORY_MB, World, policy, task

TOGETHER = ": others may then use it at the same time"


def remedy_words(world: World, name: str) -> list[str]:
    """The remedies in words, each tried on a copy of the machine; the machine itself is left as it was."""
    before = world.machine.task_views()
    found = world.machine.explain(name, what_if=True).remedies
    assert world.machine.task_views() == before
    assert world.machine.violations() == []
    for remedy in found:
        assert name in world.would_start(remedy), remedy.words
    return [remedy.words for remedy in found]


def test_a_task_that_does_not_wait_has_none() -> None:
    world = World()
    world.begin(task("a"))
    assert remedy_words(world, "a") == []
    assert world.machine.explain("a").remedies == ()


def test_what_the_operator_holds_he_can_let_go() -> None:
    world = World(start=False)
    world.send(events.RoleStarted, role="high")
    world.submit(task("held", "high"), task("a"))
    assert world.state("held") == "starting"
    world.submit(task("stopped"), task("b", "high", after=("a",)))
    assert remedy_words(world, "stopped") == ["start role middle"]
    world.send(events.RoleStarted, role="middle")
    world.send(events.RolePaused, role="middle")
    world.submit(task("paused"))
    assert remedy_words(world, "paused") == ["resume role middle"]
    world.send(events.TaskPaused, task_id="paused")
    assert remedy_words(world, "paused") == [
        "resume it, and resume role middle",
    ]
    world.send(events.RoleResumed, role="middle")
    assert remedy_words(world, "paused") == ["resume it"]


def test_what_others_come_after_can_be_moved_to_another_role() -> None:
    world = World(start=False)
    world.send(events.RoleStarted, role="high")
    world.submit(task("a"), task("b", after=("a",)), task("c", after=("b",)))
    assert remedy_words(world, "a") == ["start role middle"]


def test_a_role_that_is_held_back_can_be_let_go_or_be_alone() -> None:
    world = World(policy(throttle_after_s=1.0))
    world.begin(task("runs", "high"), task("low", "low"))
    world.samples(3, cpu=99.0)
    world.samples(1, cpu=10.0)
    world.submit(task("a", "low"))
    assert remedy_words(world, "a")[:2] == ["resume role low", "pause runs and low"]


def test_when_many_run_whole_roles_are_paused_to_be_alone() -> None:
    world = World(policy(throttle_after_s=1.0))
    world.begin(
        task("own", "low"), *(task(f"t{n}", "high", requirement=Requirement(0.1, 1.0)) for n in range(5))
    )
    world.samples(3, cpu=99.0)
    world.samples(1, cpu=10.0)
    world.submit(task("a", "low"))
    assert "pause role high and own" in remedy_words(world, "a")


def test_the_next_attempt_need_not_be_waited_for() -> None:
    world = World(policy(retry_backoff_s=10.0))
    world.begin(task("a", retries=1))
    world.finish("a", ok=False)
    assert remedy_words(world, "a") == ["cancel it and retry it"]


def test_a_task_without_a_command_of_its_own_belongs_to_its_role() -> None:
    world = World(start=False)
    world.submit(task("a"))
    assert remedy_words(world, "a") == ["start role middle"]
    world.send(events.RoleStarted, role="high")
    world.submit(replace(task("b"), command=()))
    assert remedy_words(world, "b") == ["start role middle"]


def test_nothing_is_told_where_more_than_was_looked_at_would_start_before() -> None:
    world = World(policy(ageing_s=0.0))
    world.begin(task("runs", "high", requirement=Requirement(3.0, 10.0)))
    need = Requirement(0.4, 10.0)
    world.submit(*(task(f"t{n}", requirement=need) for n in range(7)), task("a", "low", requirement=need))
    assert "cancel runs" not in remedy_words(world, "a")


def test_an_order_can_be_given_up() -> None:
    world = World()
    world.begin(task("ended"), task("a"), task("b"))
    world.finish("ended")
    world.submit(task("c", after=("ended", "a", "b", "a")))
    assert remedy_words(world, "c") == ["no longer run it after a and b"]


def test_the_end_of_a_task_would_end_what_comes_after_it_too() -> None:
    """Cancelling the holder of the file frees it, and cancels the task with what it comes after."""
    world = World()
    world.begin(task("holder", files=["f"]))
    world.submit(task("between", after=("holder",)), task("a", after=("between",), files=["f"]))
    assert remedy_words(world, "a") == [
        "no longer run it after between, and cancel holder",
        "no longer run it after between, and take f out of its files" + TOGETHER,
    ]


def test_a_file_can_be_freed_shared_or_done_without() -> None:
    world = World()
    world.begin(task("holder", files=[FileClaim("/x/f", ClaimMode.READ)]))
    world.submit(task("a", files=["/x/g", "/x/f"]))
    assert remedy_words(world, "a") == [
        "let it only read f",
        "cancel holder",
        "take f out of its files" + TOGETHER,
    ]


def test_too_many_holders_are_not_all_cancelled() -> None:
    world = World()
    world.begin(*(task(f"r{n}", files=[FileClaim("f", ClaimMode.READ)]) for n in range(4)))
    world.submit(task("a", files=["f"]))
    assert remedy_words(world, "a") == [
        "let it only read f",
        "take f out of its files" + TOGETHER,
    ]


def test_a_file_that_is_kept_for_another_of_the_role_can_be_had_before_it() -> None:
    world = World(policy(max_parallel_tasks=2))
    world.begin(task("holder", files=["f"]), task("other", "high"))
    world.submit(task("first", files=["f"]), task("second", files=["f"]))
    world.submit(task("more", "high", requirement=Requirement(0.1, 1.0)))
    world.send(events.RolePaused, role="middle")
    world.finish("holder")
    assert world.state("more") == "starting"
    world.send(events.RoleResumed, role="middle")
    found = remedy_words(world, "second")
    assert found
    assert all("max_parallel_tasks" in words or "cancel other" in words for words in found)


def test_the_need_is_lowered_by_as_little_as_fits() -> None:
    world = World()
    world.begin(task("runs", "high", requirement=Requirement(2.005, 5000.5)))
    world.submit(task("cpu", requirement=Requirement(2.0, 0.0)))
    assert remedy_words(world, "cpu") == [
        "lower cpu_cores to 1.19",
        "pause runs",
        "raise the limit cpu_percent to 100",
    ]
    world.submit(task("memory", requirement=Requirement(0.0, 2500.0)))
    found = remedy_words(world, "memory")
    assert found == [
        f"lower memory_mb to {MEMORY_MB * 0.85 - 5001:.0f}",
        "raise the limit memory_percent to 94",
        "cancel runs",
    ]


def test_two_needs_that_are_too_large_are_lowered_together() -> None:
    world = World()
    world.begin(*(task(f"t{n}", "high", requirement=Requirement(0.5, 1000.0)) for n in range(6)))
    world.submit(task("a", requirement=Requirement(1.5, 3000.0)))
    assert "lower cpu_cores to 0.2, and lower memory_mb to 800" in remedy_words(world, "a")


def test_several_small_tasks_make_room_for_a_large_one() -> None:
    world = World()
    world.begin(*(task(f"t{n}", "high", requirement=Requirement(0.5, 1000.0)) for n in range(6)))
    world.submit(
        task("cpu", requirement=Requirement(1.7, 0.0)), task("memory", requirement=Requirement(0.0, 2800.0))
    )
    assert "pause t0, t1 and t2" in remedy_words(world, "cpu")
    assert "cancel t0 and t1" in remedy_words(world, "memory")


def test_what_frees_too_little_is_not_told() -> None:
    world = World()
    world.begin(*(task(f"t{n}", "middle", requirement=Requirement(0.1, 100.0)) for n in range(30)))
    world.submit(task("a", requirement=Requirement(2.0, 0.0)))
    assert remedy_words(world, "a") == ["lower cpu_cores to 0.2", "raise the limit cpu_percent to 100"]


def test_a_task_that_would_need_nothing_may_start_where_no_core_is_free() -> None:
    world = World()
    world.begin(task("own", "middle", requirement=Requirement(0.5, 10.0)))
    world.sample(cpu=100.0)
    world.submit(task("a", requirement=Requirement(0.5, 10.0)))
    assert remedy_words(world, "a") == [
        "pause own",
        "raise the limit cpu_percent to 100",
    ]


def test_room_on_the_disk_is_asked_for_by_the_limit_that_frees_it() -> None:
    world = World()
    world.begin(task("runs"))
    world.sample(disk=95.5)
    world.submit(task("a"))
    assert remedy_words(world, "a") == [
        "raise the limit disk_percent to 96 (resume at 96)",
    ]
    world.sample(disk=100.0)
    world.send(events.PolicyChanged, policy=policy(disk=LimitPair(90.0, 90.0)))
    assert remedy_words(world, "a")[0] == "raise the limit disk_percent to 100 (resume at 100)"


def test_one_more_may_run_or_one_less() -> None:
    world = World(policy(max_parallel_tasks=2))
    world.begin(task("a", "low"), task("b", "high"))
    world.submit(task("c"))
    assert remedy_words(world, "c") == ["raise max_parallel_tasks to 3", "cancel a"]


def test_room_that_is_made_goes_to_the_first_so_the_task_is_put_first() -> None:
    world = World(policy(max_parallel_tasks=1))
    world.begin(task("runs", "high"))
    world.submit(
        *(task(f"t{n}") for n in range(20)), task("other", "high"), task("a", "low", priority=Priority.LOW)
    )
    first = "move it to the front of its queue and raise the priority of role middle to 9"
    assert remedy_words(world, "t19") == [
        f"{first}, and raise max_parallel_tasks to 2",
        f"{first}, and cancel runs",
    ]
    first = "raise its priority to high and raise the priority of role low to 9"
    assert remedy_words(world, "a") == [
        f"{first}, and raise max_parallel_tasks to 2",
        f"{first}, and cancel runs",
    ]


def test_room_that_is_kept_for_another_can_be_had_before_it() -> None:
    world = World(policy(reserve_after_s=5.0))
    world.begin(task("runs", requirement=Requirement(2.0, 100.0)))
    world.submit(task("large", requirement=Requirement(3.0, 100.0)))
    world.wait(6.0)
    world.sample()
    world.submit(task("a", requirement=Requirement(0.3, 100.0)))
    assert remedy_words(world, "a") == [
        "move it to the front of its queue",
        "raise its priority to high",
        "pause large",
    ]


def test_a_task_that_only_waits_for_its_turn_can_have_it() -> None:
    """The two are of one group, whose first is too large."""
    world = World()
    world.begin(task("runs", requirement=Requirement(2.2, 0.0)))
    world.submit(
        task("first", requirement=Requirement(1.01, 0.0)), task("second", requirement=Requirement(0.99, 0.0))
    )
    assert remedy_words(world, "second") == [
        "move it to the front of its queue",
        "raise its priority to high",
    ]


def test_behind_more_than_can_be_looked_at_nothing_is_told_that_was_not_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World(policy(max_parallel_tasks=1))
    world.begin(task("runs"))
    monkeypatch.setattr(what_if, "MOST_NEEDED", 20)
    chain = [task("t0", after=("runs",)), *(task(f"t{n}", after=(f"t{n - 1}",)) for n in range(1, 30))]
    world.submit(*chain)
    assert remedy_words(world, "t29") == []
    assert remedy_words(world, "t2") != []


def test_things_in_a_sentence() -> None:
    assert listed(["a"]) == "a"
    assert named(["a", "b"]) == "a and b"
    assert named("abcd") == "a, b, c and d"
    assert named("abcdef") == "a, b, c and 3 more"


def test_a_file_that_is_kept_for_a_task_without_room_can_be_had_before_it() -> None:
    world = World()
    world.begin(task("runs", "high", requirement=Requirement(1.0, 10.0)))
    world.begin(task("holder", files=["f"], requirement=Requirement(1.0, 10.0)))
    world.submit(
        task("first", files=["f"], requirement=Requirement(1.0, 10.0)),
        task("second", files=["f"], requirement=Requirement(0.3, 10.0)),
        task("large", "high", requirement=Requirement(1.6, 10.0)),
    )
    world.finish("holder")
    assert world.states("large", "first", "second") == ["starting", "queued", "queued"]
    assert remedy_words(world, "second") == [
        "move it to the front of its queue",
        "raise its priority to high",
        "pause first",
        "take f out of its files" + TOGETHER,
    ]


def test_on_a_disk_that_is_full_to_the_brim_nothing_can_be_wished() -> None:
    world = World()
    world.sample(disk=100.5)
    world.submit(task("a"))
    assert remedy_words(world, "a") == []


def test_a_need_is_lowered_below_what_rounding_would_let_through() -> None:
    world = World(policy(cpu=LimitPair(80.0, 70.0)))
    world.begin(task("runs", "high", requirement=Requirement(2.2000001, 10.0)))
    world.submit(task("a", requirement=Requirement(1.5, 10.0)))
    assert remedy_words(world, "a")[0] == "lower cpu_cores to 0.99"


def test_the_search_has_an_end_and_then_tells_nothing_that_was_not_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = World()
    world.begin(*(task(f"t{n}", "high", requirement=Requirement(0.5, 1000.0)) for n in range(6)))
    world.submit(task("a", requirement=Requirement(1.5, 3000.0)))
    whole = remedy_words(world, "a")
    for cost in (1, 30, 60, 90, 120):
        monkeypatch.setattr(remedies, "MOST_COST", cost)
        assert set(remedy_words(world, "a")) <= set(whole)
    assert whole


def test_a_paused_role_that_goes_on_frees_nothing_and_what_stood_still_runs_on() -> None:
    world = World()
    world.begin(task("runs", files=["f"]))
    world.send(events.RolePaused, role="middle")
    world.send(events.ProcessSuspended, task_id="runs", attempt=1)
    world.submit(task("a"))
    assert remedy_words(world, "a")[0] == "resume role middle"
    assert world.machine.task_ids() == ("runs", "a")


def test_the_roles_order_counts_for_nothing_without_ageing() -> None:
    world = World(policy(max_parallel_tasks=1, ageing_s=0.0))
    world.begin(task("runs", "high"))
    world.submit(task("a"), task("b", "low"))
    assert remedy_words(world, "a") == ["raise max_parallel_tasks to 2", "cancel runs"]


def test_what_nothing_is_known_of_can_be_declared_instead_of_measured() -> None:
    world = World(policy(learn=True))
    world.begin(task("first", "high"))
    world.begin(task("other"))
    world.submit(task("a", "high"))
    found = remedy_words(world, "a")
    assert "declare what it needs, such as cpu_cores 0.5 and memory_mb 100" in found
    assert "cancel first" in found


def test_a_limit_that_is_as_high_as_it_can_be_is_not_raised() -> None:
    world = World(policy(cpu=LimitPair(100.0, 90.0), cpu_overcommit=1.0))
    world.begin(task("runs", "high", requirement=Requirement(3.0, 10.0)))
    world.submit(task("a", requirement=Requirement(1.5, 10.0)))
    assert remedy_words(world, "a") == ["lower cpu_cores to 1", "pause runs"]


def test_a_raised_memory_limit_reckons_with_what_is_left_free() -> None:
    world = World(policy(memory_reserve=0.02))
    world.begin(task("runs", requirement=Requirement(0.1, 6000.0)))
    world.submit(task("a", requirement=Requirement(0.1, 1000.0)))
    assert "raise the limit memory_percent to 90" in remedy_words(world, "a")


def test_what_stops_more_than_another_or_does_more_harm_is_not_told() -> None:
    """To pause two tasks is enough: nobody needs to pause their role or to end one of the two."""
    world = World()
    world.begin(*(task(f"t{n}", "high", requirement=Requirement(1.0, 10.0)) for n in range(3)))
    world.submit(task("a", requirement=Requirement(2.0, 10.0)))
    found = remedy_words(world, "a")
    assert [words for words in found if words.startswith(("pause", "cancel"))] == ["pause t0 and t1"]


def test_two_patterns_in_one_folder_are_told_apart_and_named_whole() -> None:
    world = World()
    csv, txt = (FileClaim("/x/data", scope=ClaimScope.TREE, pattern=f"*.{end}") for end in ("csv", "txt"))
    world.begin(task("holder", files=[txt]))
    world.submit(task("a", files=[csv, txt]))
    assert remedy_words(world, "a") == [
        "cancel holder",
        "take data/*.txt out of its files" + TOGETHER,
    ]
    (check,) = world.machine.explain("a").failing
    assert describe(check) == "data/*.txt held by holder"
    assert check.path == "/x/data/*.txt"


def test_every_remedy_can_be_asked_for_by_a_verb() -> None:
    world = World()
    world.begin(task("runs", "high", files=["/x/f"], requirement=Requirement(2.0, 6000.0)))
    world.submit(task("file", files=["/x/f"], requirement=Requirement(3.0, 3000.0)))
    world.submit(task("role", "low"))
    verbs = {
        remedy.words: [action.verb for action in remedy.actions]
        for name in ("file", "role")
        for remedy in world.machine.explain(name, what_if=True).remedies
    }
    assert verbs == {
        "cancel runs, and lower cpu_cores to 2.7": ["cancel", "edit"],
        "cancel runs, and raise the limit cpu_percent to 88": ["cancel", "configure"],
        "lower cpu_cores to 0.7, and cancel runs": ["edit", "cancel"],
    }


def test_another_role_is_told_only_where_nothing_else_is_left() -> None:
    world = World()
    world.begin(*(task(f"t{n}", "high") for n in range(2)))
    world.send(events.RolePaused, role="middle")
    world.submit(task("a"))
    assert not any("move it to role" in words for words in remedy_words(world, "a"))


def test_a_need_that_was_measured_is_told_as_people_write_it() -> None:
    world = World(policy(learn=True))
    world.begin(task("first", "high"))
    world.begin(task("other"))
    world.submit(task("a", "high"))
    record = world.inside.tasks["a"]
    record.estimate = record.estimate._replace(requirement=Requirement(0.123456, 100.54180251))
    assert "declare what it needs, such as cpu_cores 0.12 and memory_mb 100" in remedy_words(world, "a")
