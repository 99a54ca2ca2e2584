"""Whether the manager will take a task, asked before the task is handed to it.

The manager takes all tasks of a result or none; one task that cannot be queued must not keep the
others of a schedule out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.registry import load_roles
from parallel_execution_manager.roles.task_form import FormContext, parse_tasks
from parallel_execution_manager.scheduling.commands.submission import task_problems
from parallel_execution_manager.scheduling.model.policy import MachineSize
from parallel_execution_manager.scheduling.model.task import Requirement

Judge = Callable[[Mapping[str, Any]], str]


def make_judge(base_dir: Path, size: MachineSize, known_ids: Collection[str]) -> Judge:
    """A function that says what is wrong with a task to queue; empty if it can be queued.

    ``size`` is of the computer that the task is to run on.

    The input of roles that only the manager's configuration knows is left to the manager.
    """
    context = FormContext(
        roles=load_roles().roles,
        base_dir=base_dir,
        new_id=lambda role: role,
        requirement_of=lambda _role: Requirement(),
    )

    def judge(row: Mapping[str, Any]) -> str:
        tasks, problems = parse_tasks([row], context)
        messages = [problem.message for problem in problems]
        for _, task in tasks:
            messages += task_problems(task, size)
            messages += [
                f"after names {name!r}, which is no task" for name in task.after if name not in known_ids
            ]
        return "; ".join(messages)

    return judge
