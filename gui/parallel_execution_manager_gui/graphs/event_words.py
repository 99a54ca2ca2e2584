"""What the journal's entries say to people: one short word for what happened, and the rest as it was told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import Enum, unique

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from parallel_execution_manager.scheduling.model.checks import TITLES
from parallel_execution_manager.scheduling.model.rows import JournalEntry, JournalQuery
from parallel_execution_manager_gui.formatting import duration
from parallel_execution_manager_gui.graphs.kinds import title_of_limit
from parallel_execution_manager_gui.task_facts import says_exit_code
from parallel_execution_manager_gui.translation.told import figure, told, told_end

_CONTEXT = "Events"


@unique
class EventGroup(Enum):
    """What entries are about; the value is the title."""

    ALL = str(QT_TRANSLATE_NOOP("Events", "All events"))
    LIMITS = str(QT_TRANSLATE_NOOP("Events", "Limits"))
    ROLES = str(QT_TRANSLATE_NOOP("Events", "Roles by hand"))
    TASKS = str(QT_TRANSLATE_NOOP("Events", "Tasks"))
    FILES = str(QT_TRANSLATE_NOOP("Events", "Files"))
    PROGRAM = str(QT_TRANSLATE_NOOP("Events", "Program"))


@unique
class EventLevel(Enum):
    """How much entries matter; the value is the title."""

    ALL = str(QT_TRANSLATE_NOOP("Events", "All levels"))
    NOTABLE = str(QT_TRANSLATE_NOOP("Events", "Without routine"))
    PROBLEMS = str(QT_TRANSLATE_NOOP("Events", "Problems only"))


_L, _R, _T, _F, _P = list(EventGroup)[1:]

KINDS: dict[str, tuple[EventGroup, str]] = {
    "RoleThrottled": (_L, str(QT_TRANSLATE_NOOP("Events", "held back"))),
    "RoleResumed": (_L, str(QT_TRANSLATE_NOOP("Events", "let go"))),
    "LimitSet": (_L, str(QT_TRANSLATE_NOOP("Events", "limit set"))),
    "RoleStarted": (_R, str(QT_TRANSLATE_NOOP("Events", "started"))),
    "RoleStopped": (_R, str(QT_TRANSLATE_NOOP("Events", "stopped"))),
    "RolePaused": (_R, str(QT_TRANSLATE_NOOP("Events", "paused by you"))),
    "RoleHeld": (_R, str(QT_TRANSLATE_NOOP("Events", "held by you"))),
    "RoleHandedBack": (_R, str(QT_TRANSLATE_NOOP("Events", "handed back"))),
    "RolePrioritySet": (_R, str(QT_TRANSLATE_NOOP("Events", "priority set"))),
    "TasksSubmitted": (_T, str(QT_TRANSLATE_NOOP("Events", "queued"))),
    "TaskEdited": (_T, str(QT_TRANSLATE_NOOP("Events", "edited"))),
    "TaskPrioritySet": (_T, str(QT_TRANSLATE_NOOP("Events", "priority set"))),
    "TaskMoved": (_T, str(QT_TRANSLATE_NOOP("Events", "moved"))),
    "TaskCancelled": (_T, str(QT_TRANSLATE_NOOP("Events", "cancelled by you"))),
    "TaskRetried": (_T, str(QT_TRANSLATE_NOOP("Events", "queued again"))),
    "TaskPaused": (_T, str(QT_TRANSLATE_NOOP("Events", "paused by you"))),
    "TaskResumed": (_T, str(QT_TRANSLATE_NOOP("Events", "resumed by you"))),
    "TasksPutBack": (_T, str(QT_TRANSLATE_NOOP("Events", "put back"))),
    "TasksForgotten": (_T, str(QT_TRANSLATE_NOOP("Events", "taken off the list"))),
    "StartAttempt": (_T, str(QT_TRANSLATE_NOOP("Events", "start"))),
    "ProcessStarted": (_T, str(QT_TRANSLATE_NOOP("Events", "runs"))),
    "ProcessSuspended": (_T, str(QT_TRANSLATE_NOOP("Events", "stands still"))),
    "ProcessResumed": (_T, str(QT_TRANSLATE_NOOP("Events", "goes on"))),
    "SuspendAttempt": (_T, str(QT_TRANSLATE_NOOP("Events", "to be suspended"))),
    "ResumeAttempt": (_T, str(QT_TRANSLATE_NOOP("Events", "to be resumed"))),
    "LowerAttempt": (_T, str(QT_TRANSLATE_NOOP("Events", "after everybody else"))),
    "RestoreAttempt": (_T, str(QT_TRANSLATE_NOOP("Events", "ordinary share again"))),
    "StopAttempt": (_T, str(QT_TRANSLATE_NOOP("Events", "to be stopped"))),
    "AttemptEnded": (_T, str(QT_TRANSLATE_NOOP("Events", "ended"))),
    "LeaseWanted": (_F, str(QT_TRANSLATE_NOOP("Events", "files wanted"))),
    "LeaseGranted": (_F, str(QT_TRANSLATE_NOOP("Events", "files granted"))),
    "LeaseDenied": (_F, str(QT_TRANSLATE_NOOP("Events", "files refused"))),
    "LeaseDropped": (_F, str(QT_TRANSLATE_NOOP("Events", "files given back"))),
    "PolicyChanged": (_P, str(QT_TRANSLATE_NOOP("Events", "settings changed"))),
    "QueueRestored": (_P, str(QT_TRANSLATE_NOOP("Events", "program begins"))),
    "ComputerSlept": (_P, str(QT_TRANSLATE_NOOP("Events", "computer slept"))),
    "Refused": (_P, str(QT_TRANSLATE_NOOP("Events", "refused"))),
}


_PROBLEMS = frozenset({"RoleThrottled", "LeaseDenied", "Refused", "ComputerSlept"})
_ROUTINE = frozenset(
    {
        *("TasksSubmitted", "StartAttempt", "ProcessStarted", "AttemptEnded", "LeaseWanted", "LeaseGranted"),
        *("LeaseDropped", "ProcessSuspended", "ProcessResumed", "SuspendAttempt", "ResumeAttempt"),
        *("LowerAttempt", "RestoreAttempt"),
    }
)
"""What happens all the time, and tells nobody anything unless something is being looked for."""
_NONE = frozenset({"none"})
"""Empty kinds would be all."""
LABELS = (
    str(QT_TRANSLATE_NOOP("Events", "attempt")),
    str(QT_TRANSLATE_NOOP("Events", "attempts")),
    str(QT_TRANSLATE_NOOP("Events", "exit code")),
    str(QT_TRANSLATE_NOOP("Events", "first")),
    str(QT_TRANSLATE_NOOP("Events", "holder")),
    str(QT_TRANSLATE_NOOP("Events", "outcome")),
    str(QT_TRANSLATE_NOOP("Events", "pid")),
    str(QT_TRANSLATE_NOOP("Events", "position")),
    str(QT_TRANSLATE_NOOP("Events", "priority")),
    str(QT_TRANSLATE_NOOP("Events", "resume")),
    str(QT_TRANSLATE_NOOP("Events", "summary")),
    str(QT_TRANSLATE_NOOP("Events", "tasks")),
    str(QT_TRANSLATE_NOOP("Events", "throttle")),
    str(QT_TRANSLATE_NOOP("Events", "why")),
)
"""What stands before the values of an entry."""
FLAGS = {
    "at_begin": str(QT_TRANSLATE_NOOP("Events", "as the program began")),
    "at_end": str(QT_TRANSLATE_NOOP("Events", "as the program ended")),
}
"""What is said instead of the name of something that is so."""
_INTERNAL = frozenset({"fence", "keeps", "only_queued", "until"})
"""Of use to the program alone: ``until`` counts the seconds of a clock that nobody reads."""
OUTCOMES = {
    "succeeded": str(QT_TRANSLATE_NOOP("Events", "succeeded")),
    "failed": str(QT_TRANSLATE_NOOP("Events", "failed")),
    "lost": str(QT_TRANSLATE_NOOP("Events", "lost")),
    "not_started": str(QT_TRANSLATE_NOOP("Events", "not started")),
}
"""How attempts end, as the journal has it."""


def kinds_of(group: EventGroup) -> frozenset[str]:
    """The kinds of a group; empty, which is all, for all."""
    return frozenset(kind for kind, (own, _) in KINDS.items() if own is group)


def asked_for(group: EventGroup, level: EventLevel, query: JournalQuery) -> JournalQuery:
    """The query for entries of a group that matter so much; attempts that failed always do."""
    if level is EventLevel.ALL:
        return replace(query, kinds=kinds_of(group))
    of_group = kinds_of(group) or frozenset(KINDS)
    kinds = of_group & _PROBLEMS if level is EventLevel.PROBLEMS else of_group - _ROUTINE
    failures = group in (EventGroup.ALL, EventGroup.TASKS)
    return replace(query, kinds=kinds or (frozenset() if failures else _NONE), failures=failures)


def title_of(choice: EventGroup | EventLevel) -> str:
    """A choice in the language of the program."""
    return QCoreApplication.translate(_CONTEXT, choice.value)


def word_of(entry: JournalEntry) -> str:
    """What happened, in short; an entry of another version by its own name."""
    found = KINDS.get(entry.kind)
    return entry.kind if found is None else QCoreApplication.translate(_CONTEXT, found[1])


def is_by_hand(entry: JournalEntry) -> bool:
    """Whether an entry that reads like the scheduler's step is a wish: those have no reason."""
    return entry.kind == "RoleResumed" and not entry.detail.get("reason")


