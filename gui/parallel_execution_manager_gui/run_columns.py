"""The columns of the history: title, text and order of each. No widgets in here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum, unique

from PySide6.QtCore import QT_TRANSLATE_NOOP

from parallel_execution_manager.control.wording import printable
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.system.storage.history import PastRun, RunOrder
from parallel_execution_manager_gui import formatting
from parallel_execution_manager_gui.looks import Look
from parallel_execution_manager_gui.plain_text import shown_name
from parallel_execution_manager_gui.translation.told import local, shown, told_end

CONTEXT = "RunColumns"
RoleTitle = Callable[[str], str]
_LOOKS: Mapping[str, Look] = {
    TaskState.SUCCEEDED: Look.SUCCEEDED,
    TaskState.FAILED: Look.FAILED,
    TaskState.CANCELLED: Look.CANCELLED,
    TaskState.TIMED_OUT: Look.TIMED_OUT,
    TaskState.LOST: Look.LOST,
}


@unique
class RunColumn(IntEnum):
    """The columns from left to right."""

    STATE = 0
    TASK = 1
    ROLE = 2
    STARTED = 3
    DURATION = 4
    ATTEMPT = 5
    EXIT = 6
    CPU = 7
    MEMORY = 8
    DETAIL = 9


@dataclass(frozen=True, slots=True)
class RunColumnInfo:
    """One column. ``width`` is in pixels at the usual font; the last column takes what is left."""

    title: object
    width: int
    tip: object
    order: RunOrder
    text: Callable[[PastRun, RoleTitle], str]
    is_number: bool = False
    longest: str = ""
    """A text that must not be cut: of a date the rest means nothing."""


def look_of_run(run: PastRun) -> Look:
    """How the run ended, as the queue shows it."""
    return _LOOKS.get(run.state, Look.LOST)


def _code(run: PastRun, _: RoleTitle) -> str:
    return "" if run.exit_code is None else str(run.exit_code)


COLUMNS: Mapping[RunColumn, RunColumnInfo] = {
    RunColumn.STATE: RunColumnInfo(
        QT_TRANSLATE_NOOP("RunColumns", "State"),
        94,
        QT_TRANSLATE_NOOP("RunColumns", "How the task ended"),
        RunOrder.STATE,
        lambda run, _: shown(look_of_run(run).value),
    ),
    RunColumn.TASK: RunColumnInfo(
        QT_TRANSLATE_NOOP("RunColumns", "Task"),
        104,
        QT_TRANSLATE_NOOP("RunColumns", "The task's name"),
        RunOrder.NAME,
        lambda run, _: shown_name(run),
    ),
    RunColumn.ROLE: RunColumnInfo(
        QT_TRANSLATE_NOOP("RunColumns", "Role"),
        104,
        QT_TRANSLATE_NOOP("RunColumns", "The role that did the work"),
        RunOrder.ROLE,
        lambda run, title: title(run.role),
    ),
    RunColumn.STARTED: RunColumnInfo(
        QT_TRANSLATE_NOOP("RunColumns", "Started"),
        112,
        QT_TRANSLATE_NOOP("RunColumns", "When the last attempt started"),
        RunOrder.STARTED,
        lambda run, _: formatting.minute(run.started_at),
        longest=formatting.LONGEST_MINUTE,
    ),
    RunColumn.DURATION: RunColumnInfo(
        QT_TRANSLATE_NOOP("RunColumns", "Duration"),
        64,
        QT_TRANSLATE_NOOP("RunColumns", "Running time, without the time it was suspended"),
        RunOrder.DURATION,
        lambda run, _: formatting.duration(run.duration_s),
        True,
        "99:00:00",
    ),
    RunColumn.ATTEMPT: RunColumnInfo(
        QT_TRANSLATE_NOOP("RunColumns", "Attempts"),
        62,
        QT_TRANSLATE_NOOP("RunColumns", "How often the task was started"),
        RunOrder.ATTEMPT,
        lambda run, _: str(run.attempt),
        True,
    ),
    RunColumn.EXIT: RunColumnInfo(
        QT_TRANSLATE_NOOP("RunColumns", "Exit"),
        38,
        QT_TRANSLATE_NOOP("RunColumns", "The exit code of the process"),
        RunOrder.EXIT,
        _code,
        True,
    ),
    RunColumn.CPU: RunColumnInfo(
        QT_TRANSLATE_NOOP("RunColumns", "CPU"),
        38,
        QT_TRANSLATE_NOOP("RunColumns", "The most processor cores that were seen in use"),
        RunOrder.CPU,
        lambda run, _: local(formatting.cores(run.cpu_cores)),
        True,
    ),
    RunColumn.MEMORY: RunColumnInfo(
        QT_TRANSLATE_NOOP("RunColumns", "Memory"),
        62,
        QT_TRANSLATE_NOOP("RunColumns", "The most memory of the whole process tree"),
        RunOrder.MEMORY,
        lambda run, _: local(formatting.memory(run.memory_mb)),
        True,
    ),
    RunColumn.DETAIL: RunColumnInfo(
        QT_TRANSLATE_NOOP("RunColumns", "Reason / result"),
        80,
        QT_TRANSLATE_NOOP("RunColumns", "Why it failed, or what it brought"),
        RunOrder.DETAIL,
        lambda run, _: told_end(printable(run.detail)),
    ),
}
