"""The sections about roles: importance, what their tasks need, what may be set for each, and further ones."""

from __future__ import annotations

from typing import Final

from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType, Section

LOWEST_PRIORITY: Final = 1
HIGHEST_PRIORITY: Final = 10

PRIORITIES: Final = Section(
    "role_priorities",
    "Priorities of the roles",
    "Under pressure the role with the lowest number is throttled first and resumed last.",
)
PRIORITY_FIELD: Final = Field(
    "priority",
    FieldType.INTEGER,
    "Priority",
    "How important the role is; higher is more important.",
    5,
    "",
    LOWEST_PRIORITY,
    HIGHEST_PRIORITY,
)

REQUIREMENTS: Final = Section(
    "role_resource_requirements",
    "Requirements of the roles",
    "What one task of the role needs unless the task says so itself: in percent of the machine (cpu, "
    "memory) or absolute (cpu_cores, memory_mb); and the disk space that must be free for it (disk_mb). A "
    "key that is absent keeps its default.",
)
DISK_SPACE: Final = Field(
    "disk_mb",
    FieldType.NUMBER,
    "Free disk space",
    "Disk space that must be free for a task of the role before it starts, beside what is kept for running "
    "ones; on the volume in use where least is free. 0 asks for none.",
    0,
    "MiB",
    0,
    1_073_741_824,
)
REQUIREMENT_FIELDS: Final = (
    Field("cpu", FieldType.NUMBER, "Processor share", "Percent of all cores together.", 10, "%", 0, 100),
    Field("memory", FieldType.NUMBER, "Memory share", "Percent of the machine's memory.", 10, "%", 0, 100),
    Field("cpu_cores", FieldType.NUMBER, "Cores", "Logical cores, instead of cpu.", None, "cores", 0, 4096),
    Field("memory_mb", FieldType.NUMBER, "Memory", "Memory, instead of memory.", None, "MiB", 0, 67_108_864),
    DISK_SPACE,
)
RIVAL_KEYS: Final = (("cpu", "cpu_cores"), ("memory", "memory_mb"))
"""Two ways to say one thing; a requirement holds one of each pair."""

OPTIONS: Final = Section(
    "role_options",
    "Options of the roles",
    "What can be set for each role; the role itself declares it.",
)

ROLE_SETTINGS: Final = Section(
    "role_settings",
    "Settings of the roles",
    "What can be set for every role alike.",
)
UNDECLARED_ACCESS: Final = Field(
    "undeclared_access",
    FieldType.CHOICE,
    "Undeclared access",
    "What is done when a task of the role touches a file that another holds: note it in the run folder, "
    "warn (also tell it and put it among the findings), or pause the task too if it was seen with the file "
    "open to write.",
    "warn",
    choices=("note", "warn", "pause"),
)
INHERIT_TOO: Final = Field(
    "inherit",
    FieldType.TEXT_LIST,
    "Environment too",
    "Names of further variables of the environment that tasks of the role get, besides those of "
    "task_environment.",
    (),
)
MOST_TASKS: Final = Field(
    "max_concurrent_tasks",
    FieldType.INTEGER,
    "Tasks at once",
    "How many tasks of the role may run at the same time, suspended ones included, whatever room there is. 0 "
    "is any number.",
    0,
    "tasks",
    0,
    10_000,
)
ROLE_SETTING_FIELDS: Final = (MOST_TASKS, UNDECLARED_ACCESS, INHERIT_TOO)

ROLES: Final = Section(
    "roles",
    "Further roles",
    "Roles that are added to the built-in ones: the role's name, and where its class is.",
)
ROLE_NAME_PATTERN: Final = r"[a-z][a-z0-9_]*"
CLASS_PATTERN: Final = r"[A-Za-z_][A-Za-z0-9_.]*:[A-Za-z_][A-Za-z0-9_]*"
ROLE_CLASS: Final = Field(
    "class", FieldType.TEXT, "Class", "Where the role's class is, as module:Class.", required=True
)
