"""The role ``script_assessment``: grades Python files by how hard they are to change."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import ClassVar

from parallel_execution_manager.roles.base import Role, RunContext, task_environment, worker_command
from parallel_execution_manager.roles.result_model import Artefact, Result
from parallel_execution_manager.roles.results import describe_exit
from parallel_execution_manager.roles.script_assessment.fields import (
    FIELDS,
    OPTIONS,
    assessed_path,
    input_problems,
)
from parallel_execution_manager.roles.task_settings import task_settings
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.scheduling.settings.declarations import RoleDeclaration
from parallel_execution_manager.system.processes.executor import Exit, Launch
from parallel_execution_manager.system.runs.folders import RESULT_FILE
from parallel_execution_manager.system.runs.run_files import read_regular

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
