"""The section ``scheduling``: how fast it reacts, and how it treats tasks that wait, fail or stop."""

from __future__ import annotations

from typing import Final

from parallel_execution_manager.scheduling.model.policy_defaults import POLICY_DEFAULTS
from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType, Section
from parallel_execution_manager.scheduling.settings.field_values import plain_number

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
