"""Every key of ``parallel_execution_config.json``, declared once with its unit, range and text.

Each group of sections has a module of its own. Validation, the JSON schema, the default file and the table
in the documentation derive from here. The sections and numbers of the original suite keep their names; what
is ours stands beside them.
"""

from __future__ import annotations

from typing import Final

from parallel_execution_manager.scheduling.model.levels import NEVER_CROSSED, RESOURCES
from parallel_execution_manager.scheduling.model.policy import POLICY_DEFAULTS, LimitPair
from parallel_execution_manager.scheduling.settings.declarations import (
    Field,
    FieldType,
    Section,
    plain_number,
)

ORIGINAL_RESOURCES: Final = ("cpu", "memory", "disk")
RESUME_DISTANCE: Final = {
    resource: POLICY_DEFAULTS[resource].throttle - POLICY_DEFAULTS[resource].resume for resource in RESOURCES
}
"""How far below a plain limit a role resumes, in percent of the machine or, for pressure, of time."""
LOWEST_LIMIT: Final = 1.0
HIGHEST_LIMIT: Final = 100.0
_TITLES: Final = {
    "cpu": "processor",
    "memory": "memory",
    "disk": "disk",
    "cpu_pressure": "processor pressure",
    "memory_pressure": "memory pressure",
    "io_pressure": "I/O pressure",
}
_UNIT: Final = "_percent"


def threshold_key(resource: str) -> str:
    """The key of a resource's limit in the file: ``cpu_percent`` for ``cpu``."""
    return f"{resource}{_UNIT}"


def resource_of(key: str) -> str:
    """The resource whose limit a key of the file is; the other way round of `threshold_key`."""
    return key.removesuffix(_UNIT)


def _limit(key: str, title: str, prose: str, default: float | None = None) -> Field:
    return Field(key, FieldType.NUMBER, title, prose, default, "%", LOWEST_LIMIT, HIGHEST_LIMIT)


def _where_roles_resume() -> str:
    """For people: ``N - 10 (processor, memory), N - 2 (disk)``, and so on."""
    titles: dict[float, list[str]] = {}
    for resource, title in _TITLES.items():
        titles.setdefault(plain_number(RESUME_DISTANCE[resource]), []).append(title)
    *parts, last = (f"N - {distance} ({', '.join(found)})" for distance, found in titles.items())
    return f"{', '.join(parts)} or {last}"


def pair_as_written(pair: LimitPair) -> dict[str, float]:
    """A limit pair as the file has it."""
    return {"throttle": plain_number(pair.throttle), "resume": plain_number(pair.resume)}


THRESHOLDS: Final = Section(
    "resource_thresholds",
    "Limits of the machine",
    "Above a limit roles are held back step by step, the least important first. A plain number N is the "
    f"limit; roles resume at {_where_roles_resume()}, never below {LOWEST_LIMIT:g}. An object with throttle "
    f"and resume sets both. A limit of {NEVER_CROSSED:g} is never crossed, so it switches its watch off.",
)
THRESHOLD_FIELDS: Final = (
    _limit(
        "cpu_percent",
        "Processor limit",
        "Usage of all cores together above which roles are throttled.",
        plain_number(POLICY_DEFAULTS["cpu"].throttle),
    ),
    _limit(
        "memory_percent",
        "Memory limit",
        "Share of memory that is not available above which roles are throttled.",
        plain_number(POLICY_DEFAULTS["memory"].throttle),
    ),
    _limit(
        "disk_percent",
        "Disk limit",
        "Fill level of the fullest volume in use above which roles are throttled.",
        plain_number(POLICY_DEFAULTS["disk"].throttle),
    ),
    _limit(
        "cpu_pressure_percent",
        "Processor pressure limit",
        "Share of time in which some task waits for a processor above which roles are throttled; off by "
        "default, because a busy computer that keeps its limit may have all of it.",
        plain_number(POLICY_DEFAULTS["cpu_pressure"].throttle),
    ),
    _limit(
        "memory_pressure_percent",
        "Memory pressure limit",
        "Share of time in which every task waits for memory above which roles are throttled.",
        plain_number(POLICY_DEFAULTS["memory_pressure"].throttle),
    ),
    _limit(
        "io_pressure_percent",
        "I/O pressure limit",
        "Share of time in which every task waits for a disk above which roles are throttled.",
        plain_number(POLICY_DEFAULTS["io_pressure"].throttle),
    ),
)
PAIR_FIELDS: Final = (
    _limit("throttle", "Throttle above", "Roles are throttled above this; absent: the limit's default."),
    _limit(
        "resume",
        "Resume at",
        "Roles resume at or below this, and it is never above throttle; absent: as for a plain number.",
    ),
)


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


