"""A task from its queue to its end: dependencies, retries, time limits, cancelling, pausing, editing."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.effects import (
    Refused,
    ResumeAttempt,
    StartAttempt,
    StopAttempt,
    SuspendAttempt,
    TaskForgotten,
    TaskHasRun,
    WakeAt,
)
from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager.scheduling.model.sample import TaskUsage
from parallel_execution_manager.scheduling.model.task import (
    Outcome,
    OutcomeKind,
    Priority,
    Requirement,
    TaskState,
)
from tests.scheduling.world import World, of, policy, task


def suspend(world: World, name: str) -> None:
    """The operator pauses a running task, and its processes stand still."""
    world.send(events.TaskPaused, task_id=name)
    world.send(events.ProcessSuspended, task_id=name, attempt=world.view(name).attempt)


def resume(world: World, name: str) -> None:
    """The operator resumes it, and its processes run on."""
    world.send(events.TaskResumed, task_id=name)
    world.send(events.ProcessResumed, task_id=name, attempt=world.view(name).attempt)


def test_the_states_of_all_tasks_are_counted():
    world = World(policy(max_parallel_tasks=1))
    assert world.machine.state_counts() == {}
    world.begin(task("a"))
    world.submit(task("b"), task("c"))
    assert world.machine.state_counts() == {TaskState.RUNNING: 1, TaskState.QUEUED: 2}


def test_a_task_goes_from_queued_over_starting_and_running_to_its_end() -> None:
    world = World(start=False)
    world.submit(task("a"))
    assert world.state("a") is TaskState.QUEUED
    world.send(events.RoleStarted, role="middle")
    assert world.state("a") is TaskState.STARTING
    world.now += 1
    world.run("a")
    assert world.state("a") is TaskState.RUNNING
    world.now += 2
    world.finish("a")
    view = world.view("a")
    assert (view.state, view.exit_code, view.attempt) == (TaskState.SUCCEEDED, 0, 1)
    assert (view.started_at, view.ended_at) == (1.0, 3.0)


def test_time_never_runs_backwards() -> None:
    world = World()
    world.now = 10.0
    world.begin(task("a"))
    world.now = 4.0
    world.finish("a")
    assert world.view("a").ended_at == 10.0


def test_a_process_began_when_it_did_though_others_were_told_of_first() -> None:
    world = World()
    world.submit(task("a"), task("b"))
    world.now = 2.0
    begun = events.ProcessStarted(at=1.0, cause="test", task_id="a", attempt=1)
    world.run("b")
    world.machine.handle(begun)
    assert (world.view("a").started_at, world.view("b").started_at) == (1.0, 2.0)


def test_a_limit_that_is_noticed_together_with_the_end_is_why_the_task_ended() -> None:
    """As where a computer had much to do: the task ran too long, and nobody had asked it to stop before."""
    world = World()
    world.begin(task("a", timeout_s=5.0))
    world.now += 6
    world.finish("a", ok=False)
    view = world.view("a")
    assert view.state is TaskState.TIMED_OUT
    assert "time limit" in view.detail


def test_news_of_an_attempt_that_is_over_is_ignored() -> None:
    world = World()
    world.begin(task("a", retries=1))
    world.finish("a", ok=False)
    world.wait(1.0)
    assert world.view("a").attempt == 2
    outcome = Outcome(OutcomeKind.SUCCEEDED, 0)
    world.send(events.AttemptEnded, task_id="a", attempt=1, outcome=outcome)
    world.send(events.ProcessStarted, task_id="a", attempt=1)
    world.send(events.ProcessSuspended, task_id="a", attempt=1)
    world.send(events.ProcessResumed, task_id="a", attempt=2)
    assert world.state("a") is TaskState.STARTING


def lose(world: World, name: str) -> None:
    """The process of a task is gone, and nobody has seen how it ended."""
    outcome = Outcome(OutcomeKind.LOST, None, "the supervisor was killed")
    world.send(events.AttemptEnded, task_id=name, attempt=world.view(name).attempt, outcome=outcome)


def test_a_task_whose_end_nobody_has_seen_is_lost_and_never_runs_again_by_itself() -> None:
    world = World()
    world.begin(task("a", retries=3))
    world.submit(task("b", after=("a",)))
    lose(world, "a")
    world.wait(1000.0)
    view = world.view("a")
    assert (view.state, view.attempt, view.exit_code) == (TaskState.LOST, 1, None)
    assert view.detail == "the supervisor was killed"
    assert world.state("b") is TaskState.CANCELLED


def test_a_lost_task_that_may_be_repeated_runs_again_a_few_times_with_growing_pauses() -> None:
    world = World(policy(retry_backoff_s=1.0, retry_backoff_max_s=100.0))
    world.begin(task("a", rerunnable=True))
    pauses = []
    while True:
        lose(world, "a")
        if world.state("a") is not TaskState.QUEUED:
            break
        began = world.now
        while world.state("a") is TaskState.QUEUED:
            world.wait(1.0)
        pauses.append(world.now - began)
        world.run("a")
    assert pauses == [1.0, 2.0, 4.0, 8.0, 16.0]
    assert world.state("a") is TaskState.LOST


def test_a_task_that_was_to_end_has_ended_even_if_nobody_has_seen_how() -> None:
    world = World()
    world.begin(task("a"))
    world.send(events.TaskCancelled, task_id="a")
    lose(world, "a")
    assert world.state("a") is TaskState.CANCELLED


def test_a_task_starts_after_what_it_comes_after_has_succeeded() -> None:
    world = World()
    world.submit(task("a"), task("b"), task("c", after=("a", "b", "a")))
    check = world.view("c").waits_for
    assert check is not None
    assert (check.kind, check.measured, check.blocker) == (CheckKind.DEPENDENCY, 2, "a")
    world.finish("a")
    assert world.state("c") is TaskState.QUEUED
    world.finish("b")
    assert world.state("c") is TaskState.STARTING


def test_a_task_queued_after_an_ended_one_starts_at_once() -> None:
    world = World()
    world.begin(task("a"))
    world.finish("a")
    world.submit(task("b", after=("a",)))
    assert world.state("b") is TaskState.STARTING


def test_what_depends_on_a_failed_task_is_cancelled_with_the_reason_down_the_whole_chain() -> None:
    world = World()
    world.submit(task("a"), task("b", after=("a",)), task("c", after=("b",)), task("d", after=("a", "c")))
    world.finish("a", ok=False)
    assert world.states("a", "b", "c", "d") == ["failed", "cancelled", "cancelled", "cancelled"]
    assert world.view("b").detail == "not started: a failed"
    assert world.view("c").detail == "not started: b cancelled"


def test_a_retry_by_hand_brings_back_what_was_cancelled_because_of_it() -> None:
    world = World()
    world.submit(task("a"), task("b", after=("a",)), task("c", after=("b",)), task("x", after=("a",)))
    world.send(events.TaskCancelled, task_id="x")
    world.finish("a", ok=False)
    refused = of(world.send(events.TaskRetried, task_id="b"), Refused)
    assert "retry that one first" in refused[0].problems[0]
    world.send(events.TaskRetried, task_id="a")
    assert world.states("a", "b", "c", "x") == ["starting", "queued", "queued", "cancelled"]
    for name in "abc":
        world.finish(name)
    assert world.states("a", "b", "c") == ["succeeded"] * 3
    assert world.view("a").attempt == 2


def test_a_retried_task_waits_for_an_open_dependency() -> None:
    world = World()
    world.submit(task("a"), task("b", after=("a",)))
    world.send(events.TaskCancelled, task_id="b")
    world.send(events.TaskRetried, task_id="b")
    assert world.view("b").waits_for is not None
    world.finish("a")
    assert world.state("b") is TaskState.STARTING


def test_only_an_ended_task_can_be_retried() -> None:
    world = World()
    world.begin(task("a"))
    assert "has not ended" in of(world.send(events.TaskRetried, task_id="a"), Refused)[0].problems[0]
    assert of(world.send(events.TaskRetried, task_id="x"), Refused)


def test_retries_back_off_longer_each_time_up_to_the_maximum() -> None:
    world = World(policy(retry_backoff_s=2.0, retry_backoff_max_s=5.0))
    world.submit(task("a", retries=3))
    waits = []
    for attempt in range(1, 4):
        world.finish("a", ok=False)
        check = world.view("a").waits_for
        assert check is not None
        assert check.kind is CheckKind.BACKOFF
        waits.append(check.measured)
        world.wait(check.measured or 0)
        assert world.view("a").attempt == attempt + 1
    assert waits == [2.0, 4.0, 5.0]
    world.finish("a", ok=False)
    assert world.state("a") is TaskState.FAILED


def test_a_wake_up_is_asked_for_when_there_is_something_to_wake_up_for() -> None:
    world = World()
    world.submit(task("a", retries=1))
    world.finish("a", ok=False)
    assert [effect.when for effect in of(world.effects, WakeAt)] == [1.0]
    world.wait(1.0)
    assert of(world.effects, StartAttempt)[-1].attempt == 2


def test_a_task_that_cannot_be_started_has_failed() -> None:
    world = World()
    world.submit(task("a"))
    outcome = Outcome(OutcomeKind.NOT_STARTED, None, "no such program")
    world.send(events.AttemptEnded, task_id="a", attempt=1, outcome=outcome)
    assert (world.state("a"), world.view("a").detail) == (TaskState.FAILED, "no such program")


def test_a_time_limit_is_kept_however_long_the_computer_has_run() -> None:
    """A million seconds and a tenth, less a million seconds, is less than a tenth."""
    world = World()
    world.now = 1e6
    world.begin(task("a", timeout_s=0.1))
    world.wait(0.1)
    assert world.view("a").stopping == "timed_out"


def test_a_time_limit_ends_the_task() -> None:
    world = World()
    world.begin(task("a", timeout_s=60.0))
    assert of(world.wait(59.0), StopAttempt) == []
    assert len(of(world.wait(1.0), StopAttempt)) == 1
    assert world.view("a").stopping == "timed_out"
    world.finish("a", ok=False, exit_code=-15)
    assert (world.state("a"), world.view("a").detail) == (
        TaskState.TIMED_OUT,
        "ran longer than its time limit of 60 s",
    )


def test_time_that_a_task_stands_still_does_not_count_against_its_limit() -> None:
    world = World()
    world.begin(task("a", timeout_s=60.0))
    world.wait(30.0)
    suspend(world, "a")
    assert of(world.wait(600.0), StopAttempt) == []
    resume(world, "a")
    assert world.view("a").suspended_s == 600.0
    assert of(world.wait(29.0), StopAttempt) == []
    assert len(of(world.wait(1.0), StopAttempt)) == 1


def test_a_limit_reached_while_resuming_is_counted_by_running_time() -> None:
    world = World()
    world.begin(task("a", timeout_s=60.0))
    world.wait(10.0)
    suspend(world, "a")
    world.wait(45.0)
    resume(world, "a")
    assert of(world.wait(5.0), StopAttempt) == []  # the first timer rings at 60 s: 15 s have been run
    assert world.state("a") is TaskState.RUNNING


def test_a_timed_out_task_is_tried_again_if_it_has_retries() -> None:
    world = World()
    world.begin(task("a", timeout_s=1.0, retries=1))
    world.wait(1.0)
    world.finish("a", ok=False)
    world.wait(1.0)
    assert (world.state("a"), world.view("a").attempt) == (TaskState.STARTING, 2)


def test_a_time_limit_of_an_attempt_that_is_over_means_nothing() -> None:
    world = World()
    world.begin(task("a", timeout_s=5.0))
    world.finish("a")
    assert of(world.wait(5.0), StopAttempt) == []
    world.send(events.TasksForgotten, task_ids=("a",))
    world.begin(task("b", timeout_s=5.0))
    world.finish("b")
    world.send(events.TasksForgotten, task_ids=("b",))
    assert of(world.wait(50.0), StopAttempt) == []


def test_cancelling_a_queued_task_ends_it_at_once() -> None:
    world = World(start=False)
    world.submit(task("a"))
    world.send(events.TaskCancelled, task_id="a")
    assert (world.state("a"), world.view("a").detail) == (TaskState.CANCELLED, "cancelled by you")
    assert of(world.send(events.TaskCancelled, task_id="a"), Refused)
    assert of(world.send(events.TaskCancelled, task_id="x"), Refused)


def test_cancelling_a_running_task_stops_it_once_and_keeps_its_files_until_it_is_gone() -> None:
    world = World()
    world.begin(task("a", files=["f"]))
    world.submit(task("b", files=["f"]))
    assert len(of(world.send(events.TaskCancelled, task_id="a"), StopAttempt)) == 1
    assert of(world.send(events.TaskCancelled, task_id="a"), StopAttempt) == []
    assert world.state("b") is TaskState.QUEUED
    world.finish("a", exit_code=0)
    assert world.states("a", "b") == ["cancelled", "starting"]


def test_cancelling_a_task_that_is_just_starting_stops_it_when_its_process_is_there() -> None:
    world = World()
    world.submit(task("a"))
    assert of(world.send(events.TaskCancelled, task_id="a"), StopAttempt) == []
    attempt = world.view("a").attempt
    found = world.send(events.ProcessStarted, task_id="a", attempt=attempt)
    assert len(of(found, StopAttempt)) == 1


def test_a_paused_queued_task_is_held_until_it_is_resumed() -> None:
    world = World(start=False)
    world.submit(task("a"))
    world.send(events.TaskPaused, task_id="a")
    world.send(events.RoleStarted, role="middle")
    check = world.view("a").waits_for
    assert check is not None
    assert (check.kind, check.by_operator) == (CheckKind.TASK_PAUSED, True)
    assert world.started() == []
    world.send(events.TaskResumed, task_id="a")
    assert world.started() == ["a"]


def test_a_paused_running_task_is_suspended_and_frees_its_cores_but_not_its_memory() -> None:
    world = World()
    world.begin(task("a", requirement=Requirement(3.0, 6000.0)))
    world.submit(task("cpu", requirement=Requirement(3.0, 10.0)))
    world.submit(task("memory", requirement=Requirement(0.0, 6000.0)))
    assert world.started() == ["a"]
    suspend(world, "a")
    assert world.state("a") is TaskState.SUSPENDED
    assert world.started() == ["a", "cpu"]
    assert world.role("middle").suspended == 1
    world.send(events.TaskResumed, task_id="a")
    assert of(world.effects, ResumeAttempt)


def test_a_task_that_is_paused_while_it_starts_is_suspended_when_it_runs() -> None:
    world = World()
    world.submit(task("a"))
    assert of(world.send(events.TaskPaused, task_id="a"), SuspendAttempt) == []
    attempt = world.view("a").attempt
    assert of(world.send(events.ProcessStarted, task_id="a", attempt=attempt), SuspendAttempt)


def test_a_suspended_task_can_be_cancelled() -> None:
    world = World()
    world.begin(task("a"))
    suspend(world, "a")
    world.wait(5.0)
    assert of(world.send(events.TaskCancelled, task_id="a"), StopAttempt)
    assert of(world.send(events.TaskResumed, task_id="a"), ResumeAttempt) == []
    world.finish("a")
    view = world.view("a")
    assert (view.state, view.suspended_s, view.suspended_since) == (TaskState.CANCELLED, 5.0, None)


def test_an_ended_task_cannot_be_paused_and_one_that_is_not_paused_cannot_be_resumed() -> None:
    world = World()
    world.begin(task("a"))
    (refused,) = of(world.send(events.TaskResumed, task_id="a"), Refused)
    assert refused.problems == ("task 'a' is not paused; there is nothing to resume",)
    world.send(events.RolePaused, role="middle")
    (refused,) = of(world.send(events.TaskResumed, task_id="a"), Refused)
    assert refused.problems == ("task 'a' stands still with its role middle; resume that",)
    world.finish("a")
    (refused,) = of(world.send(events.TaskResumed, task_id="a"), Refused)
    assert "has ended; there is nothing to resume" in refused.problems[0]
    assert of(world.send(events.TaskPaused, task_id="a"), Refused)
    assert of(world.send(events.TaskPaused, task_id="x"), Refused)
    assert of(world.send(events.TaskResumed, task_id="x"), Refused)


def test_a_queued_task_can_be_edited() -> None:
    world = World(start=False)
    world.submit(task("a"), task("b"))
    world.send(events.TaskEdited, task=task("a", after=("b",), requirement=Requirement(1.0, 1.0)))
    assert world.view("a").spec.after == ("b",)
    assert world.view("a").requirement == Requirement(1.0, 1.0)
    world.send(events.RoleStarted, role="middle")
    assert world.started() == ["b"]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (task("a", "nowhere"), "role 'nowhere' is unknown"),
        (task("a", after=("b",)), "circle: "),
        (task("a", after=("x",)), "no known task"),
        (task("a", retries=-1), "retries is -1"),
        (task("x"), "not known"),
    ],
)
def test_an_edit_that_makes_no_sense_is_refused_and_changes_nothing(changed: object, reason: str) -> None:
    world = World(start=False)
    world.submit(task("a"), task("b", after=("a",)))
    found = world.send(events.TaskEdited, task=changed)
    assert reason in of(found, Refused)[0].problems[0]
    assert world.view("a").spec == task("a")


def test_ended_tasks_can_be_forgotten_unless_an_open_one_hangs_on_them() -> None:
    world = World()
    world.begin(task("a"), task("b"))
    world.submit(task("c", after=("a",)))
    world.finish("a")
    assert world.machine.followers("a") == ("c",)
    assert world.machine.followers("b") == ()
    found = world.send(events.TasksForgotten, task_ids=("a", "b", "x"))
    assert of(found, TaskForgotten) == []
    world.finish("b")
    world.finish("c")
    found = world.send(events.TasksForgotten, task_ids=("b", "a", "c"))
    assert [effect.task_id for effect in of(found, TaskForgotten)] == ["b", "c", "a"]
    assert world.machine.task_views() == ()
    assert world.machine.open_tasks() == 0
    world.submit(task("a"))
    assert world.state("a") is TaskState.STARTING


def test_what_a_task_waited_for_adds_up_to_how_long_it_waited() -> None:
    world = World(policy(max_parallel_tasks=1))
    world.submit(task("runs", "high"))
    world.submit(task("a", files=["f"]), task("holder", "high", files=["f"]), task("b", after=("a",)))
    world.wait(10.0)  # a: slots
    world.send(events.RolePaused, role="middle")
    world.wait(20.0)  # a: paused
    world.finish("runs")
    world.send(events.PolicyChanged, policy=policy())
    world.send(events.RoleResumed, role="middle")
    world.wait(5.0)  # a: file
    world.finish("holder")
    waited = dict(world.view("a").waited_s)
    assert waited == {"slots": 10.0, "role_paused": 20.0, "file": 5.0}
    assert dict(world.view("b").waited_s) == {"dependency": 35.0}


def test_a_task_without_a_time_limit_is_suspended_and_resumed_as_well() -> None:
    world = World()
    world.begin(task("a"))
    suspend(world, "a")
    resume(world, "a")
    assert world.state("a") is TaskState.RUNNING


def test_a_held_task_counts_its_dependencies_down_and_stays_held() -> None:
    world = World()
    world.submit(task("a"), task("b", after=("a",)))
    world.send(events.TaskPaused, task_id="b")
    world.finish("a")
    assert world.state("b") is TaskState.QUEUED
    world.send(events.TaskResumed, task_id="b")
    assert world.state("b") is TaskState.STARTING


def test_one_of_two_followers_can_be_edited_away() -> None:
    world = World()
    world.submit(task("a"), task("b", after=("a",)), task("c", after=("a",)))
    world.send(events.TaskEdited, task=task("b"))
    assert world.states("b", "c") == ["starting", "queued"]
    world.finish("a")
    assert world.state("c") is TaskState.STARTING


def test_what_the_kernel_measured_counts_where_no_sample_was_taken() -> None:
    world = World()
    world.begin(task("a"), task("b"))
    world.sample(usage={"b": TaskUsage(0.1, 10.0)})
    world.now += 2.0
    for name in "ab":
        outcome = Outcome(OutcomeKind.SUCCEEDED, 0, cpu_s=1.0, max_memory_mb=64.0)
        world.send(events.AttemptEnded, task_id=name, attempt=1, outcome=outcome)
    assert world.view("a").peak == TaskUsage(0.5, 64.0)
    assert world.view("b").peak == TaskUsage(0.5, 64.0)


def test_a_task_can_be_taken_out_of_the_queue_only_while_it_is_queued() -> None:
    world = World(start=False)
    world.submit(task("a"), task("b", "low"))
    world.send(events.RoleStarted, role="middle")
    found = world.send(events.TaskCancelled, task_id="a", only_queued=True)
    assert "runs already" in of(found, Refused)[0].problems[0]
    world.send(events.TaskCancelled, task_id="b", only_queued=True)
    assert world.states("a", "b") == ["starting", "cancelled"]


def test_between_two_attempts_nothing_is_shown_as_if_it_still_ran() -> None:
    world = World()
    world.begin(task("a", retries=1))
    world.sample(usage={"a": TaskUsage(0.1, 10.0)})
    world.send(events.TaskCancelled, task_id="a")
    assert world.view("a").stopping == "cancelled"
    world.finish("a", ok=False)
    assert world.view("a").stopping == ""
    world.send(events.RoleStopped, role="middle")
    world.send(events.TaskRetried, task_id="a")
    view = world.view("a")
    assert (view.started_at, view.ended_at, view.usage, view.detail) == (None, None, None, "")


def retry(world: World, name: str) -> None:
    """The operator runs an ended task again."""
    world.send(events.TaskRetried, task_id=name)


def test_running_a_succeeded_task_again_leaves_what_runs_after_it_alone() -> None:
    world = World()
    world.begin(task("a"))
    world.finish("a")
    world.begin(task("b", after=("a",)))
    world.submit(task("x", files=["f"]), task("c", files=["f"]))
    retry(world, "a")
    world.finish("a", ok=False)
    assert world.states("a", "b", "x", "c") == ["failed", "running", "starting", "queued"]
    world.send(events.TaskCancelled, task_id="x")
    world.finish("x")
    assert world.state("c") is TaskState.STARTING
    world.finish("b")
    assert world.state("b") is TaskState.SUCCEEDED


def test_running_a_succeeded_task_again_starts_no_second_process_of_what_runs_after_it() -> None:
    world = World()
    world.begin(task("a"))
    world.finish("a")
    world.begin(task("b", after=("a",)))
    for ok in (False, True):
        retry(world, "a")
        world.finish("a", ok=ok)
    assert world.started().count("b") == 1
    assert world.state("b") is TaskState.RUNNING


def test_what_still_waits_after_a_succeeded_task_waits_for_it_again() -> None:
    world = World()
    world.begin(task("a"))
    world.finish("a")
    world.send(events.RolePaused, role="low")
    world.submit(task("b", "low", after=("a",)))
    world.send(events.TaskPaused, task_id="b")
    retry(world, "a")
    world.send(events.TaskResumed, task_id="b")
    world.send(events.RoleResumed, role="low")
    assert world.view("b").waits_for is not None
    world.finish("a")
    assert world.state("b") is TaskState.STARTING


def test_an_edit_may_change_a_queued_tasks_priority_and_with_it_its_place() -> None:
    world = World(start=False)
    world.submit(task("a"), task("b"))
    world.send(events.TaskEdited, task=task("b", priority=Priority.HIGH))
    assert world.machine.queued_ids("middle") == ("b", "a")


def test_a_further_attempt_waits_for_what_was_tried_again_meanwhile() -> None:
    world = World(policy(retry_backoff_s=1.0))
    world.begin(task("first"))
    world.finish("first")
    world.begin(task("a", after=("first",), retries=2))
    world.send(events.TaskRetried, task_id="first")
    world.finish("a", ok=False)
    world.wait(5.0)
    assert world.state("a") == "queued"
    world.finish("first")
    assert world.state("a") == "starting"


def test_there_is_no_further_attempt_after_what_has_failed_meanwhile() -> None:
    world = World(policy(retry_backoff_s=1.0))
    world.begin(task("first"))
    world.finish("first")
    world.begin(task("a", after=("first",), retries=2))
    world.send(events.TaskRetried, task_id="first")
    world.finish("first", ok=False)
    world.finish("a", ok=False)
    assert world.state("a") == "failed"


def test_a_task_is_open_from_its_submission_to_its_end() -> None:
    world = World()
    world.begin(task("a"))
    assert world.machine.is_open("a")
    world.finish("a")
    assert not world.machine.is_open("a")
    assert not world.machine.is_open("nobody")


def test_a_follower_does_not_come_again_while_something_else_that_it_needs_has_failed():
    world = World()
    world.begin(task("a"), task("b"))
    world.submit(task("c", after=("a", "b")))
    world.finish("a", ok=False)
    world.finish("b", ok=False)
    world.send(events.TaskRetried, task_id="a")
    assert world.states("a", "b", "c") == ["starting", "failed", "cancelled"]


def test_a_queued_task_can_be_moved_to_another_role_with_those_that_come_after_it() -> None:
    world = World(start=False)
    world.submit(task("a", files=["f"]), task("b", after=("a",)))
    world.send(events.TaskEdited, task=task("a", "low", files=["f"]))
    assert world.state("a") == "queued"
    world.send(events.RoleStarted, role="low")
    world.run("a")
    world.finish("a")
    world.send(events.RoleStarted, role="middle")
    assert world.state("b") == "starting"
    assert (world.role("middle").queued, world.role("low").queued) == (0, 0)


def test_what_the_program_ends_with_itself_leaves_in_the_queue_whatever_comes_after_it() -> None:
    world = World()
    world.begin(task("again", rerunnable=True), task("once"))
    world.submit(task("behind", after=("again",)), task("later", after=("once",)))
    world.send(events.RoleStopped, role="middle", at_end=True, keeps=True)
    world.finish("again", ok=False)
    world.finish("once", ok=False)
    assert world.state("once") is TaskState.CANCELLED
    assert {world.state(name) for name in ("again", "behind", "later")} == {TaskState.QUEUED}
    assert world.view("again").evictions == 0
    world.send(events.RoleStarted, role="middle", at_begin=True)
    assert world.state("again").is_live
    world.send(events.TaskRetried, task_id="once")
    for name in ("again", "once"):
        world.run(name)
        world.finish(name)
    assert world.state("behind").is_live
    assert world.state("later").is_live


def test_a_task_that_was_ended_with_the_program_and_runs_again_takes_others_with_it_when_it_fails() -> None:
    world = World()
    world.begin(task("again", rerunnable=True))
    world.submit(task("behind", after=("again",)))
    world.send(events.RoleStopped, role="middle", at_end=True, keeps=True)
    world.finish("again", ok=False)
    world.send(events.RoleStarted, role="middle", at_begin=True)
    world.run("again")
    world.finish("again", ok=False)
    assert world.state("behind") is TaskState.CANCELLED


def test_a_start_that_is_told_with_the_end_is_told_as_a_start_and_counts_from_when_it_was() -> None:
    world = World()
    world.submit(task("a"))
    world.now = 3.0
    outcome = Outcome(OutcomeKind.FAILED, 7, "exit code 7")
    found = world.send(events.AttemptEnded, task_id="a", attempt=1, outcome=outcome, started_at=1.0)
    (ran,) = of(found, TaskHasRun)
    view = world.view("a")
    assert (view.state, view.started_at, view.ended_at) == (TaskState.FAILED, 1.0, 3.0)
    shown = view.as_it_ran(ran.started_at)
    assert (shown.state, shown.started_at, shown.ended_at) == (TaskState.RUNNING, 1.0, None)
    assert (shown.exit_code, shown.detail) == (None, "")
    entries = [(row.kind, row.at) for row in world.kept.journal[-2:]]
    assert entries == [("ProcessStarted", 1.0), ("AttemptEnded", 3.0)]


def test_a_start_that_is_told_with_the_end_is_never_before_it_was_asked_for() -> None:
    world = World()
    world.now = 2.0
    world.submit(task("a", retries=1))
    outcome = Outcome(OutcomeKind.FAILED, 7)
    found = world.send(events.AttemptEnded, task_id="a", attempt=1, outcome=outcome, started_at=1.0)
    assert [each.started_at for each in of(found, TaskHasRun)] == [2.0]
    assert world.state("a") is TaskState.QUEUED
