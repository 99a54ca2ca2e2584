"""The program ends and begins anew: each task is where it was, and each attempt is what became of it."""

from __future__ import annotations

from typing import Any

import pytest

from parallel_execution_manager.scheduling import effects, events
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager.scheduling.model.policy import Hand, LimitPair, RolePolicy
from parallel_execution_manager.scheduling.model.rows import Fate, FateKind, TaskRow
from parallel_execution_manager.scheduling.model.sample import TaskUsage
from parallel_execution_manager.scheduling.model.task import (
    FileClaim,
    LeaseHolder,
    Outcome,
    OutcomeKind,
    Priority,
    Requirement,
    RoleState,
    TaskState,
)
from parallel_execution_manager.scheduling.persistence.changes import task_row
from tests.scheduling.world import ROLES, SMALL, World, of, policy, task


def fate(kind: FateKind, name: str = "a", attempt: int = 1) -> dict[tuple[str, int], Fate]:
    return {(name, attempt): Fate(kind, "nobody has seen it")}


def kinds(world: World) -> list[str]:
    return [row.kind for row in world.kept.journal]


def test_the_lines_are_as_they_were():
    world = World(start=False)
    world.submit(task("a"), task("b", priority=Priority.HIGH), task("c"), task("d", after=("c",)))
    world.send(events.TaskMoved, task_id="c", position=0)
    world.send(events.TaskPaused, task_id="a", why="a policy")
    before = world.machine.queued_ids("middle")
    world.restart({})
    assert world.machine.queued_ids("middle") == before
    assert world.view("a").paused
    assert world.view("d").waits_for is not None


def test_tasks_that_say_the_same_stand_in_the_groups_in_which_they_stood():
    world = World(policy(learn=True), start=False)
    needs = (None, Requirement(0.5, 64.0), Requirement(0.5, 65.0), Requirement(2.0, 500.0))
    for number in range(40):
        world.submit(
            task(
                f"t{number}",
                role=list(ROLES)[number % 2],
                command=("make", f"{number % 3}"),
                requirement=needs[number % 4],
                priority=list(Priority)[number % 3],
                after=(f"t{number - 1}",) if number % 7 == 6 else (),
            )
        )
    world.send(events.TaskPaused, task_id="t3")
    world.send(events.TaskMoved, task_id="t20", position=0)

    def lines() -> list[tuple[tuple[str, ...], set[tuple[object, object]], int]]:
        roles = world.inside.roles.values()
        return [(tuple(role.queue), set(role.queue.ready_entries()), role.queue.ready) for role in roles]

    before = lines()
    world.restart({})
    assert lines() == before
    assert world.machine.violations() == []
    assert world.view("t3").paused


def test_new_tasks_come_behind_those_that_were_there():
    world = World(start=False)
    world.submit(task("a"))
    world.restart({})
    world.submit(task("b"))
    assert world.machine.queued_ids("middle") == ("a", "b")


def test_a_machine_that_kept_nothing_begins_empty():
    world = World(start=False)
    assert of(world.restart({}), effects.StartAttempt) == []


def test_an_attempt_that_runs_keeps_its_files_and_its_start():
    world = World()
    world.begin(task("a", files=["x"]))
    world.submit(task("b", files=["x"]))
    fence = of(world.effects, effects.StartAttempt)[0].fence
    world.now += 60.0
    world.restart(fate(FateKind.RUNNING))
    assert world.states("a", "b") == ["running", "queued"]
    assert world.view("a").started_at == 0.0
    (lease,) = [lease for lease in world.machine.lease_views() if lease.path == "x"]
    assert [(hold.id, hold.fence) for hold in lease.holds] == [("a", fence)]
    world.finish("a")
    assert world.state("b") is TaskState.STARTING


def test_an_attempt_whose_start_was_not_told_counts_from_when_it_was_asked_for():
    world = World()
    world.submit(task("a"))
    world.now += 5.0
    world.restart(fate(FateKind.RUNNING))
    assert world.view("a").started_at == 0.0


def test_an_attempt_that_stands_still_is_resumed_if_nobody_wants_it_to():
    world = World()
    world.begin(task("a", timeout_s=10.0))
    world.now += 5.0
    asked = of(world.restart(fate(FateKind.SUSPENDED)), effects.ResumeAttempt)
    assert [effect.task_id for effect in asked] == ["a"]
    world.now += 100.0
    world.send(events.ProcessResumed, task_id="a", attempt=1)
    assert world.view("a").suspended_s == 100.0


def test_an_attempt_that_was_paused_and_ran_on_is_suspended_again():
    world = World()
    world.begin(task("a"))
    world.send(events.TaskPaused, task_id="a")
    world.send(events.ProcessSuspended, task_id="a", attempt=1)
    world.now += 20.0
    asked = of(world.restart(fate(FateKind.RUNNING)), effects.SuspendAttempt)
    assert [effect.task_id for effect in asked] == ["a"]
    assert world.view("a").suspended_s == 20.0


