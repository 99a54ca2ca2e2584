"""Resource management: who uses the machine now, and whether what tasks ask for fits what they use."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from parallel_execution_manager.roles.base import Role, RunContext, worker_launch
from parallel_execution_manager.roles.inputs import SCRIPT_FIELDS, script_launch, script_problems
from parallel_execution_manager.scheduling.model.task import TaskSpec
from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType, RoleDeclaration
from parallel_execution_manager.system.processes.executor import Launch

OPTIONS = (
    Field(
        key="margin_percent",
        type=FieldType.NUMBER,
        title="Margin",
        prose="What a recommendation adds to the highest measured peak.",
        default=15,
        unit="%",
        minimum=0,
        maximum=400,
    ),
    Field(
        key="measure_s",
        type=FieldType.NUMBER,
        title="Measuring time",
        prose="How long the processor use of each process is measured.",
        default=0.5,
        unit="s",
        minimum=0.1,
        maximum=60,
    ),
    Field(
        key="top",
        type=FieldType.INTEGER,
        title="Top consumers",
        prose="How many processes the report names for processor and for memory.",
        default=10,
        minimum=1,
        maximum=1000,
    ),
    Field(
        key="full_percent",
        type=FieldType.NUMBER,
        title="Full at",
        prose="A disk volume, or the swap space, that is fuller than this is a warning.",
        default=90,
        unit="%",
        minimum=1,
        maximum=100,
    ),
)


class ResourceManagement(Role):
    """Reports top consumers of the machine, and footprints of tasks against their requirements."""

    declaration: ClassVar[RoleDeclaration] = RoleDeclaration(
        name="resource_management",
        title="Resource management",
        summary="Reports who uses the machine and which requirements are too high or too low.",
        priority=10,
        cpu_percent=5,
        memory_percent=10,
        options=OPTIONS,
        fields=SCRIPT_FIELDS,
    )

    def check(self, task: TaskSpec, base_dir: Path) -> list[str]:
        """Problems of the script that the task names."""
        return script_problems(task, base_dir)

    def prepare(self, task: TaskSpec, context: RunContext) -> Launch:
        """The task's script, else the worker that writes ``report.json`` and ``report.md``."""
        launch = script_launch(task, context)
        if launch is not None:
            return launch
        arguments = [
            text
            for option in OPTIONS
            for text in (
                f"--{option.key.replace('_', '-')}",
                str(context.options.get(option.key, option.default)),
            )
        ]
        return worker_launch(task, context, "resource_management.worker", *arguments)