_OUTPUT_FIELDS: Final = (
    Field(
        "max_log_mb",
        FieldType.INTEGER,
        "Largest log",
        "Room that the output of one attempt takes on the disk: of a longer one the beginning and the end "
        "are kept, and the middle is dropped while the task runs. 0 is no limit.",
        1024,
        "MiB",
        0,
        1_048_576,
    ),
    Field(
        "keep_days",
        FieldType.NUMBER,
        "Keep run folders",
        "Run folders in which nothing was written for so many days are removed. 0 keeps them for ever.",
        0,
        "days",
        0,
        36_500,
    ),
    Field(
        "keep_gb",
        FieldType.NUMBER,
        "Room for run folders",
        "Room that all run folders together may take on the disk; beyond it the oldest are removed. 0 is no "
        "limit.",
        0,
        "GiB",
        0,
        1_048_576,
    ),
)
OUTPUT: Final = Section(
    "output",
    "Output of tasks",
    "How large logs become, and how long run folders are kept. What is removed is told in the log of the "
    "program; run folders hold what tasks made, so that they are kept unless you say otherwise.",
    _OUTPUT_FIELDS,
)

_ENVIRONMENT_FIELDS: Final = (
    Field(
        "inherit",
        FieldType.TEXT_LIST,
        "Inherited",
        "Names, or patterns such as LC_*, of variables that are passed on. @default stands for what ordinary "
        "scripts need, * alone for everything. No other pattern passes on what is called like a secret: name "
        "it in full.",
        ("@default",),
    ),
)
ENVIRONMENT: Final = Section(
    "task_environment",
    "Environment of tasks",
    "Which variables of the manager's environment its tasks get. What a task's own env sets comes on top.",
    _ENVIRONMENT_FIELDS,
)


BACKOFF_KEYS: Final = ("retry_backoff_s", "retry_backoff_max_s")


def _time(key: str, title: str, prose: str, maximum: float, minimum: float = 0.0) -> Field:
    return Field(
        key, FieldType.NUMBER, title, prose, plain_number(POLICY_DEFAULTS[key]), "s", minimum, maximum
    )