def test_a_time_limit_goes_on_counting():
    world = World()
    world.begin(task("a", timeout_s=10.0))
    world.now += 7.0
    world.restart(fate(FateKind.RUNNING))
    assert of(world.wait(2.0), effects.StopAttempt) == []
    assert len(of(world.wait(2.0), effects.StopAttempt)) == 1


def test_an_attempt_that_ended_in_time_does_not_run_out_of_it_afterwards():
    world = World()
    world.begin(task("a", timeout_s=10.0))
    world.now += 1000.0
    world.restart(fate(FateKind.ENDED))
    world.wait(1.0)
    world.finish("a")
    assert world.state("a") is TaskState.SUCCEEDED


def test_an_attempt_that_was_to_be_ended_is_asked_again():
    world = World()
    world.begin(task("a"))
    world.send(events.TaskCancelled, task_id="a")
    asked = of(world.restart(fate(FateKind.RUNNING)), effects.StopAttempt)
    assert [effect.task_id for effect in asked] == ["a"]
    world.finish("a", ok=False)
    assert world.state("a") is TaskState.CANCELLED


def test_what_was_never_started_starts_under_the_same_number():
    world = World()
    world.submit(task("a"))
    started = of(world.restart(fate(FateKind.NEVER_STARTED)), effects.StartAttempt)
    assert [(effect.task.id, effect.attempt) for effect in started] == [("a", 1)]


def test_what_was_never_started_and_is_not_wanted_any_more_has_ended():
    world = World()
    world.submit(task("a"), task("b", after=("a",)))
    world.send(events.TaskCancelled, task_id="a")
    world.restart(fate(FateKind.NEVER_STARTED))
    assert world.states("a", "b") == ["cancelled", "cancelled"]


@pytest.mark.parametrize("known", [True, False])
def test_what_nobody_has_seen_end_is_lost_and_does_not_run_again(known: bool):
    world = World()
    world.begin(task("a"))
    world.submit(task("b", after=("a",)))
    world.processes.clear()
    found = world.restart(fate(FateKind.LOST) if known else {})
    assert of(found, effects.StartAttempt) == []
    assert world.states("a", "b") == ["lost", "cancelled"]
    assert world.view("a").detail


def test_what_may_be_repeated_runs_again_after_a_while():
    world = World()
    world.begin(task("a", rerunnable=True))
    world.restart(fate(FateKind.LOST))
    assert world.state("a") is TaskState.QUEUED
    started = of(world.wait(3600.0), effects.StartAttempt)
    assert [(effect.task.id, effect.attempt) for effect in started] == [("a", 2)]


def test_a_retry_that_was_waited_for_comes_at_its_time():
    world = World(policy(retry_backoff_s=60.0))
    world.begin(task("a", retries=1))
    world.finish("a", ok=False)
    world.now += 20.0
    world.restart({})
    assert of(world.wait(30.0), effects.StartAttempt) == []
    assert len(of(world.wait(30.0), effects.StartAttempt)) == 1


def test_a_retry_whose_time_has_come_meanwhile_starts_at_once():
    world = World(policy(retry_backoff_s=60.0))
    world.begin(task("a", retries=1))
    world.finish("a", ok=False)
    world.now += 200.0
    assert len(of(world.restart({}), effects.StartAttempt)) == 1


def test_a_retry_whose_time_has_come_meanwhile_waits_for_its_turn_also_by_what_is_kept():
    world = World(policy(retry_backoff_s=60.0))
    world.begin(task("a", retries=1))
    world.finish("a", ok=False)
    world.send(events.RolePaused, role="middle")
    world.now += 200.0
    world.restart({})
    assert [row.waits_for for row in world.kept.queue().tasks] == ["turn"]


@pytest.mark.parametrize(("seconds", "hand"), [(50.0, Hand.PAUSED), (200.0, Hand.NONE)])
def test_what_was_set_for_a_time_ends_at_that_time(seconds: float, hand: Hand):
    world = World()
    world.send(events.RolePaused, role="middle", until=100.0)
    world.submit(task("a", "high", files=["x"]), task("b", "high", files=["x"]))
    world.send(events.TaskPaused, task_id="b", until=100.0)
    world.now += seconds
    world.restart(fate(FateKind.RUNNING))
    assert world.role("middle").hand is hand
    assert world.view("b").paused is (hand is Hand.PAUSED)
    world.now = 250.0
    world.wait(0.0)
    assert world.role("middle").hand is Hand.NONE
    assert not world.view("b").paused


