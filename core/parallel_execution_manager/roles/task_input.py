"""Whether a role can use what a task gives it to work on."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from parallel_execution_manager.roles.base import Role
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.scheduling.settings.declarations import (
    FieldType,
    RoleDeclaration,
    value_problem,
)

SCRIPT_NAMES: Final = ("script", "script_path")
EXACT_TYPES: Final = frozenset({FieldType.INTEGER, FieldType.NUMBER, FieldType.BOOLEAN, FieldType.CHOICE})
_INPUT_KEYS: Final = ("role", "command", "cwd", *SCRIPT_NAMES)


def is_about_input(problems: Sequence[str]) -> bool:
    """Whether a role need not be asked about a task's input: what was read is not what was meant."""
    return any(problem.startswith(_INPUT_KEYS) for problem in problems)


def input_problems(task: TaskSpec, role: Role | None, base_dir: Path) -> list[str]:
    """What the task's role says about its input; a command is nobody's business but its own."""
    if role is None or task.command:
        return []
    try:
        return declared_problems(task, role.declaration) or role.check(task, base_dir)
    except OSError as error:
        reason = error.strerror or str(error)
        return [f"its input cannot be looked at: {reason}; correct the paths that it names"]


def declared_problems(task: TaskSpec, declaration: RoleDeclaration) -> list[str]:
    """What the declared fields of the role say about a task: what is missing, what does not fit.

    Texts, paths and lists are left to the role, which may take richer forms of them. ``script`` and
    ``script_path`` are two names of one thing, as in the original.
    """
    problems = []
    for field in declaration.fields:
        value = task.options.get(field.key)
        if value is None or value == "":
            if field.required and not any(task.options.get(key) for key in _names_of(field.key)):
                problems.append(f"{field.key} is missing; give {field.prose[:1].lower()}{field.prose[1:]}")
        elif field.type in EXACT_TYPES and (problem := value_problem(field, value)):
            problems.append(f"{field.key} {problem}")
    return problems


def _names_of(key: str) -> tuple[str, ...]:
    return SCRIPT_NAMES if key in SCRIPT_NAMES else (key,)
