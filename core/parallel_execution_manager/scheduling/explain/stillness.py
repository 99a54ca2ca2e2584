"""Why a live task stands still or is slowed down, in words."""

from __future__ import annotations

from dataclasses import replace

from parallel_execution_manager.scheduling.model.model import RoleState, TaskState
from parallel_execution_manager.scheduling.model.prose import describe_mb
from parallel_execution_manager.scheduling.model.rungs import HELPFUL, Rung
from parallel_execution_manager.scheduling.snapshot import RoleView, TaskView


def why_still(task: TaskView, role: RoleView) -> str:
    """One line for a task that is suspended or gets less than its share; empty for any other."""
    if task.state is TaskState.SUSPENDED:
        return _why_suspended(task, role)
    return _why_lowered(role) if task.lowered else ""


def _why_lowered(role: RoleView) -> str:
    """What was measured and what that means for this task, whatever it means for others of its role."""
    reason = role.reason
    if reason is None or Rung.LOWERED not in HELPFUL[reason.resource]:
        return "gets processor and disk after everybody else"
    return str(replace(reason, rung=Rung.LOWERED))


def _why_suspended(task: TaskView, role: RoleView) -> str:
    if task.paused:
        return f"paused: {task.paused_why}" if task.paused_why else "paused by you"
    if role.state is RoleState.SUSPENDED and role.by_operator:
        return "paused with its role by you"
    if task.held_back:
        used = describe_mb(task.usage.memory_mb) if task.usage is not None else "more"
        return (
            f"uses {used} and grew faster than expected ({describe_mb(task.requirement.memory_mb)}) while "
            "memory runs short; goes on when there is room"
        )
    return f"suspended with its role: {role.reason}" if role.reason is not None else "about to go on"
