"""Project management: milestones as queries over tasks, and a status report of where each one stands."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from parallel_execution_manager.roles.base import Role, RunContext, worker_launch
from parallel_execution_manager.roles.inputs import (
    SCRIPT_FIELDS,
    collect_problems,
    existing_path,
    script_launch,
    script_problems,
)
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType, RoleDeclaration
from parallel_execution_manager.system.processes.executor import Launch


class ProjectManagement(Role):
    """Reports the progress of milestones from the outcomes of the manager's tasks."""

    declaration: ClassVar[RoleDeclaration] = RoleDeclaration(
        name="project_management",
        title="Project management",
        summary="Reports how far each milestone is, what blocks it and what comes next.",
        priority=9,
        cpu_percent=10,
        memory_percent=15,
        options=(
            Field(
                key="milestones",
                type=FieldType.FILE,
                title="Milestones",
                prose="The milestones file of tasks that name none; without it every role is one milestone.",
                default="",
            ),
        ),
        fields=(
            Field(
                key="milestones",
                type=FieldType.FILE,
                title="Milestones",
                prose="A TOML file of milestones: queries over tasks, with titles and due dates.",
                default="",
            ),
            Field(
                key="tasks_file",
                type=FieldType.FILE,
                title="Task list",
                prose="A project_tasks.json whose tasks count beside those of the manager.",
                default="",
            ),
            *SCRIPT_FIELDS,
        ),
    )

    def check(self, task: TaskSpec, base_dir: Path) -> list[str]:
        """Problems of the files and of the script that the task names."""
        return script_problems(task, base_dir) + collect_problems(
            lambda: existing_path(task, "milestones", base_dir),
            lambda: existing_path(task, "tasks_file", base_dir),
        )

    def prepare(self, task: TaskSpec, context: RunContext) -> Launch:
        """The task's script, else the worker that writes ``status.json`` and ``status.md``."""
        launch = script_launch(task, context)
        if launch is not None:
            return launch
        default = str(context.options.get("milestones") or "")
        milestones = existing_path(task, "milestones", context.base_dir, default=default)
        tasks_file = existing_path(task, "tasks_file", context.base_dir)
        arguments: list[str] = []
        if milestones is not None:
            arguments += ["--milestones", str(milestones)]
        if tasks_file is not None:
            arguments += ["--tasks-file", str(tasks_file)]
        return worker_launch(task, context, "project_management.worker", *arguments)
