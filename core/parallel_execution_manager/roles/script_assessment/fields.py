"""What can be set for an assessment, and what is wrong with what a task sets."""

from __future__ import annotations

import os
from pathlib import Path

from parallel_execution_manager.roles.base import TaskInputError
from parallel_execution_manager.roles.inputs import collect_problems, home_folder, text_field
from parallel_execution_manager.roles.task_settings import setting_problems
from parallel_execution_manager.scheduling.declarations import Field, FieldType
from parallel_execution_manager.scheduling.model import TaskSpec

EXCLUDED = (
    ".git", ".hg", ".svn", ".tox", ".nox", ".venv*", "venv", "site-packages", "node_modules", "__pycache__",
)  # fmt: skip
RANKS = ("A", "B", "C", "D", "E", "F")

OPTIONS = (
    Field(
        key="exclude",
        type=FieldType.TEXT_LIST,
        title="Left out",
        prose="Names of files and folders that are left out below a folder; '*' and '?' are wildcards. A "
        "pattern with a '/' is compared with the whole path below the folder.",
        default=EXCLUDED,
    ),
    Field(
        key="worst_allowed_rank",
        type=FieldType.CHOICE,
        title="Worst allowed rank",
        prose="The task fails when a function or class has a worse complexity rank than this; "
        "F lets all pass.",
        default="F",
        choices=RANKS,
    ),
    Field(
        key="max_file_mb",
        type=FieldType.NUMBER,
        title="Largest file",
        prose="Bigger files are refused with this as the reason: they are data rather than code.",
        default=16.0,
        unit="MiB",
        minimum=0.01,
        maximum=1024,
    ),
    Field(
        key="shown_blocks",
        type=FieldType.INTEGER,
        title="Worst functions shown",
        prose="How many of the worst functions and classes the readable report lists.",
        default=25,
        unit="blocks",
        minimum=1,
        maximum=1000,
    ),
)

FIELDS = (
    Field(
        key="script_path",
        type=FieldType.FILE,
        title="Script or folder",
        prose="The Python file, or the folder with Python files, to be graded. Relative paths start at the "
        "task's cwd, else at the project's folder.",
        required=True,
    ),
    *OPTIONS,
)


def assessed_path(task: TaskSpec, base_dir: Path) -> Path:
    """The existing, readable file or folder that the task names.

    Raises:
        TaskInputError: there is none, it may not be read, or it is a device, pipe or socket.
    """
    text = text_field(task, "script_path")
    if not text:
        raise _refusal(task, "is missing or empty: give the path of a Python file or of a folder with some")
    path = home_folder(task, base_dir) / os.path.expanduser(text)
    if not path.exists():
        start = "relative paths start at the task's 'cwd', else at the project's folder"
        raise _refusal(task, f"{path} does not exist: correct the path ({start})")
    if not (path.is_file() or path.is_dir()):
        raise _refusal(task, f"{path} is a device, pipe or socket: give a file or a folder")
    if not os.access(path, os.R_OK | os.X_OK if path.is_dir() else os.R_OK):
        raise _refusal(task, f"{path} may not be read: change its permissions or choose another")
    return path


def input_problems(task: TaskSpec, base_dir: Path) -> list[str]:
    """Sentences about what the task says that cannot be used."""
    return [*collect_problems(lambda: assessed_path(task, base_dir)), *setting_problems(task, OPTIONS)]


def _refusal(task: TaskSpec, reason: str) -> TaskInputError:
    return TaskInputError(f"task {task.id!r}: 'script_path' {reason}")