def subject_of(entry: JournalEntry, name_of: Callable[[str], str]) -> str:
    """Who or what the entry is about; ``name_of`` knows roles and tasks."""
    if entry.kind == "LimitSet":
        return title_of_limit(entry.subject) if entry.subject in TITLES else entry.subject
    return _one_line(name_of(entry.subject)) if entry.subject else ""


def detail_of(entry: JournalEntry) -> str:
    """All else that the entry says, in one line."""
    detail = entry.detail
    for alone in ("reason", "problem"):
        if detail.get(alone):
            return told(_one_line(str(detail[alone])))
    if "problems" in detail:
        return _one_line("; ".join(told(str(problem)) for problem in detail["problems"]))
    if says_exit_code(str(detail.get("summary", "")), detail.get("exit_code")):
        detail = {name: value for name, value in detail.items() if name != "exit_code"}
    parts = (
        _part(name, value)
        for name, value in detail.items()
        if value not in ("", None, {}) and value is not False and name not in _INTERNAL
    )
    by_hand = [QCoreApplication.translate("Events", "by you")] if is_by_hand(entry) else []
    return _one_line(", ".join([*by_hand, *parts]))


def _part(name: str, value: object) -> str:
    if name in TITLES:
        return _limits(name, value)
    if value is True:
        return QCoreApplication.translate(_CONTEXT, FLAGS[name]) if name in FLAGS else _label(name)
    if name == "slept_s" and isinstance(value, float):
        return duration(value)
    return f"{_label(name)} {_shown(name, value)}"


def _limits(resource: str, pair: object) -> str:
    """A limit pair that another configuration has brought; one of another version as it was told."""
    title, names = title_of_limit(resource), ("throttle", "resume")
    if not isinstance(pair, list) or len(pair) != len(names):
        return f"{title} {pair}"
    parts = (f"{_label(name)} {_shown(name, value)}" for name, value in zip(names, pair, strict=True))
    return f"{title} ({', '.join(parts)})"


def _label(name: str) -> str:
    words = name.replace("_", " ")
    return QCoreApplication.translate(_CONTEXT, words) if words in LABELS else words


def _shown(name: str, value: object) -> str:
    if isinstance(value, float):
        return figure(value)
    if name == "summary":
        return told_end(str(value))
    if name == "outcome" and value in OUTCOMES:
        return QCoreApplication.translate(_CONTEXT, OUTCOMES[value])
    if isinstance(value, dict):
        return ", ".join(f"{each} {told(str(word))}" for each, word in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _one_line(text: str) -> str:
    """Foreign text on one line, without characters that steer a display."""
    return "".join(c if c.isprintable() else " " for c in text)