def test_a_priority_set_by_hand_stays_until_the_configuration_gives_another():
    world = World()
    world.send(events.RolePrioritySet, role="middle", priority=8)
    world.restart({})
    assert world.role("middle").priority == 8
    other = {**ROLES, "middle": RolePolicy(3, SMALL)}
    machine = SchedulerMachine(policy(roles=other))
    machine.handle(events.QueueRestored(at=0.0, queue=world.kept.queue()))
    assert next(r for r in machine.role_views() if r.name == "middle").priority == 3


def test_tasks_of_a_role_that_is_configured_no_more_wait_in_a_stopped_one():
    world = World(start=False)
    world.submit(task("a"))
    world.send(events.RoleStarted, role="low")
    others = {name: role for name, role in ROLES.items() if name != "middle"}
    gone = SchedulerMachine(policy(roles=others))
    gone.handle(events.QueueRestored(at=0.0, queue=world.kept.queue()))
    assert gone.queued_ids("middle") == ("a",)
    assert gone.violations() == []
    without_low = SchedulerMachine(policy(roles={"middle": ROLES["middle"]}))
    without_low.handle(events.QueueRestored(at=0.0, queue=world.kept.queue()))
    assert [role.name for role in without_low.role_views()] == ["middle"]


def test_how_long_a_task_has_waited_is_remembered():
    world = World(start=False)
    world.submit(task("a"))
    world.now += 30.0
    world.send(events.TaskPaused, task_id="a")
    world.restart({})
    assert dict(world.view("a").waited_s)["role_stopped"] == 30.0


def test_ended_tasks_stay_as_they_ended():
    world = World()
    world.begin(task("a"))
    world.finish("a", ok=False, exit_code=7)
    world.restart({})
    assert (world.state("a"), world.view("a").exit_code) == (TaskState.FAILED, 7)
    world.send(events.TasksForgotten, task_ids=("a",))
    assert world.kept.tasks == {}


def test_a_live_task_that_is_only_measured_is_not_written_again():
    world = World()
    world.begin(task("a"))
    event = events.ProcessStarted(at=world.now, task_id="a", attempt=1)
    told = [effects.TaskChanged(at=world.now, cause="", task_id="a")]
    recorder = world.machine.recorder()
    first = recorder.changes(event, told)
    second = recorder.changes(event, told)
    assert first is not None
    assert second is not None
    assert [len(first.changed), len(second.changed)] == [1, 0]


def test_each_field_of_a_kept_task_is_that_of_its_record():
    world = World(start=False)
    world.submit(task("a", "low"))
    state = world.machine._state
    record = state.tasks["a"]
    others = {"number", "spec", "state", "waited", "fence", "counted_at", "waits_for"}
    told = {name: f"the {name}" for name in TaskRow._fields if name not in others}
    for name, value in told.items():
        setattr(record, name, value)
    kept = task_row(state, record)
    assert {name: getattr(kept, name) for name in told} == told


def test_how_many_tasks_of_a_role_run_is_no_reason_to_write_the_role_again():
    world = World()
    event = events.Woken(at=world.now)
    told = [effects.RoleChanged(at=world.now, cause="", role="middle", state=RoleState.ACTIVE)]
    recorder = world.machine.recorder()
    first = recorder.changes(event, told)
    assert first is not None
    assert [row.name for row in first.roles] == ["middle"]
    assert recorder.changes(event, told) is None
    paused = recorder.changes(event, world.send(events.RolePaused, role="middle"))
    assert paused is not None
    assert [row.hand for row in paused.roles] == [Hand.PAUSED]


def test_a_measurement_that_changes_nothing_keeps_nothing_but_its_sample():
    world = World()
    recorder = world.machine.recorder()
    assert recorder.changes(events.Woken(at=0.0), []) is None


def test_other_files_of_a_task_that_goes_back_into_the_line_are_kept_and_its_attempt_is_not_booked():
    world = World()
    world.submit(task("a", files=["x"]))
    outcome = Outcome(OutcomeKind.NOT_STARTED)
    event: Any = events.AttemptEnded(
        at=0.0, task_id="a", attempt=1, outcome=outcome, claims=(FileClaim("y"),)
    )
    recorder = world.machine.recorder()
    changes = recorder.changes(event, world.machine.handle(event))
    assert changes is not None
    assert changes.ended == ()
    assert [row.spec.claims for row in changes.written] == [(FileClaim("y"),)]


