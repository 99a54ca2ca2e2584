"""The manager's state as plain data is complete and can be written as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from parallel_execution_manager.runtime.manager_state import manager_state, role_state
from parallel_execution_manager.scheduling.events import ProcessSuspended, RolePaused, RoleResumed, TaskPaused
from parallel_execution_manager.scheduling.model.checks import Reason
from parallel_execution_manager.scheduling.model.levels import Rung
from parallel_execution_manager.scheduling.model.sample import Pressure, ResourceSample, TaskUsage, WallClock
from parallel_execution_manager.scheduling.snapshot import Snapshot
from tests.scheduling.world import World, policy, task


def state_of(world: World, sample: ResourceSample | None = None) -> dict[str, Any]:
    """What a manager over the world would tell at its time."""
    return manager_state(
        Snapshot(
            at=world.now,
            wall_offset=1_000_000.0,
            full=True,
            tasks=world.machine.task_views(),
            removed=(),
            roles=world.machine.role_views(),
            leases=(),
            sample=sample,
            policy=world.machine.policy,
        )
    )


def test_everything_that_roles_report_on_is_there() -> None:
    world = World(policy(max_parallel_tasks=1))
    world.now = 100.0
    world.begin(task("a"))
    world.submit(task("b"))
    usage, pressure = {"a": TaskUsage(0.5, 64.0, 2)}, Pressure(1.0, 2.0, 3.0)
    sample = ResourceSample(100.0, 12.0, None, 3.0, pressure=pressure, tasks=usage)
    state = state_of(world, sample)
    assert json.loads(json.dumps(state)) == state
    assert state["at"].startswith("1970-01-12")
    assert state["machine"] == {"cores": 4, "memory_mb": 8000.0}
    assert state["sample"]["cpu_percent"] == 12.0
    assert state["sample"]["memory_percent"] is None
    assert state["sample"]["pressure"] == {
        "cpu": 1.0,
        "memory": 2.0,
        "io": 3.0,
        "memory_some": None,
        "io_some": None,
    }
    assert state["sample"]["tasks"]["a"]["memory_mb"] == 64.0
    tasks = {row["id"]: row for row in state["tasks"]}
    assert tasks["a"]["started_at"] == 1_000_100.0
    assert tasks["a"]["waits_for"] is None
    assert tasks["b"]["waits_for"] == "1 task runs, at most 1 may"
    assert {row["name"]: row["running"] for row in state["roles"]}["middle"] == 1


def test_what_is_set_by_hand_is_there_with_its_end() -> None:
    world = World(policy())
    world.now = 100.0
    world.begin(task("a"))
    world.send(RolePaused, role="middle", until=160.0)
    world.send(ProcessSuspended, task_id="a", attempt=1)
    world.submit(task("b"))
    state = state_of(world)
    middle = next(row for row in state["roles"] if row["name"] == "middle")
    assert (middle["state"], middle["by_hand"], middle["until"]) == ("suspended", "paused", 1_000_160.0)
    rows = {row["id"]: row for row in state["tasks"]}
    assert {row["until"] for row in rows.values()} == {1_000_160.0}
    assert rows["a"]["still"] == "paused with its role by you"
    assert rows["b"]["waits_for"] == "role middle is paused by you"
    world.send(RoleResumed, role="middle")
    world.send(TaskPaused, task_id="b", until=130.0)
    rows = {row["id"]: row for row in state_of(world)["tasks"]}
    assert (rows["b"]["until"], rows["a"]["until"]) == (1_000_130.0, None)


def test_why_the_limits_hold_a_role_back_is_told_while_they_do() -> None:
    reason = Reason("cpu", 97.0, 80.0, 70.0, since=0.0, held_s=20.0)
    role = replace(World(policy()).role("middle"), reason=reason)
    assert role_state(role, WallClock())["reason"] is None
    assert role_state(replace(role, rung=Rung.HELD), WallClock())["reason"] == str(reason)
