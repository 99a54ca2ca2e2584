"""Problems of a task file's tasks, each with its line: what reading found and what the manager finds."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from parallel_execution_manager.control.task_file import LineProblem, Row, TaskFile
from parallel_execution_manager.roles.task_form import TaskProblem

CheckTasks = Callable[[Sequence[Mapping[str, Any]]], Sequence[TaskProblem]]

# Also what is written almost as JSON, in single quotes or in none.
POSSIBLE_ID = re.compile(r"""\b(?:workflow_)?id["']?\s*:\s*(?:"([^"]*)|'([^']*)|(\w+))""")


def line_problems(tasks: TaskFile, check: CheckTasks) -> list[LineProblem]:
    """Every problem of the file, in the order of its lines; nothing is queued."""
    found = [*tasks.problems, *_duplicates(tasks.rows)]
    doubled = {problem.line for problem in found}
    rows = [_without_id(row) if row.line in doubled else row for row in tasks.rows]
    unread = _possible_ids(tasks.unreadable)
    if unread:
        rows = [_not_after(row, unread) for row in rows]
    problems = check([row.task for row in rows])
    found.extend(LineProblem(rows[problem.index].line, problem.message) for problem in problems)
    return sorted(found, key=lambda problem: problem.line)


def _duplicates(rows: Sequence[Row]) -> Iterator[LineProblem]:
    first: dict[str, int] = {}
    for row in rows:
        task_id = _id(row)
        if task_id and first.setdefault(task_id, row.line) != row.line:
            yield LineProblem(
                row.line,
                f"id {task_id!r} is that of line {first[task_id]} already; give each task an id of its own",
            )


def _id(row: Row) -> str:
    """The task's own id, empty if it has none; a whole number is an id as well."""
    given = row.task.get("id")
    return str(given) if isinstance(given, str | int) and not isinstance(given, bool) else ""


def _without_id(row: Row) -> Row:
    """The row as the manager shall check it when its doubled id has been told already."""
    return Row(row.line, {key: value for key, value in row.task.items() if key != "id"})


def _possible_ids(unreadable: str) -> set[str]:
    """The ids that the tasks of unreadable lines seem to have."""
    return {"".join(groups) for groups in POSSIBLE_ID.findall(unreadable)}


def _not_after(row: Row, ids: Collection[str]) -> Row:
    """The row without ``ids`` in its ``after``: they are not unknown, only unreadable as yet."""
    after = row.task.get("after")
    if not isinstance(after, list):
        return row
    kept = [name for name in after if not isinstance(name, str) or name not in ids]
    return Row(row.line, {**row.task, "after": kept})
