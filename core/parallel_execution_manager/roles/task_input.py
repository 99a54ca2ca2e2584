"""A path that a task names, and why it cannot be used."""

from __future__ import annotations

import os
from pathlib import Path

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
        start = "relative ones start at the task's cwd, else at the project's folder"
        return f"{key}: there is no {path}; correct the path ({start})"
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
