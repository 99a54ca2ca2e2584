"""Options of a role that a task may override for itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.scheduling.settings.declarations import Field, normalised, value_problem


def task_settings(task: TaskSpec, fields: Iterable[Field], options: Mapping[str, Any]) -> dict[str, Any]:
    """The value of each field: the task's own, else the role's option, else the declared default."""
    return {
        field.key: normalised(field, task.options.get(field.key, options.get(field.key, field.default)))
        for field in fields
    }


def setting_problems(task: TaskSpec, fields: Iterable[Field]) -> list[str]:
    """Sentences about the task's own values that do not fit their declaration."""
    found = (
        (field.key, value_problem(field, task.options[field.key]))
        for field in fields
        if field.key in task.options
    )
    return [f"{key} {problem}" for key, problem in found if problem]
