"""Why each queued task waits: what task management reports when it has no schedule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from parallel_execution_manager.roles.markdown import table
from parallel_execution_manager.roles.task_management.decisions import duration
from parallel_execution_manager.scheduling.model.task import TaskState


def waiting_tasks(state: Mapping[str, Any], now: datetime) -> list[dict[str, Any]]:
    """A line for each queued task, longest waiting first."""
    queued = [task for task in state["tasks"] if task["state"] == TaskState.QUEUED]
    return [_line(task, now) for task in sorted(queued, key=lambda task: (task["queued_at"], task["id"]))]


def _line(task: Mapping[str, Any], now: datetime) -> dict[str, Any]:
    return {
        "at": now.isoformat(),
        "task_id": task["id"],
        "name": task["name"],
        "role": task["role"],
        "priority": task["priority"],
        "waited_s": round(max(0.0, now.timestamp() - task["queued_at"]), 1),
        "reason": task.get("waits_for") or "its turn comes next",
    }


def markdown(lines: Sequence[Mapping[str, Any]]) -> str:
    """The waiting tasks as a table."""
    rows = [
        (
            line["name"],
            line["role"],
            line["priority"],
            duration(timedelta(seconds=line["waited_s"])),
            line["reason"],
        )
        for line in lines
    ]
    text = ["# Waiting tasks", ""]
    text += (
        table(("Task", "Role", "Priority", "Waited", "Waits for"), rows) if rows else ["No task waits.", ""]
    )
    return "\n".join(text)
