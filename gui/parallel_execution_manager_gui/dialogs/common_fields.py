"""The fields that every task has, declared like those of the roles."""

from __future__ import annotations

from parallel_execution_manager.scheduling.model.task import Priority
from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType

NAME = Field("name", FieldType.TEXT, "Name", "What the task is called in the queue; else made from its work.")
PRIORITY = Field(
    "priority",
    FieldType.CHOICE,
    "Priority",
    "How important the task is within its role.",
    default="normal",
    choices=tuple(priority.word for priority in sorted(Priority, reverse=True)),
)
COMMAND = Field(
    "command", FieldType.TEXT, "Command", "Program and arguments, quoted as in a shell.", required=True
)
WRITES = Field(
    "writes", FieldType.TEXT_LIST, "Changes files", "Files that the task needs for itself while it runs."
)
READS = Field(
    "reads", FieldType.TEXT_LIST, "Reads files", "Files that nobody may change while the task runs."
)
AFTER = Field("after", FieldType.TEXT_LIST, "Runs after", "Ids of tasks that must succeed first.")
FOLDER = Field("cwd", FieldType.FOLDER, "Works in", "Folder that the task starts in; else the project's.")
CPU_CORES = Field(
    "cpu_cores",
    FieldType.NUMBER,
    "Processor cores",
    "What the task needs; else what its role needs.",
    unit="cores",
)
MEMORY_MB = Field(
    "memory_mb", FieldType.NUMBER, "Memory", "What the task needs; else what its role needs.", unit="MiB"
)
TIME_LIMIT = Field(
    "timeout_s", FieldType.NUMBER, "Time limit", "Running time after which the task is ended.", unit="s"
)
RETRIES = Field("retries", FieldType.INTEGER, "Retries", "Further attempts after a failed one.", default=0)
RERUNNABLE = Field(
    "rerunnable",
    FieldType.BOOLEAN,
    "Rerunnable",
    "May be stopped and started again at any time",
    default=False,
)

LIMIT_FIELDS = (CPU_CORES, MEMORY_MB, TIME_LIMIT, RETRIES, RERUNNABLE)
