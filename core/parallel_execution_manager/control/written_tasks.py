"""Tasks that somebody has written, looked at before they are handed to a manager.

Apart from `adding`, as it needs all that is known of roles, which takes long to load.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from parallel_execution_manager.control.messages import tell
from parallel_execution_manager.control.task_check import line_problems
from parallel_execution_manager.control.task_file import Row, TaskFile, TaskFileError, read_task_file
from parallel_execution_manager.control.task_keys import key_warnings
from parallel_execution_manager.roles.registry import load_roles
from parallel_execution_manager.roles.task_form import FormContext, TaskProblem, parse_tasks
from parallel_execution_manager.scheduling.model.task import Requirement


def read_rows(path: str) -> TaskFile | None:
    """The tasks of a file, or ``None`` after telling what is wrong with it."""
    try:
        tasks = read_task_file(path)
    except TaskFileError as error:
        tell(str(error))
        return None
    if not tasks.problems:
        return tasks
    # No manager will see the other lines: what is wrong with them is told with it.
    for problem in line_problems(_of_known_roles(tasks), _problems_here):
        tell(f"{tasks.name}:{problem.line}: {problem.message}")
    return None


def _problems_here(rows: Sequence[Mapping[str, Any]]) -> Sequence[TaskProblem]:
    """What is wrong with tasks as far as it can be told without the queue and its configuration."""
    numbers = itertools.count(1)
    context = FormContext(
        roles=load_roles().roles,
        base_dir=Path.cwd(),
        new_id=lambda role: f"{role}-{next(numbers)}",
        requirement_of=lambda _: Requirement(),
    )
    return parse_tasks(rows, context)[1]


def _of_known_roles(tasks: TaskFile) -> TaskFile:
    """Without the tasks of roles that only the manager knows. What is no name of a role is wrong anyway."""
    roles = load_roles().roles
    rows = tuple(row for row in tasks.rows if not _has_role(row) or row.task["role"] in roles)
    return TaskFile(tasks.name, rows, tasks.problems, tasks.unreadable)


def _has_role(row: Row) -> bool:
    """Whether what stands as its role can be the name of one: anything may stand there."""
    return isinstance(row.task.get("role"), str)


def warn_of_keys(tasks: TaskFile) -> None:
    """Tell keys that nobody reads. Of roles that only the manager knows it cannot be told which those are."""
    roles = load_roles().roles
    rows = tuple(row for row in tasks.rows if _has_role(row) and row.task["role"] in roles)
    known = TaskFile(tasks.name, rows, ())
    declarations = {name: role.declaration for name, role in roles.items()}
    for warning in key_warnings(known, declarations):
        place = f"{tasks.name}:{warning.line}: " if tasks.name else ""
        tell(f"{place}{warning.message}")
