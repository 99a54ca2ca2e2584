"""An operator sets a limit pair while tasks run."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.effects import Refused, RoleResumed
from parallel_execution_manager.scheduling.model.checks import TITLES
from parallel_execution_manager.scheduling.model.levels import HELPFUL, RESOURCES
from parallel_execution_manager.scheduling.model.policy import LimitPair
from parallel_execution_manager.scheduling.model.sample import TaskUsage
from parallel_execution_manager.scheduling.model.task import RoleState, TaskState
from parallel_execution_manager.scheduling.settings import sections
from tests.scheduling.rig import Rig, rules
from tests.scheduling.world import World, of, task


def test_whatever_is_watched_has_a_setting_rungs_and_a_title():
    keys = [field.key for field in sections.THRESHOLD_FIELDS]
    assert sorted(keys) == sorted(map(sections.threshold_key, RESOURCES))
    assert sorted(map(sections.resource_of, keys)) == sorted(HELPFUL) == sorted(TITLES) == sorted(RESOURCES)


def test_what_is_not_watched_has_no_limit():
    with pytest.raises(KeyError, match="ageing_s"):
        World().machine.policy.limit("ageing_s")


@pytest.mark.parametrize("resource", RESOURCES)
def test_a_limit_that_is_set_is_in_force(resource: str):
    world = World()
    world.send(events.LimitSet, resource=resource, limits=LimitPair(66.0, 44.0))
    assert world.machine.policy.limit(resource) == LimitPair(66.0, 44.0)
    entry = world.kept.journal[-1]
    assert (entry.kind, entry.subject) == ("LimitSet", resource)
    assert entry.detail == {"throttle": 66.0, "resume": 44.0}


def test_a_lower_limit_holds_a_role_back_and_a_higher_one_lets_it_go():
    rig = Rig(rules())
    rig.begin(task("a", "low"))
    rig.pulses(10.0, cpu=60.0)
    assert rig.rungs() == {}
    rig.send(events.LimitSet, resource="cpu", limits=LimitPair(50.0, 40.0))
    rig.pulses(8.0, cpu=60.0)
    assert rig.role("low").state is RoleState.THROTTLED
    rig.send(events.LimitSet, resource="cpu", limits=LimitPair(90.0, 80.0))
    rig.pulses(30.0, cpu=60.0)
    assert rig.rungs() == {}


def test_the_same_limit_again_changes_nothing():
    world = World()
    limits = world.machine.policy.limit("memory")
    assert world.send(events.LimitSet, resource="memory", limits=limits) == []


def held_back(cpu: float = 90.0, seconds: float = 60.0) -> Rig:
    """A role is held back by the limit of 80 %, also its task if it lasts."""
    rig = Rig(rules())
    rig.begin(task("a", "low"), task("b", "high"))
    rig.pulses(seconds, cpu=cpu)
    assert "low" in rig.rungs()
    return rig


@pytest.mark.parametrize("seconds", [7.0, 12.0, 60.0])
def test_a_limit_that_is_lifted_lets_roles_go_at_once(seconds: float):
    rig = held_back(seconds=seconds)
    told = of(rig.send(events.LimitSet, resource="cpu", limits=LimitPair(100.0, 90.0)), RoleResumed)
    assert rig.rungs() == {}
    assert rig.role("low").state is RoleState.ACTIVE
    assert rig.state("a") is not TaskState.SUSPENDED
    assert "low" in [effect.role for effect in told]
    assert {str(effect.reason) for effect in told} == {"CPU has no limit any more: tasks may start again"}


def test_a_limit_that_is_raised_above_what_is_measured_lets_go_at_once():
    rig = held_back(seconds=7.0)
    rig.send(events.LimitSet, resource="cpu", limits=LimitPair(95.0, 70.0))
    assert rig.rungs() == {}
    assert str(rig.role("low").reason) == "CPU 90 % keeps the new limit of 95 %: tasks may start again"


def test_the_same_in_another_configuration():
    rig = held_back(seconds=7.0)
    rig.send(events.PolicyChanged, policy=rules(cpu=LimitPair(100.0, 90.0)))
    assert rig.rungs() == {}


def test_a_limit_that_is_still_crossed_holds_on_and_tells_when_it_ends():
    rig = held_back(seconds=7.0)
    rig.send(events.LimitSet, resource="cpu", limits=LimitPair(85.0, 60.0))
    assert rig.role("low").state is RoleState.THROTTLED
    assert "resumes at 60 % or below" in str(rig.role("low").reason)


def test_a_limit_that_has_changed_since_is_told_as_the_one_of_then():
    rig = held_back(seconds=7.0)
    assert "over 80 % for" in str(rig.role("low").reason)
    rig.send(events.LimitSet, resource="cpu", limits=LimitPair(85.0, 60.0))
    assert "was over the former limit of 80 % for" in str(rig.role("low").reason)
    rig.send(events.LimitSet, resource="cpu", limits=LimitPair(80.0, 60.0))
    assert "over 80 % for" in str(rig.role("low").reason)


def test_what_another_resource_holds_stays():
    rig = held_back(seconds=7.0)
    rig.send(events.LimitSet, resource="memory", limits=LimitPair(100.0, 90.0))
    assert rig.role("low").state is RoleState.THROTTLED


def test_of_a_limit_of_which_nothing_is_known_nothing_is_let_go():
    rig = held_back(seconds=7.0)
    rig.pulses(0.2, cpu=None)
    rig.send(events.LimitSet, resource="cpu", limits=LimitPair(95.0, 70.0))
    assert rig.role("low").state is RoleState.THROTTLED


@pytest.mark.parametrize(
    ("limits", "starts"),
    [
        (LimitPair(99.0, 96.0), True),
        (LimitPair(100.0, 80.0), True),
        (LimitPair(97.0, 80.0), True),
        (LimitPair(94.0, 93.0), False),
    ],
)
def test_a_task_that_waits_for_a_full_disk_goes_by_the_new_limit_at_once(limits: LimitPair, starts: bool):
    world = World()
    world.begin(task("runs"))
    world.sample(disk=95.5)
    world.submit(task("a"))
    assert world.state("a") is TaskState.QUEUED
    world.send(events.LimitSet, resource="disk", limits=limits)
    assert (world.state("a") is not TaskState.QUEUED) is starts
    world.sample(disk=95.5)
    assert (world.state("a") is not TaskState.QUEUED) is starts


def test_a_disk_that_is_over_a_lower_limit_starts_nothing_more():
    world = World()
    world.begin(task("runs"))
    world.sample(disk=85.0)
    world.send(events.LimitSet, resource="disk", limits=LimitPair(80.0, 70.0))
    world.submit(task("a"))
    assert world.state("a") is TaskState.QUEUED


def test_a_full_disk_stays_full_between_its_limits_while_the_upper_one_comes_down():
    world = World()
    world.begin(task("runs"))
    world.sample(disk=92.0)
    world.sample(disk=89.0)
    world.submit(task("a"))
    world.send(events.LimitSet, resource="disk", limits=LimitPair(89.5, 88.0))
    assert world.state("a") is TaskState.QUEUED


def test_what_is_suspended_goes_on_only_if_it_fits_under_the_new_limit():
    rig = Rig(rules())
    rig.begin(task("a", "low"), task("b", "high"))
    rig.pulses(60.0, cpu=90.0, usage={"a": TaskUsage(2.0, 10.0), "b": TaskUsage(1.0, 10.0)})
    assert rig.rungs()["low"] == "suspended"
    rig.send(events.LimitSet, resource="cpu", limits=LimitPair(95.0, 20.0))
    assert rig.rungs()["low"] == "suspended"


@pytest.mark.parametrize(
    ("resource", "limits", "words"),
    [
        ("gpu", LimitPair(80.0, 70.0), "resource 'gpu' has no limit; those that have one: memory"),
        ("cpu", LimitPair(80.0, 90.0), "CPU cannot resume at 90 %, above its throttle limit of 80 %"),
        ("disk", LimitPair(101.0, 90.0), "throttle limit of disk cannot be 101 %; give a number from 1 to"),
        ("cpu", LimitPair(80.0, 0.0), "resume limit of CPU cannot be 0 %"),
        ("cpu", LimitPair(float("nan"), 10.0), "throttle limit of CPU cannot be nan %"),
    ],
)
def test_a_limit_that_makes_no_sense_is_refused_with_the_reason(resource: str, limits: LimitPair, words: str):
    world = World()
    before = world.machine.policy
    (refused,) = of(world.send(events.LimitSet, resource=resource, limits=limits), Refused)
    assert words in refused.problems[0]
    assert world.machine.policy == before
