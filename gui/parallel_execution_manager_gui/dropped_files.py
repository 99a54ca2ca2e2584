"""Files that were dropped or pasted, as entries of a task's ``files``. No Qt in here."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

MOST_DROPPED = 200
TASK_FILES = (".pemtasks", ".jsonl")


def entries_of(paths: Iterable[str]) -> list[str]:
    """The paths without repeats. A folder ends in a slash: everything in it, which is not looked at."""
    return [f"{path.rstrip('/')}/" if Path(path).is_dir() else path for path in dict.fromkeys(paths) if path]


def is_task_file(paths: list[str]) -> bool:
    """Whether one file was dropped that has tasks in it."""
    return len(paths) == 1 and paths[0].endswith(TASK_FILES)
