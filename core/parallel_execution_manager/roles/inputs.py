"""Task fields as roles read them: typed, resolved against the task's folder, refused in clear words."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from parallel_execution_manager.roles.base import TaskInputError
from parallel_execution_manager.scheduling.model.task import TaskSpec


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
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
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


def input_path(task: TaskSpec, key: str, base_dir: Path) -> Path | None:
    """Where the path in field ``key`` leads, from the task's ``cwd``, else from ``base_dir``.

    ``None`` if the task does not have it.

    Raises:
        TaskInputError: it is no text, or begins with the home folder of somebody who has none.
    """
    text = text_field(task, key)
    return _placed(task, key, text, base_dir) if text else None


def existing_path(
    task: TaskSpec, key: str, base_dir: Path, *, default: str = "", folder_allowed: bool = False
) -> Path | None:
    """The existing, readable file (or folder) that field ``key``, else ``default``, names.

    ``None`` without either.

    Raises:
        TaskInputError: there is none, it is a folder where none is allowed, or it may not be read.
    """
    text = text_field(task, key) or default
    if not text:
        return None
    path = _placed(task, key, text, base_dir)
    try:
        problem = _unusable(path, folder_allowed=folder_allowed)
    except OSError as error:
        reason = error.strerror or str(error)
        problem = f"{text!r} cannot be looked at: {reason}; correct the path or its permissions"
    if problem:
        raise TaskInputError(f"{key}: {problem}")
    return path


def expanded(key: str, text: str) -> Path:
    """The path ``text`` of field ``key`` with a leading ``~`` replaced by the home folder it means.

    Raises:
        TaskInputError: there is no such home folder.
    """
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise TaskInputError(f"{key} {text!r} names no home folder: {error}; give the whole path") from error


def _placed(task: TaskSpec, key: str, text: str, base_dir: Path) -> Path:
    return Path(task.cwd or base_dir) / expanded(key, text)


def _unusable(path: Path, *, folder_allowed: bool) -> str:
    """Why ``path`` cannot be read, with the way out; empty if it can."""
    if not path.exists():
        start = "relative ones start at the task's cwd, else at the project's folder"
        return f"there is no {path}; correct the path ({start})"
    if path.is_dir() and not folder_allowed:
        return f"{path} is a folder; name a file in it"
    if not (path.is_dir() or path.is_file()):
        wanted = "a file or a folder" if folder_allowed else "a file"
        return f"{path} is a device, pipe or socket; give it the path of {wanted}"
    if not os.access(path, os.R_OK | os.X_OK if path.is_dir() else os.R_OK):
        return f"{path} may not be read by you; change its permissions or choose another"
    return ""
