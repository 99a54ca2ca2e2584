"""Problems of a task file's tasks, each with its line: what reading found and what the manager finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from parallel_execution_manager.control.task_file import LineProblem, Row, TaskFile
from parallel_execution_manager.roles.task_form import OWN_KEYS, TaskProblem
from parallel_execution_manager.scheduling.declarations import RoleDeclaration

TYPO_CUTOFF = 0.8
KEYS_OF_ANY_ROLE = (*sorted(OWN_KEYS), "script", "script_path", "args", "agent_id", "seed", "description")


CheckTasks = Callable[[Sequence[Mapping[str, Any]]], Sequence[TaskProblem]]


def line_problems(tasks: TaskFile, check: CheckTasks) -> list[LineProblem]:
    """Every problem of the file, in the order of its lines; nothing is queued."""
    found = [*tasks.problems, *_duplicates(tasks.rows)]
    doubled = {problem.line for problem in found}
    rows = [_without_id(row) if row.line in doubled else row for row in tasks.rows]
    if tasks.problems:
        rows = _without_unknown_ids(rows)
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


def _without_unknown_ids(rows: Sequence[Row]) -> list[Row]:
    """The rows without ``after`` ids that none of them has: a line that cannot be read may have it."""
    known = set(map(_id, rows))
    return [_keeping_after(row, known) for row in rows]


def _keeping_after(row: Row, known: set[str]) -> Row:
    after = row.task.get("after")
    if not isinstance(after, list):
        return row
    return Row(
        row.line,
        {**row.task, "after": [name for name in after if not isinstance(name, str) or name in known]},
    )


def typo_warnings(tasks: TaskFile, declarations: Mapping[str, RoleDeclaration]) -> Iterator[LineProblem]:
    """A line for each key that nobody reads and that looks like one that is read.

    Unknown keys are allowed and kept: a script may want them. A near miss is most likely a slip.
    """
    known = {
        name: [*KEYS_OF_ANY_ROLE, *(field.key for field in declaration.fields)]
        for name, declaration in declarations.items()
    }
    for row in tasks.rows:
        keys = known.get(row.task["role"], KEYS_OF_ANY_ROLE)
        for key in (key for key in row.task if key not in keys):
            near = get_close_matches(key, keys, n=1, cutoff=TYPO_CUTOFF)
            if near:
                yield LineProblem(
                    row.line, f"key {key!r} is not known and only kept; did you mean {near[0]!r}?"
                )
