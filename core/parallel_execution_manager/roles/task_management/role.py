"""Task management: due and recurring tasks of a schedule, queued when their time has come."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from parallel_execution_manager.roles.base import Role, RunContext, TaskInputError, worker_launch
from parallel_execution_manager.roles.inputs import (
    SCRIPT_FIELDS,
    collect_problems,
    existing_path,
    input_path,
    script_launch,
    script_problems,
)
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType, RoleDeclaration
from parallel_execution_manager.system.processes.executor import Launch


class TaskManagement(Role):
    """Queues the tasks of a schedule that are due, each due time once, and says why or why not."""

    declaration: ClassVar[RoleDeclaration] = RoleDeclaration(
        name="task_management",
        title="Task management",
        summary="Queues due and recurring tasks of a schedule and explains every decision.",
        priority=8,
        cpu_percent=5,
        memory_percent=10,
        options=(
            Field(
                key="schedule",
                type=FieldType.FILE,
                title="Schedule",
                prose="The schedule of tasks that name none; without it the task reports on the queue.",
                default="",
            ),
        ),
        fields=(
            Field(
                key="schedule",
                type=FieldType.FILE,
                title="Schedule",
                prose="A TOML file of due and recurring tasks, or a parallel_execution_tasks.json.",
                default="",
            ),
            Field(
                key="state_file",
                type=FieldType.FILE,
                title="State file",
                prose="Where the last due times are remembered; by default beside the schedule.",
                default="",
            ),
            *SCRIPT_FIELDS,
        ),
    )

    def check(self, task: TaskSpec, base_dir: Path) -> list[str]:
        """Problems of the schedule, of the state file and of the script that the task names."""
        return script_problems(task, base_dir) + collect_problems(
            lambda: existing_path(task, "schedule", base_dir),
            lambda: state_path(task, base_dir, Path()),
        )

    def prepare(self, task: TaskSpec, context: RunContext) -> Launch:
        """The task's script, else the worker that decides what is due and writes ``decisions.jsonl``."""
        launch = script_launch(task, context)
        if launch is not None:
            return launch
        default = str(context.options.get("schedule") or "")
        schedule = existing_path(task, "schedule", context.base_dir, default=default)
        arguments = ["--base-dir", str(context.base_dir)]
        if schedule is not None:
            state = state_path(task, context.base_dir, schedule.with_name(f"{schedule.stem}.state.json"))
            arguments += ["--schedule", str(schedule), "--state", str(state)]
        return worker_launch(task, context, "task_management.worker", *arguments)


def state_path(task: TaskSpec, base_dir: Path, default: Path) -> Path:
    """Where the task's schedule remembers its last due times.

    Raises:
        TaskInputError: its folder does not exist, or it is a folder itself.
    """
    path = input_path(task, "state_file", base_dir)
    if path is None:
        return default
    if path.is_dir() or not path.parent.is_dir():
        raise TaskInputError(f"state_file {path} cannot be written; give a file in a folder that exists")
    return path
