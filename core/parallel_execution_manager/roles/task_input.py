"""A task's own input: the path it names, the settings it overrides, and what is wrong with them."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from parallel_execution_manager.scheduling.declarations import Field, FieldType
from parallel_execution_manager.scheduling.model import TaskSpec


def input_path(task: TaskSpec, key: str, base_dir: Path) -> Path:
    """The file or folder in the task's option ``key``, relative to its ``cwd``, else to ``base_dir``."""
    return Path(task.cwd or base_dir) / Path(str(task.options[key])).expanduser()


def path_problem(task: TaskSpec, key: str, base_dir: Path, *, folder_allowed: bool) -> str | None:
    """Why the path in the task's option ``key`` cannot be read, as a sentence with the way out."""
    given = task.options.get(key)
    wanted = "a file or a folder" if folder_allowed else "a file"
    if not isinstance(given, (str, os.PathLike)) or not str(given).strip():
        return f"{key} is {given!r}; give it the path of {wanted}"
    if "\0" in str(given):
        return f"{key} {str(given)!r} holds a NUL character; no path may; give it the path of {wanted}"
    try:
        return _unusable(key, input_path(task, key, base_dir), wanted, folder_allowed=folder_allowed)
    except (OSError, RuntimeError) as error:
        return f"{key} {str(given)!r} cannot be looked at: {error}; correct the path or its permissions"


def _unusable(key: str, path: Path, wanted: str, *, folder_allowed: bool) -> str | None:
    if not path.exists():
        return f"{key}: there is no {path}; correct the path (relative ones start at the task's cwd or the project)"
    if path.is_dir():
        if not folder_allowed:
            return f"{key}: {path} is a folder; name a file in it"
        needed = os.R_OK | os.X_OK
    elif path.is_file():
        needed = os.R_OK
    else:
        return f"{key}: {path} is a device, pipe or socket; give it the path of {wanted}"
    if not os.access(path, needed):
        return f"{key}: {path} may not be read by you; change its permissions or choose another"
    return None


def setting(field: Field, task: TaskSpec, options: Mapping[str, Any]) -> Any:
    """The value of a field: the task's own, else the role's option, else the declared default."""
    return task.options.get(field.key, options.get(field.key, field.default))


def setting_problems(task: TaskSpec, fields: Iterable[Field]) -> list[str]:
    """Sentences about the task's own values that do not fit their declaration."""
    found = (_value_problem(field, task.options[field.key]) for field in fields if field.key in task.options)
    return [problem for problem in found if problem]


def _value_problem(field: Field, value: object) -> str | None:
    if field.type in (FieldType.INTEGER, FieldType.NUMBER):
        return _number_problem(field, value)
    if field.type is FieldType.CHOICE and value not in field.choices:
        return f"{field.key} is {value!r}; it must be one of {', '.join(field.choices)}"
    if field.type is FieldType.TEXT_LIST and not _is_text_list(value):
        return f"{field.key} is {value!r}; it must be a list of texts"
    if field.type is FieldType.BOOLEAN and not isinstance(value, bool):
        return f"{field.key} is {value!r}; it must be true or false"
    return None


def _number_problem(field: Field, value: object) -> str | None:
    whole = field.type is FieldType.INTEGER
    allowed = (int,) if whole else (int, float)
    low = -math.inf if field.minimum is None else field.minimum
    high = math.inf if field.maximum is None else field.maximum
    if type(value) in allowed and low <= value <= high:  # type: ignore[operator]
        return None
    kind = "a whole number" if whole else "a number"
    return f"{field.key} is {value!r}; it must be {kind} from {low:g} to {high:g} {field.unit}".rstrip()


def _is_text_list(value: object) -> bool:
    return isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)
