"""The role ``script_assessment``: its fields, the findings that it ignores, and its program."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from parallel_execution_manager.roles.base import (
    Role,
    RunContext,
    TaskInputError,
    task_environment,
    worker_command,
)
from parallel_execution_manager.roles.inputs import (
    collect_problems,
    existing_path,
    setting_problems,
    task_settings,
)
from parallel_execution_manager.roles.results import Artefact, Result, describe_exit
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType, RoleDeclaration
from parallel_execution_manager.system.processes.executor import Exit, Launch
from parallel_execution_manager.system.runs.folders import RESULT_FILE
from parallel_execution_manager.system.runs.run_files import read_regular

if TYPE_CHECKING:
    from parallel_execution_manager.roles.script_assessment.assessment import PlacedBlock


FORM = "PATH: NAME = REASON, such as 'solver/mesh.py: refine = generated'"


@dataclass(frozen=True, slots=True)
class Ignored:
    """What is ignored, as patterns with ``*`` and ``?``, why, and how it was written."""

    path: str
    name: str
    reason: str
    written: str

    def fits(self, placed: PlacedBlock) -> bool:
        """Whether it is about this function or class."""
        return fnmatchcase(placed.path, self.path) and fnmatchcase(placed.block.name, self.name)


def ignored(written: str) -> Ignored:
    """One entry of the list.

    Raises:
        ValueError: it names no file, no function or no reason; says what the form is.
    """
    what, _, reason = written.partition("=")
    path, _, name = what.rpartition(":")
    parts = path.strip(), name.strip(), reason.strip()
    if not all(parts):
        raise ValueError(f"ignore: {written!r} is not of the form {FORM}; write all three")
    return Ignored(*parts, written)


def entry_problems(entries: Iterable[str]) -> list[str]:
    """What is wrong with entries, in sentences."""
    problems: list[str] = []
    for written in entries:
        try:
            ignored(written)
        except ValueError as error:
            problems.append(str(error))
    return problems


class IgnoreList:
    """Says of each block why it is ignored, and in the end which entries fitted nothing."""

    def __init__(self, entries: Iterable[str]) -> None:
        written = list(entries)
        self.problems = entry_problems(written)
        self._entries = [ignored(entry) for entry in written if not entry_problems([entry])]
        self._used: set[Ignored] = set()

    def reason(self, placed: PlacedBlock) -> str:
        """Why a block is ignored; empty if it is not."""
        found = next((entry for entry in self._entries if entry.fits(placed)), None)
        if found is None:
            return ""
        self._used.add(found)
        return found.reason

    @property
    def unused(self) -> list[str]:
        """Entries that were about no finding so far, as they are written."""
        return [entry.written for entry in self._entries if entry not in self._used]


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


PROGRESS_FILE = "progress.json"


class ScriptAssessment(Role):
    """Complexity, maintainability, Halstead and line counts of a script or of a tree of them."""

    declaration: ClassVar[RoleDeclaration] = RoleDeclaration(
        name="script_assessment",
        title="Script assessment",
        summary="Grades Python scripts by complexity and maintainability and says which branches add what.",
        priority=6,
        cpu_percent=20,
        memory_percent=20,
        options=OPTIONS,
        fields=FIELDS,
    )

    def check(self, task: TaskSpec, base_dir: Path) -> list[str]:
        """Problems of ``script_path`` and of the task's own settings."""
        return input_problems(task, base_dir)

    def prepare(self, task: TaskSpec, context: RunContext) -> Launch:
        """A worker process that grades the files and leaves the reports in the run folder."""
        path = assessed_path(task, context.base_dir)
        settings = task_settings(task, OPTIONS, context.options)
        argv = worker_command("script_assessment.worker", str(path), json.dumps(settings))
        environment = task_environment(task, context, PYTHONIOENCODING="utf-8:backslashreplace")
        return Launch(argv, task.cwd or str(context.base_dir), environment)

    def conclude(self, task: TaskSpec, context: RunContext, exit_: Exit) -> Result:
        """The worker's result, or how far it came if it was killed before it could write one."""
        progress = context.folder / PROGRESS_FILE
        if os.path.lexists(context.folder / RESULT_FILE) or not progress.exists():
            return super().conclude(task, context, exit_)
        return Result(
            ok=False,
            summary=f"Assessment {describe_exit(exit_)} {_how_far(progress)}",
            artefacts=(Artefact(PROGRESS_FILE, "How far the killed assessment came"),),
        )


def _how_far(progress: Path) -> str:
    try:
        reached = json.loads(read_regular(progress).decode("utf-8"))
        return f"at {reached['current']}; {reached['done']} of {reached['total']} files were graded"
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        return f"and {progress} cannot be read: {error}"
