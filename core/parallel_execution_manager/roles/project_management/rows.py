"""Tasks as milestones see them: those of the manager, and those of an imported task list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from parallel_execution_manager.scheduling.model import TaskState

DONE = frozenset({TaskState.SUCCEEDED.value})
FAILED = frozenset({TaskState.FAILED.value, TaskState.TIMED_OUT.value, TaskState.LOST.value})
RUNNING = frozenset({TaskState.STARTING.value, TaskState.RUNNING.value, TaskState.SUSPENDED.value})
DROPPED = frozenset({TaskState.CANCELLED.value})


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task; ``ended_at`` is in UTC, ``note`` says why it failed or what it waits for."""

    id: str
    name: str
    role: str
    state: str
    category: str = ""
    ended_at: datetime | None = None
    due: datetime | None = None
    note: str = ""


def manager_rows(state: Mapping[str, Any], without: str) -> list[TaskRow]:
    """The manager's tasks, without the one that asks."""
    return [_manager_row(task) for task in state["tasks"] if task["id"] != without]


def _manager_row(task: Mapping[str, Any]) -> TaskRow:
    ended = task.get("ended_at")
    return TaskRow(
        id=task["id"],
        name=task["name"],
        role=task["role"],
        state=task["state"],
        ended_at=None if ended is None else datetime.fromtimestamp(ended, UTC),
        note=str(task.get("waits_for") or task.get("detail") or ""),
    )


def count(rows: Iterable[TaskRow], states: frozenset[str]) -> int:
    """How many of the rows are in one of the states."""
    return sum(row.state in states for row in rows)
