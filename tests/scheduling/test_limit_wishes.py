"""An operator sets a limit pair while tasks run."""

from __future__ import annotations

import pytest

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.effects import Refused
from parallel_execution_manager.scheduling.model import RoleState
from parallel_execution_manager.scheduling.policy import LimitPair
from parallel_execution_manager.scheduling.rungs import RESOURCES
from tests.scheduling.rig import Rig, rules
from tests.scheduling.world import World, of, task


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
