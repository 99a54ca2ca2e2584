"""The role ``gui_testing``: starts a Qt script apart, looks at its windows and closes them."""

from __future__ import annotations

import json
import site
from pathlib import Path
from typing import ClassVar

from parallel_execution_manager.roles.base import Role, RunContext, task_environment, worker_command
from parallel_execution_manager.roles.gui_testing.fields import FIELDS, OPTIONS, input_problems, tested_script
from parallel_execution_manager.roles.gui_testing.sandbox import sandbox_environment
from parallel_execution_manager.roles.scripts import script_arguments
from parallel_execution_manager.roles.task_settings import task_settings
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.scheduling.settings.declarations import RoleDeclaration
from parallel_execution_manager.system.processes.executor import Launch


class GuiTesting(Role):
    """Whether a PySide6 script, or this application, shows its windows, answers and closes cleanly."""

    declaration: ClassVar[RoleDeclaration] = RoleDeclaration(
        name="gui_testing",
        title="GUI testing",
        summary="Starts a PySide6 script apart, takes pictures of its windows and closes them.",
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
        script = tested_script(task, context.base_dir)
        settings = task_settings(task, OPTIONS, context.options)
        argv = worker_command(
            "gui_testing.worker",
            json.dumps({**settings, "script": str(script) if script else None}),
            *script_arguments(task),
        )
        sandbox = sandbox_environment(context.folder / "home", site.getuserbase())
        environment = task_environment(task, context, QT_QPA_PLATFORM=settings["platform"], **sandbox)
        cwd = task.cwd or str(script.parent if script else context.folder)
        return Launch(argv, cwd, environment)
