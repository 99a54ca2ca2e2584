"""Wishes as verbs with arguments: each says what it changes, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.commands.actions import actions_of
from parallel_execution_manager.scheduling.model.policy import LimitPair, Policy
from parallel_execution_manager.scheduling.model.sample import ResourceSample
from parallel_execution_manager.scheduling.model.task import (
    ClaimMode,
    ClaimScope,
    FileClaim,
    Priority,
    Requirement,
)
from tests.scheduling.world import World, policy, task

CSV = FileClaim("/x/data", scope=ClaimScope.TREE, pattern="*.csv")
DOCS = FileClaim("/x/docs", scope=ClaimScope.TREE)
PLAIN = FileClaim("/x/f")


def asked(*wishes: events.Event, rules: Policy | None = None) -> list[tuple[str, dict[str, Any]]]:
    world = World(rules, start=False)
    world.submit(task("first"), task("a", after=("first",), files=[CSV, DOCS, PLAIN]))
    state = world.inside
    return [(action.verb, dict(action.arguments)) for action in actions_of(state, wishes)]


def edit(**changes: Any) -> events.Event:
    plain = task("a", after=("first",), files=[CSV, DOCS, PLAIN])
    return events.TaskEdited(at=0.0, task=replace(plain, **changes))


@pytest.mark.parametrize(
    ("wish", "verb", "arguments"),
    [
        (events.TaskCancelled(at=0.0, task_id="a"), "cancel", {"tasks": ["a"]}),
        (events.TaskPaused(at=0.0, task_id="a"), "pause", {"tasks": ["a"]}),
        (events.TaskResumed(at=0.0, task_id="a"), "resume", {"tasks": ["a"]}),
        (events.TaskRetried(at=0.0, task_id="a"), "retry", {"tasks": ["a"]}),
        (events.TaskMoved(at=0.0, task_id="a", position=0), "move", {"task": "a", "position": 0}),
        (
            events.TaskPrioritySet(at=0.0, task_id="a", priority=Priority.HIGH),
            "priority",
            {"task": "a", "priority": "high"},
        ),
        (events.RoleStarted(at=0.0, role="low"), "start", {"roles": ["low"]}),
        (events.RolePaused(at=0.0, role="low"), "pause", {"role": "low"}),
        (events.RoleResumed(at=0.0, role="low"), "resume", {"role": "low"}),
        (
            events.RolePrioritySet(at=0.0, role="low", priority=7),
            "priority",
            {"role": "low", "priority": 7},
        ),
        (edit(role="low"), "edit", {"task": "a", "role": "low"}),
        (
            edit(requirement=Requirement(0.4, 90.0), declares=frozenset({"cpu_cores"})),
            "edit",
            {"task": "a", "cpu_cores": 0.4},
        ),
        (edit(claims=(CSV, PLAIN)), "edit", {"task": "a", "drop_files": ["/x/docs/"]}),
        (
            edit(claims=(replace(CSV, mode=ClaimMode.READ), DOCS, PLAIN)),
            "edit",
            {"task": "a", "read_files": ["/x/data/*.csv"]},
        ),
        (edit(after=()), "edit", {"task": "a", "drop_after": ["first"]}),
        (
            events.PolicyChanged(at=0.0, policy=policy(max_parallel_tasks=7, cpu=LimitPair(93.0, 70.0))),
            "configure",
            {
                "settings": {
                    "resource_thresholds": {"cpu_percent": {"throttle": 93.0, "resume": 70.0}},
                    "scheduling": {"max_parallel_tasks": 7},
                }
            },
        ),
    ],
)
def test_a_wish_is_asked_for_by_a_verb(wish, verb, arguments):
    assert asked(wish) == [(verb, arguments)]


def test_one_verb_does_what_is_done_to_several_tasks():
    wishes = [events.TaskPaused(at=0.0, task_id=name) for name in ("a", "first")]
    assert asked(*wishes, events.RolePaused(at=0.0, role="low")) == [
        ("pause", {"tasks": ["a", "first"]}),
        ("pause", {"role": "low"}),
    ]


def test_what_is_measured_cannot_be_wished():
    assert asked(events.SampleTaken(at=0.0, sample=ResourceSample(0.0, None, None, 50.0))) == []


def test_a_wish_without_a_verb_is_never_left_out_silently():
    with pytest.raises(TypeError, match="no verb for the wish RoleStopped"):
        asked(events.RoleStopped(at=0.0, role="low"))
