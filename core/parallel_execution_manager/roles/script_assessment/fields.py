"""What can be set for an assessment, and what is wrong with what a task sets."""

from __future__ import annotations

from pathlib import Path

from parallel_execution_manager.roles.base import TaskInputError
from parallel_execution_manager.roles.inputs import collect_problems, existing_path
from parallel_execution_manager.roles.script_assessment.ignoring import entry_problems
from parallel_execution_manager.roles.task_settings import setting_problems
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType

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
        key="ignore",
        type=FieldType.TEXT_LIST,
        title="Ignored findings",
        prose="Functions and classes that may be as complex as they are, each with the reason: "
        "PATH: NAME = REASON. '*' and '?' are wildcards in path and name.",
        default=(),
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
        key="file_timeout_s",
        type=FieldType.NUMBER,
        title="Longest time for a file",
        prose="A file that takes longer to grade is refused with this as the reason; the others go on.",
        default=60.0,
        unit="s",
        minimum=1,
        maximum=86400,
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
    """The existing, readable file or folder to be graded.

    Raises:
        TaskInputError: the task names none, or there is none.
    """
    path = existing_path(task, "script_path", base_dir, folder_allowed=True)
    if path is None:
        raise TaskInputError("script_path is missing; give it the path of a file or a folder")
    return path


def input_problems(task: TaskSpec, base_dir: Path) -> list[str]:
    """Sentences about what the task says that cannot be used."""
    wrong = setting_problems(task, OPTIONS)
    ignore = task.options.get("ignore", ())
    entries = [str(entry) for entry in ignore] if isinstance(ignore, list | tuple) else []
    return [*collect_problems(lambda: assessed_path(task, base_dir)), *wrong, *entry_problems(entries)]
