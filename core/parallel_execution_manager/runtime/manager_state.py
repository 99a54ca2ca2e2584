"""The manager's state as plain data, for roles whose tasks report on it."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any

from parallel_execution_manager.scheduling.explain.reasons import waiting_reason, why_still
from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model.levels import Rung
from parallel_execution_manager.scheduling.model.policy import Hand
from parallel_execution_manager.scheduling.model.sample import ResourceSample, WallClock
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.model.wording import describe
from parallel_execution_manager.scheduling.snapshot import RoleView, Snapshot, TaskView
from parallel_execution_manager.system.config.masking import SecretValues

_BY_ROLE = frozenset({CheckKind.ROLE_PAUSED, CheckKind.ROLE_THROTTLED})
_HOLDING = frozenset({Hand.PAUSED, Hand.HELD})


def manager_state(snapshot: Snapshot) -> dict[str, Any]:
    """A full snapshot as JSON-able data; times are seconds since the epoch."""
    roles = {role.name: role for role in snapshot.roles}
    size = snapshot.policy.size
    return {
        "at": datetime.fromtimestamp(snapshot.wall.of(snapshot.at), UTC).isoformat(),
        "machine": {"cores": size.cores, "memory_mb": size.memory_mb},
        "sample": None if snapshot.sample is None else sample_state(snapshot.sample, snapshot.wall),
        "roles": [role_state(role, snapshot.wall) for role in snapshot.roles],
        "tasks": [
            {**task_state(task, roles[task.spec.role], snapshot.wall), "after": list(task.spec.after)}
            for task in snapshot.tasks
        ],
    }


def sample_state(sample: ResourceSample, wall: WallClock) -> dict[str, Any]:
    """What was measured of the machine and of each task."""
    fields = {field.name: getattr(sample, field.name) for field in dataclasses.fields(sample)}
    fields["at"] = _wall(sample.at, wall)
    fields["pressure"] = None if sample.pressure is None else dataclasses.asdict(sample.pressure)
    return {**fields, "tasks": {name: dataclasses.asdict(usage) for name, usage in sample.tasks.items()}}


def role_state(role: RoleView, wall: WallClock) -> dict[str, Any]:
    """A role in short; ``by_hand`` is what the operator has set, and ``until`` when that ends by itself.

    ``reason`` is why the limits hold it back, and when they let it go, if they do.
    """
    by_hand = role.hand is not Hand.NONE
    is_held_back = role.rung is not Rung.FREE and role.reason is not None
    return {
        "name": role.name,
        "state": str(role.state),
        "reason": str(role.reason) if is_held_back else None,
        "by_hand": str(role.hand) if by_hand else None,
        "until": _wall(role.until, wall) if by_hand else None,
        "priority": role.priority,
        "queued": role.queued,
        "running": role.running,
    }


def task_state(task: TaskView, role: RoleView | None, wall: WallClock) -> dict[str, Any]:
    """A task as it stands; without its role only what the task itself waits for is known.

    Secrets of its own ``env`` are hidden where they stand in its name or in what it said of itself.
    """
    check = task.waits_for if role is None else waiting_reason(task, role)
    still = "" if role is None else why_still(task, role)
    secrets = SecretValues.of(task.spec.env)
    return {
        "id": task.id,
        "name": secrets.hidden(task.spec.name),
        "role": task.spec.role,
        "state": str(task.state),
        "priority": task.spec.priority.word,
        "attempts": task.attempt,
        "queued_at": _wall(task.queued_at, wall),
        "started_at": _wall(task.started_at, wall),
        "ended_at": _wall(task.ended_at, wall),
        "exit_code": task.exit_code,
        "detail": secrets.hidden(task.detail),
        "requirement": dataclasses.asdict(task.requirement),
        "peak": dataclasses.asdict(task.peak) if task.peak is not None else None,
        "waits_for": describe(check) if check is not None else None,
        "still": still or None,
        "until": _wall(_until(task, role, check), wall),
    }


def _until(task: TaskView, role: RoleView | None, check: Check | None) -> float | None:
    """When what the operator has set ends by itself, if that is what the task waits or stands still for."""
    if task.paused:
        return task.until
    by_role = task.state is TaskState.SUSPENDED or (check is not None and check.kind in _BY_ROLE)
    return role.until if role is not None and by_role and role.hand in _HOLDING else None


def _wall(moment: float | None, wall: WallClock) -> float | None:
    return None if moment is None else wall.of(moment)
