"""``project_tasks.json``: a list of a person's tasks, kept by hand or by an older program."""

from __future__ import annotations

from datetime import datetime, time, tzinfo
from pathlib import Path

from parallel_execution_manager.roles.input_files import InputProblems, read_json_object
from parallel_execution_manager.roles.project_management.milestones import END_OF_DAY
from parallel_execution_manager.roles.project_management.rows import TaskRow
from parallel_execution_manager.roles.tables import Table
from parallel_execution_manager.scheduling.model.task import TaskState


def read_task_list(path: Path, zone: tzinfo) -> list[TaskRow]:
    """The tasks of the list: completed ones as succeeded, others as queued; times are of ``zone``.

    Raises:
        InputProblems: the file cannot be used; everything wrong with it is named at once.
    """
    problems: list[str] = []
    top = Table(read_json_object(path), "", problems)
    if "tasks" not in top.values:
        top.problem(
            "tasks", "is missing; it must be a list of objects with title, category, due_date, completed"
        )
    rows = [_row(table, number, zone) for number, table in enumerate(top.tables("tasks"))]
    if problems:
        raise InputProblems(path, tuple(problems))
    return rows


def _row(table: Table, number: int, zone: tzinfo) -> TaskRow:
    completed = table.flag("completed", default=False)
    return TaskRow(
        id=table.text("id", f"listed-{number}"),
        name=table.text("title", required=True),
        role="",
        state=TaskState.SUCCEEDED.value if completed else TaskState.QUEUED.value,
        category=table.text("category"),
        ended_at=table.moment("completed_date", zone, time()) if completed else None,
        due=table.moment("due_date", zone, END_OF_DAY),
        is_listed=True,
    )


def overdue(rows: list[TaskRow], now: datetime) -> list[TaskRow]:
    """The tasks that are not done and whose due time is over, most overdue first."""
    late = [row for row in rows if row.due and row.due < now and row.state == TaskState.QUEUED]
    return sorted(late, key=lambda row: row.due or now)
