"""The operator's hand beats the ladder, for as long as it was asked for, and is shown."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling import effects, events
from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager.scheduling.model.policy import Hand, LimitPair
from parallel_execution_manager.scheduling.model.task import RoleState, TaskState
from tests.scheduling.rig import Rig, busy, rules
from tests.scheduling.world import of, task


def test_a_throttled_role_that_the_operator_resumes_goes_on_until_it_is_handed_back() -> None:
    rig = busy()
    rig.pulses(16.0, cpu=95.0)
    assert rig.rungs() == {"low": "suspended"}
    rig.send(events.RoleResumed, role="low")
    view = rig.role("low")
    assert (view.state, view.by_operator, view.hand, view.until) == (RoleState.ACTIVE, True, Hand.GOING, None)
    assert (rig.still, rig.lowered) == (set(), set())
    rig.pulses(60.0, cpu=95.0)
    assert "low" not in rig.rungs()
    rig.send(events.RoleHandedBack, role="low")
    assert not rig.role("low").by_operator
    rig.pulses(1.0, cpu=95.0)
    assert rig.rungs()["low"] == "held"
    assert rig.send(events.RoleHandedBack, role="low") == []


def test_limits_count_anew_after_the_operator_has_resumed_a_role() -> None:
    rig = busy()
    rig.pulses(6.0, cpu=95.0)
    rig.send(events.RoleResumed, role="low")
    rig.steps.clear()
    rig.pulses(5.0, cpu=95.0)
    assert rig.steps == []
    rig.pulses(0.2, cpu=95.0)
    assert [role for _, role, _ in rig.steps] == ["middle"]


@pytest.mark.parametrize(
    ("kind", "state", "still"),
    [
        (events.RolePaused, RoleState.SUSPENDED, {"low1"}),
        (events.RoleHeld, RoleState.THROTTLED, set()),
        (events.RoleResumed, RoleState.ACTIVE, set()),
    ],
)
def test_what_the_operator_sets_for_a_time_ends_by_itself(
    kind: type[events.Event], state: RoleState, still: set[str]
) -> None:
    rig = busy()
    rig.send(kind, role="low", until=rig.now + 900.0)
    assert (rig.role("low").state, rig.role("low").until, rig.role("low").by_operator) == (
        state,
        1000.0,
        True,
    )
    assert rig.still == still
    rig.advance(899.9)
    assert rig.role("low").state is state
    rig.advance(0.1)
    view = rig.role("low")
    assert (view.state, view.until, view.by_operator) == (RoleState.ACTIVE, None, False)
    assert rig.still == set()


def test_a_later_wish_replaces_the_end_of_the_one_before() -> None:
    rig = busy()
    rig.send(events.RolePaused, role="low", until=rig.now + 10.0)
    rig.send(events.RolePaused, role="low", until=rig.now + 50.0)
    rig.advance(40.0)
    assert rig.still == {"low1"}
    rig.send(events.RolePaused, role="low")
    rig.advance(100.0)
    assert rig.still == {"low1"}
    assert rig.send(events.RolePaused, role="low") == []


@pytest.mark.parametrize("kind", [events.RolePaused, events.RoleHeld, events.RoleResumed])
def test_a_time_that_is_over_is_refused(kind: type[events.Event]) -> None:
    rig = busy()
    (refused,) = of(rig.send(kind, role="low", until=rig.now), effects.Refused)
    assert "give a time from now to 366 days" in refused.problems[0]
    assert rig.role("low").hand is Hand.NONE


@pytest.mark.parametrize("kind", [events.TaskPaused, events.TaskResumed])
@pytest.mark.parametrize("until", [50.0, float("nan"), float("inf")])
def test_a_time_for_a_task_that_is_none_is_refused(kind: type[events.Event], until: float) -> None:
    rig = busy()
    (refused,) = of(rig.send(kind, task_id="low1", until=until), effects.Refused)
    assert "give a time from now to 366 days" in refused.problems[0]


def test_a_role_that_the_operator_holds_starts_nothing_even_alone_and_what_runs_goes_on() -> None:
    rig = Rig(rules())
    rig.begin(task("a", "low"))
    rig.send(events.RoleHeld, role="low")
    rig.submit(task("b", "low"))
    assert rig.still == set()
    rig.finish("a")
    assert rig.started() == ["a"]
    check = rig.machine.explain("b").failing[0]
    assert (check.kind, check.by_operator) == (CheckKind.ROLE_THROTTLED, True)
    rig.send(events.RoleResumed, role="low")
    assert rig.started() == ["a", "b"]


def test_a_stopped_role_cannot_be_held() -> None:
    rig = Rig(rules())
    rig.send(events.RoleStopped, role="low")
    (refused,) = of(rig.send(events.RoleHeld, role="low"), effects.Refused)
    assert "start it before holding it" in refused.problems[0]
    for kind in (events.RoleHeld, events.RoleHandedBack):
        assert "'x' is unknown" in of(rig.send(kind, role="x"), effects.Refused)[0].problems[0]


def test_starting_a_held_role_releases_the_hold() -> None:
    rig = busy()
    rig.send(events.RoleHeld, role="low")
    rig.send(events.RoleStarted, role="low")
    assert rig.role("low").state is RoleState.ACTIVE


def test_a_pause_hides_the_ladder_and_its_release_leaves_what_the_scheduler_decided() -> None:
    rig = busy()
    rig.pulses(11.0, cpu=95.0)
    rig.send(events.RolePaused, role="low")
    assert rig.role("low").by_operator
    rig.steps.clear()
    rig.send(events.RoleResumed, role="low")
    view = rig.role("low")
    assert (view.state, view.by_operator, rig.rungs()) == (RoleState.THROTTLED, False, {"low": "lowered"})
    assert (rig.still, rig.lowered) == (set(), {"low1"})


def test_a_paused_role_is_not_raised_and_comes_down_unseen() -> None:
    rig = busy()
    rig.pulses(6.0, cpu=95.0)
    rig.send(events.RolePaused, role="low")
    rig.steps.clear()
    rig.pulses(11.0, cpu=95.0)
    assert [role for _, role, _ in rig.steps] == ["middle", "middle"]
    rig.pulses(40.0, cpu=10.0)
    assert [role for _, role, _ in rig.steps] == ["middle"] * 4
    assert (rig.role("low").state, rig.role("low").by_operator) == (RoleState.SUSPENDED, True)
    assert rig.rungs() == {}


def test_a_held_role_is_lowered_and_suspended_like_any_other_and_stays_marked() -> None:
    rig = busy()
    rig.send(events.RoleHeld, role="low")
    rig.pulses(16.0, cpu=95.0)
    view = rig.role("low")
    assert (view.state, view.hand, view.rung.word) == (RoleState.SUSPENDED, Hand.HELD, "suspended")
    assert rig.still == {"low1"}
    rig.pulses(60.0, cpu=10.0)
    assert (rig.role("low").state, rig.role("low").by_operator) == (RoleState.THROTTLED, True)


def test_a_task_that_the_operator_resumes_goes_on_in_a_suspended_role() -> None:
    rig = busy(per_role=2)
    rig.pulses(16.0, cpu=95.0)
    assert rig.still == {"low1", "low2"}
    rig.send(events.TaskResumed, task_id="low2")
    assert (rig.still, rig.lowered) == ({"low1"}, {"low1"})
    assert rig.view("low2").kept_running == "resumed by you"
    rig.send(events.TaskPaused, task_id="low2")
    rig.send(events.TaskResumed, task_id="low2")
    assert rig.still == {"low1", "low2"}
    rig.send(events.TaskResumed, task_id="low2", until=rig.now + 60.0)
    assert rig.still == {"low1"}
    rig.pulses(59.0, cpu=95.0)
    assert "low2" not in rig.still
    rig.pulses(2.0, cpu=95.0)
    assert rig.still == {"low1", "low2", "middle1", "middle2", "high2"}


def test_a_resumed_task_is_marked_no_more_when_its_time_is_over_and_nobody_is_held_back() -> None:
    rig = busy(per_role=2)
    rig.pulses(16.0, cpu=95.0)
    rig.send(events.TaskResumed, task_id="low2", until=rig.now + 60.0)
    rig.pulses(70.0, cpu=5.0)
    assert (rig.view("low2").kept_running, rig.view("low2").until) == ("", None)


def test_a_task_is_paused_for_a_time() -> None:
    rig = busy()
    rig.submit(task("next", "low", after=("low1",)))
    rig.send(events.TaskPaused, task_id="next", until=rig.now + 5.0)
    rig.send(events.TaskPaused, task_id="low1", until=rig.now + 10.0)
    assert rig.still == {"low1"}
    rig.advance(5.0)
    assert not rig.view("next").paused
    rig.advance(5.0)
    assert rig.still == set()
    rig.send(events.TaskPaused, task_id="low1", until=rig.now + 10.0)
    rig.send(events.TaskResumed, task_id="low1")
    rig.send(events.TaskPaused, task_id="low1")
    rig.advance(20.0)
    assert rig.still == {"low1"}
    rig.send(events.TaskPaused, task_id="next", until=rig.now + 10.0)
    rig.send(events.TaskCancelled, task_id="next")
    rig.send(events.TasksForgotten, task_ids=("next",))
    rig.advance(20.0)


def test_operators_pauses_may_stop_everything_and_a_ladder_leaves_them_out() -> None:
    rig = Rig(rules())
    rig.begin(task("a", "low"), task("b", "low"))
    rig.send(events.TaskPaused, task_id="a")
    rig.pulses(20.0, cpu=95.0)
    assert rig.still == {"a"}
    rig.send(events.TaskPaused, task_id="b")
    rig.pulses(60.0, cpu=95.0)
    assert rig.still == {"a", "b"}
    rig.send(events.TaskResumed, task_id="a")
    assert rig.still == {"b"}


def test_a_paused_task_is_no_reason_to_lower_its_role_nor_to_evict_it() -> None:
    rig = Rig(rules())
    rig.begin(task("a", "high"), task("b", "low", rerunnable=True))
    rig.send(events.TaskPaused, task_id="b")
    rig.pulses(30.0, cpu=95.0, memory=88.0)
    assert rig.rungs()["low"] == "held"
    assert rig.state("b") is TaskState.SUSPENDED


def test_a_limit_changed_while_running_lets_roles_go() -> None:
    rig = busy()
    rig.pulses(16.0, cpu=95.0)
    rig.send(events.PolicyChanged, policy=rules(cpu=LimitPair(100.0, 100.0)))
    rig.pulses(21.0, cpu=95.0)
    assert (rig.rungs(), rig.still) == ({}, set())
    assert "CPU has no limit any more" in rig.reasons[-1]


def test_a_raised_priority_changes_who_is_next() -> None:
    rig = busy()
    rig.send(events.RolePrioritySet, role="low", priority=10)
    rig.pulses(6.0, cpu=95.0)
    assert rig.rungs() == {"middle": "held"}
