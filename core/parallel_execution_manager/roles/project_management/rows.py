"""Tasks as milestones see them: those of the manager, and those of an imported task list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import TaskState

DONE = frozenset({TaskState.SUCCEEDED.value})
FAILED = frozenset({TaskState.FAILED.value, TaskState.TIMED_OUT.value, TaskState.LOST.value})
RUNNING = frozenset({TaskState.STARTING.value, TaskState.RUNNING.value, TaskState.SUSPENDED.value})
DROPPED = frozenset({TaskState.CANCELLED.value})


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task; times are in UTC, ``note`` says why it failed or what it waits for.

    ``after`` are the ids of those that it comes after. A person does what ``is_listed``, no manager.
    """

    id: str
    name: str
    role: str
    state: str
    category: str = ""
    ended_at: datetime | None = None
    due: datetime | None = None
    note: str = ""
    begun_at: datetime | None = None
    after: tuple[str, ...] = ()
    is_listed: bool = False


def manager_rows(state: Mapping[str, Any], without: str) -> list[TaskRow]:
    """The manager's tasks, without the one that asks."""
    return [_manager_row(task) for task in state["tasks"] if task["id"] != without]


def _manager_row(task: Mapping[str, Any]) -> TaskRow:
    return TaskRow(
        id=task["id"],
        name=task["name"],
        role=task["role"],
        state=task["state"],
        ended_at=_moment(task.get("ended_at")),
        note=str(task.get("waits_for") or task.get("detail") or ""),
        begun_at=_moment(task.get("started_at")),
        after=tuple(task.get("after", ())),
    )


def _moment(at: float | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at, UTC)


def count(rows: Iterable[TaskRow], states: frozenset[str]) -> int:
    """How many of the rows are in one of the states."""
    return sum(row.state in states for row in rows)
