"""The role ``gui_testing``: starts a Qt script apart, looks at its windows and closes them."""

from __future__ import annotations

import json
import site
from pathlib import Path
from typing import ClassVar

from parallel_execution_manager.roles.base import (
    Role,
    RunContext,
    TaskInputError,
    task_environment,
    worker_command,
)
from parallel_execution_manager.roles.gui_testing.fields import FIELDS, OPTIONS, input_problems, target_of
from parallel_execution_manager.roles.gui_testing.sandbox import sandbox_environment
from parallel_execution_manager.roles.task_input import setting
from parallel_execution_manager.scheduling.declarations import RoleDeclaration
from parallel_execution_manager.scheduling.model import TaskSpec
from parallel_execution_manager.system.executor import Launch


class GuiTesting(Role):
    """Whether a PySide6 script, or this application, shows its windows, answers and closes cleanly."""

    declaration: ClassVar[RoleDeclaration] = RoleDeclaration(
        name="gui_testing",
        title="GUI testing",
        summary="Starts a PySide6 script in a process of its own, takes pictures of its windows and closes them.",
        priority=5,
        cpu_percent=15,
        memory_percent=25,
        options=OPTIONS,
        fields=FIELDS,
    )

    def check(self, task: TaskSpec, base_dir: Path) -> list[str]:
        """Problems of the script and of the task's own settings."""
        return input_problems(task, base_dir)

    def prepare(self, task: TaskSpec, context: RunContext) -> Launch:
        """A worker that starts the script in a further process and watches it from outside."""
        problems = input_problems(task, context.base_dir)
        if problems:
            raise TaskInputError("; ".join(problems))
        settings = {option.key: setting(option, task, context.options) for option in OPTIONS}
        script = target_of(task, context.base_dir)
        argv = worker_command(
            "gui_testing.worker",
            json.dumps({**settings, "script": str(script) if script else None}),
            *(str(argument) for argument in task.options.get("args", ())),
        )
        sandbox = sandbox_environment(context.folder / "home", site.getuserbase())
        environment = task_environment(task, context, QT_QPA_PLATFORM=settings["platform"], **sandbox)
        cwd = task.cwd or str(script.parent if script else context.folder)
        return Launch(argv, cwd, environment)
