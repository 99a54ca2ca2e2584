"""The task that a rule queues, in the form of a task file's line."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.tables import Table
from parallel_execution_manager.scheduling.model.task import Priority
from parallel_execution_manager.scheduling.settings.declarations import near_names

PRIORITIES = tuple(priority.word for priority in reversed(Priority))


def submission(table: Table, without: Collection[str], home: Path, roles: Collection[str]) -> dict[str, Any]:
    """The keys of the table that are the task's; its relative ``cwd`` starts at ``home``, the default.

    Name, role and priority are checked here, all else by the manager when it is queued.
    """
    if "id" in table.values:
        table.problem("id", "is given by the schedule (name@due time); remove it")
    task = {key: value for key, value in table.values.items() if key not in without}
    role = table.text("role", required=True)
    if role and role not in roles:
        near = near_names(role, roles)
        hint = f"did you mean {near[0]}?" if near else f"roles are {', '.join(roles)}"
        table.problem("role", f"{role!r} is no role; {hint}")
    task["priority"] = table.choice("priority", PRIORITIES, Priority.NORMAL.word)
    task["cwd"] = str(home / table.text("cwd"))
    return task
