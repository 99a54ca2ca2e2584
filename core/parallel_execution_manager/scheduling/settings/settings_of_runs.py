"""The sections ``output`` and ``task_environment``: what is kept of runs, what their processes get."""

from __future__ import annotations

from typing import Final

from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType, Section

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