_SCHEDULING_FIELDS: Final = (
    _time(
        "throttle_after_s",
        "Throttle after",
        "A limit must be crossed for this long before a role is held (nothing starts) or its running tasks "
        "are lowered (they get processor and disk after everybody else).",
        3600,
    ),
    _time(
        "suspend_after_s",
        "Suspend after",
        "A limit must be crossed for this long before running tasks are suspended or, if memory is short "
        "and they may be repeated, stopped and queued again. Never sooner than a dwell after the step "
        "before; at once if memory is about to run out.",
        3600,
    ),
    _time(
        "resume_after_s",
        "Resume after",
        "Usage must be at or below resume for this long before a role is held back less.",
        3600,
    ),
    _time(
        "dwell_s",
        "Dwell",
        "Least time between two steps of throttling or resuming; 1 s if memory is about to run out.",
        3600,
    ),
    _time(
        "max_hold_s",
        "Longest hold",
        "A role that has been held back for this long goes one step back whatever is measured, and is then "
        "left alone for a tenth of this time.",
        604_800,
        1,
    ),
    _time(
        "ageing_s",
        "Ageing",
        "A task that waits this long counts as one priority step more important.",
        604_800,
        1,
    ),
    _time(
        "reserve_after_s",
        "Reserve after",
        "How long smaller tasks may pass a waiting one before what it needs is kept free for it.",
        86_400,
    ),
    _time(
        "stop_grace_s", "Grace to stop", "Time that a task gets to end by itself before it is killed.", 600
    ),
    _time(
        "retry_backoff_s",
        "Retry back-off",
        "Time before the first retry; doubles with each further one.",
        3600,
    ),
    _time("retry_backoff_max_s", "Longest back-off", "The back-off never grows above this.", 86_400),
    _time(
        "ended_leave_after_s",
        "Ended tasks leave",
        "How long after its end a task that succeeded or was cancelled leaves the list by itself; 0 is "
        "never. Failed tasks stay, and so does what another task of the list comes after. The history and "
        "the run folder keep what it did.",
        31_536_000,
    ),
    Field(
        "max_parallel_tasks",
        FieldType.INTEGER,
        "Tasks at once",
        "How many tasks may run at the same time, whatever they need.",
        POLICY_DEFAULTS["max_parallel_tasks"],
        "tasks",
        1,
        10_000,
    ),
    Field(
        "learn",
        FieldType.BOOLEAN,
        "Learn",
        "Whether tasks are admitted by what others of their kind were measured to use; otherwise by what "
        "they declare or their role's requirement.",
        POLICY_DEFAULTS["learn"],
    ),
    Field(
        "cpu_overcommit",
        FieldType.NUMBER,
        "Processor packing",
        "Where the processor limit is 100 %: how many times the cores running tasks may be expected to "
        "use, so that no core is idle while a task waits for a disk or a network.",
        POLICY_DEFAULTS["cpu_overcommit"],
        "",
        1,
        10,
    ),
)
SCHEDULING: Final = Section(
    "scheduling",
    "Times and counts of the scheduler",
    "How fast the scheduler reacts, and how it treats tasks that wait, fail or have to stop.",
    _SCHEDULING_FIELDS,
)


__all__ = [
    "BACKOFF_KEYS",
    "CLASS_PATTERN",
    "DISK_SPACE",
    "ENVIRONMENT",
    "HIGHEST_LIMIT",
    "INHERIT_TOO",
    "LOWEST_LIMIT",
    "MONITORING_INTERVAL",
    "MOST_TASKS",
    "OPTIONS",
    "ORIGINAL_RESOURCES",
    "OUTPUT",
    "PAIR_FIELDS",
    "PLAIN_SECTIONS",
    "POLICY_DEFAULTS",
    "PRIORITIES",
    "PRIORITY_FIELD",
    "REQUIREMENTS",
    "REQUIREMENT_FIELDS",
    "RESUME_DISTANCE",
    "RIVAL_KEYS",
    "ROLES",
    "ROLE_CLASS",
    "ROLE_NAME_PATTERN",
    "ROLE_SETTINGS",
    "ROLE_SETTING_FIELDS",
    "SCHEDULING",
    "SCHEMA_KEY",
    "SECTIONS",
    "THRESHOLDS",
    "THRESHOLD_FIELDS",
    "TOP_LEVEL_KEYS",
    "UNDECLARED_ACCESS",
    "Section",
    "pair_as_written",
    "resource_of",
    "threshold_key",
]

SCHEMA_KEY: Final = Field(
    "$schema", FieldType.TEXT, "Schema", "Where the schema of the file is, for editors.", ""
)
MONITORING_INTERVAL: Final = Field(
    "monitoring_interval",
    FieldType.NUMBER,
    "Monitoring interval",
    "Time from one sample of the machine to the next.",
    5,
    "s",
    0.2,
    3600.0,
)

_OF_THE_ORIGINAL: Final = (THRESHOLDS, PRIORITIES, REQUIREMENTS)
_OURS: Final = (OPTIONS, ROLE_SETTINGS, ROLES, SCHEDULING, OUTPUT, ENVIRONMENT)
SECTIONS: Final = (*_OF_THE_ORIGINAL, *_OURS)
PLAIN_SECTIONS: Final = tuple(section for section in SECTIONS if section.fields)
"""Those that are nothing but their fields; they are the last of the file."""
TOP_LEVEL_KEYS: Final = (
    SCHEMA_KEY.key,
    *(section.key for section in _OF_THE_ORIGINAL),
    MONITORING_INTERVAL.key,
    *(section.key for section in _OURS),
)
"""In the order of the file."""