def test_every_wish_decision_and_end_is_in_the_journal_with_its_cause():
    world = World(start=False)
    world.send(events.RoleStarted, role="middle")
    world.begin(task("a"))
    world.send(events.TaskEdited, task=task("a"))
    world.send(events.RolePrioritySet, role="middle", priority=9)
    world.finish("a")
    world.send(events.PolicyChanged, policy=policy())
    holder = LeaseHolder("a shell", 1, 2, "boot")
    world.send(events.LeaseWanted, lease_id="lease:1", claims=(FileClaim("z"),), holder=holder)
    world.send(events.LeaseDropped, lease_id="lease:1")
    world.send(events.TasksForgotten, task_ids=("a",))
    world.restart({})
    assert kinds(world) == [
        "RoleStarted",
        "TasksSubmitted",
        "StartAttempt",
        "ProcessStarted",
        # The edit of a task that runs: what is refused is not told as done.
        "Refused",
        "RolePrioritySet",
        "AttemptEnded",
        "PolicyChanged",
        "LeaseWanted",
        "LeaseGranted",
        "LeaseDropped",
        "TasksForgotten",
        "QueueRestored",
    ]
    submitted, started = world.kept.journal[1:3]
    assert submitted.cause == started.cause
    assert (started.subject, started.detail["attempt"]) == ("a", 1)


def test_the_journal_tells_which_limits_another_configuration_has_changed():
    world = World()
    world.send(events.LimitSet, resource="cpu", limits=LimitPair(66.0, 44.0))
    world.send(events.PolicyChanged, policy=policy(cpu=LimitPair(66.0, 44.0), disk=LimitPair(95.0, 90.0)))
    assert (world.kept.journal[-1].kind, world.kept.journal[-1].detail) == (
        "PolicyChanged",
        {"disk": [95.0, 90.0]},
    )
    world.send(events.PolicyChanged, policy=policy())
    assert world.kept.journal[-1].detail == {"cpu": [80.0, 70.0], "disk": [90.0, 88.0]}
    world.send(events.PolicyChanged, policy=policy(max_parallel_tasks=3))
    assert world.kept.journal[-1].detail == {}


def test_what_the_limits_do_to_a_role_is_in_the_journal_with_its_reason():
    world = World()
    world.begin(task("a", "low"))
    world.samples(60.0, cpu=100.0)
    world.samples(60.0, cpu=0.0)
    found = {row.kind: row for row in world.kept.journal if row.kind in ("RoleThrottled", "RoleResumed")}
    assert set(found) == {"RoleThrottled", "RoleResumed"}
    assert found["RoleThrottled"].subject == "low"
    assert "CPU" in found["RoleThrottled"].detail["reason"]


def test_what_an_ended_task_used_is_remembered():
    world = World()
    world.begin(task("a"))
    world.pulses(1.0, usage={"a": TaskUsage(0.5, 77.0, 2)})
    world.finish("a", cpu_s=0.1, max_memory_mb=20.0)
    world.restart({})
    assert world.view("a").peak == TaskUsage(0.5, 77.0, 2)


def test_a_paused_role_is_paused_since_it_was_paused():
    world = World()
    world.now = 10.0
    world.send(events.RolePaused, role="middle")
    world.now = 50.0
    world.send(events.RoleStopped, role="middle", at_end=True)
    world.now = 60.0
    world.restart({})
    world.now = 61.0
    world.send(events.RoleStarted, role="middle", at_begin=True)
    assert (world.role("middle").hand, world.role("middle").since) == (Hand.PAUSED, 10.0)


def test_the_time_in_which_the_program_was_away_was_waited_too():
    world = World()
    world.begin(task("a", files=["x"]))
    world.submit(task("b", files=["x"]))
    world.now += 20.0
    world.restart(fate(FateKind.RUNNING))
    world.now += 10.0
    world.send(events.TaskPaused, task_id="b")
    assert dict(world.view("b").waited_s) == {"file": 30.0}


def test_a_task_of_a_paused_role_waits_for_that_since_it_was_paused():
    world = World()
    world.now = 10.0
    world.send(events.RolePaused, role="middle")
    world.now = 15.0
    world.submit(task("a"))
    world.now = 40.0
    world.restart({})
    world.now = 45.0
    world.send(events.TaskPaused, task_id="a")
    assert dict(world.view("a").waited_s) == {"role_paused": 30.0}


def test_a_file_is_held_since_it_was_taken():
    world = World()
    world.now = 5.0
    world.begin(task("a", files=["x"]))
    world.now = 60.0
    world.restart(fate(FateKind.RUNNING))
    (lease,) = world.machine.lease_views()
    assert lease.since == 5.0


def test_a_task_that_was_held_by_hand_is_held_since_then():
    world = World()
    world.begin(task("a"))
    world.submit(task("b", after=("a",)))
    world.send(events.TaskPaused, task_id="b")
    world.now += 20.0
    world.restart(fate(FateKind.RUNNING))
    (check,) = (c for c in world.machine.explain("b").failing if c.kind is CheckKind.TASK_PAUSED)
    assert check.since == 0.0
    world.now += 10.0
    world.send(events.TaskResumed, task_id="b")
    assert dict(world.view("b").waited_s)["task_paused"] == 30.0
