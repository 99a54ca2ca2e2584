"""Task fields as roles read them: typed, resolved against the task's folder, refused in clear words."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from parallel_execution_manager.roles.base import TaskInputError
from parallel_execution_manager.roles.task_input import input_path, path_problem
from parallel_execution_manager.scheduling.model import TaskSpec


def collect_problems(*readers: Callable[[], object]) -> list[str]:
    """What the given readers of a task's input refuse: every problem at once, each message once."""
    problems: list[str] = []
    for read in readers:
        try:
            read()
        except TaskInputError as error:
            if str(error) not in problems:
                problems.append(str(error))
    return problems


def text_field(task: TaskSpec, key: str) -> str:
    """The text of field ``key``, stripped; empty if the task does not have it.

    Raises:
        TaskInputError: the value is no text, or no program could be given it.
    """
    value = task.options.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TaskInputError(f"{key} is {value!r}; it must be a text")
    require_system_text(key, value)
    return value.strip()


def require_system_text(key: str, value: str) -> None:
    """Refuse text that the system cannot take as an argument or a path.

    Raises:
        TaskInputError: it holds a NUL character or half of a surrogate pair.
    """
    try:
        usable = b"\0" not in os.fsencode(value)
    except UnicodeEncodeError:
        usable = False
    if not usable:
        raise TaskInputError(f"{key} holds a character that no program can be given ({value!r}); remove it")


def file_field(task: TaskSpec, key: str, base_dir: Path, default: str = "") -> Path | None:
    """The existing, readable file that field ``key`` (or else ``default``) names; ``None`` without either.

    Raises:
        TaskInputError: there is no such file, it is a folder, or it may not be read.
    """
    text = text_field(task, key) or default
    if not text:
        return None
    named = replace(task, options={key: text})
    problem = path_problem(named, key, base_dir, folder_allowed=False)
    if problem:
        raise TaskInputError(problem)
    return input_path(named, key, base_dir)
