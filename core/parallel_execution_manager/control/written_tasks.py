"""Tasks that somebody has written, looked at before they are handed to a manager.

Apart from `adding`, as it needs all that is known of roles, which takes long to load.
"""

from __future__ import annotations

from parallel_execution_manager.control.messages import tell
from parallel_execution_manager.control.task_file import TaskFile, TaskFileError, read_task_file
from parallel_execution_manager.control.task_keys import key_warnings
from parallel_execution_manager.roles.registry import load_roles


def read_rows(path: str) -> TaskFile | None:
    """The tasks of a file, or ``None`` after telling what is wrong with it."""
    try:
        tasks = read_task_file(path)
    except TaskFileError as error:
        tell(str(error))
        return None
    for problem in tasks.problems:
        tell(f"{tasks.name}:{problem.line}: {problem.message}")
    return None if tasks.problems else tasks


def warn_of_keys(tasks: TaskFile) -> None:
    """Tell keys that nobody reads. Of roles that only the manager knows it cannot be told which those are."""
    roles = load_roles().roles
    known = TaskFile(tasks.name, tuple(row for row in tasks.rows if row.task.get("role") in roles), ())
    declarations = {name: role.declaration for name, role in roles.items()}
    for warning in key_warnings(known, declarations):
        place = f"{tasks.name}:{warning.line}: " if tasks.name else ""
        tell(f"{place}{warning.message}")
