"""The columns of the queue: title, width, text and sort value of each. No Qt in here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from enum import IntEnum, unique

from parallel_execution_manager.scheduling.explain.reasons import waiting_reason
from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.sample import WallClock
from parallel_execution_manager.scheduling.model.task import Priority, RoleState, TaskState
from parallel_execution_manager.scheduling.snapshot import RoleView, TaskView
from parallel_execution_manager_gui import formatting
from parallel_execution_manager_gui.held_files import HeldFiles
from parallel_execution_manager_gui.looks import Look, look_of_task
from parallel_execution_manager_gui.naming import Named, detail_with_name, unnamed
from parallel_execution_manager_gui.plain_text import shown_name
from parallel_execution_manager_gui.reasons import blocking_task, blocking_task_of, file_and_more, why

SortValue = tuple[float | str, ...]


@unique
class Column(IntEnum):
    """The columns from left to right."""

    PLACE = 0
    STATE = 1
    TASK = 2
    ROLE = 3
    PRIORITY = 4
    ELAPSED = 5
    CPU = 6
    MEMORY = 7
    WHY = 8


def _nowhere(_task_id: str) -> int | None:
    return None


@dataclass(slots=True)
class Facts:
    """What a cell needs beside its task. ``place_of`` counts from 0 within each role's queue."""

    now: float = 0.0
    wall: WallClock = field(default_factory=WallClock)
    place_of: Callable[[str], int | None] = _nowhere
    roles: Mapping[str, RoleView] = field(default_factory=dict)
    role_title: Callable[[str], str] = str
    task_name: Callable[[str], str] = str
    named: Named = unnamed
    told: Callable[[str], str] = str
    """Says a word of ours in the window's language."""
    local: Callable[[str], str] = str
    """Says a number in the window's language."""
    held: HeldFiles = field(default_factory=HeldFiles)
    told_end: Callable[[str], str] = str
    """Says why a task ended in the window's language; its own words as they are."""

    def look(self, view: TaskView) -> Look:
        """What the task is seen doing."""
        return look_of_task(view, self.roles.get(view.spec.role))

    def why(self, view: TaskView) -> str:
        """Why the task waits, or what is known of its work."""
        role = self.roles.get(view.spec.role)
        words = why(view, role, self.task_name, self.role_title, self.wall)
        if words == view.detail:
            return self.told_end(detail_with_name(words, self.named))
        return self.told(words)

    def blocker(self, view: TaskView) -> str | None:
        """The id of the task in the way, if it is a task."""
        file = self._file(view)
        return blocking_task(view) if file is None else blocking_task_of(file)

    def whole_why(self, view: TaskView) -> str:
        """The same as `why`, and who has a file that it wants if it waits for room first.

        For the rows in sight: that differs among tasks that are alike in all else.
        """
        role, file = self.roles.get(view.spec.role), self._file(view)
        if role is None or file is None:
            return self.why(view)
        check = waiting_reason(view, role)
        has_turn = check is None or check.kind is CheckKind.TURN
        names = self.task_name, self.role_title, self.wall
        return self.told(file_and_more(file, "" if has_turn else why(view, role, *names), *names))

    def _file(self, view: TaskView) -> Check | None:
        """What is not told of a ready task in a role that may start some."""
        role = self.roles.get(view.spec.role)
        is_ready = role is not None and role.state is RoleState.ACTIVE and view.waits_for is None
        return self.held.check(view) if is_ready else None


@dataclass(frozen=True, slots=True)
class ColumnInfo:
    """One column. ``width`` is in pixels at the usual font; the last column takes what is left.

    What ``is_kept`` changes with its task alone, not with the clock, the role or other tasks. What it is
    sorted by ``follows_role`` if it is another when the role is, and one for all tasks that are seen alike.
    A text that may be cut ``has_tooltip``. Columns that are not ``is_shown_at_first`` are found in the menu.
    """

    title: str
    width: int
    tip: str
    text: Callable[[TaskView, Facts], str]
    sort_value: Callable[[TaskView, Facts], SortValue]
    is_number: bool = False
    is_kept: bool = False
    follows_role: bool = False
    has_tooltip: bool = False
    is_shown_at_first: bool = True


def elapsed_s(view: TaskView, now: float) -> float | None:
    """Seconds that the last attempt has run, without the time it was suspended."""
    if view.started_at is None:
        return None
    end = view.ended_at if view.ended_at is not None else view.suspended_since or now
    return max(0.0, end - view.started_at - view.suspended_s)


def place_value(view: TaskView, facts: Facts) -> SortValue:
    """The order an operator reads in: what runs, what comes next, what ended (newest first)."""
    if view.state.is_live:
        return (0, view.started_at or view.queued_at, 0, 0)
    if view.state is TaskState.QUEUED:
        role = facts.roles.get(view.spec.role)
        return (1, 0 if role is None else -role.priority, view.spec.role, *view.order)
    return (2, -(view.ended_at or 0.0), 0, 0)


def _place(view: TaskView, facts: Facts) -> str:
    place = facts.place_of(view.id)
    return "" if place is None else str(place + 1)


def _usage(view: TaskView) -> tuple[float | None, float | None]:
    shown = view.usage if view.state.is_live else view.peak
    return (None, None) if shown is None else (shown.cpu_cores, shown.memory_mb)


def _number(value: float | None) -> SortValue:
    return (-1.0,) if value is None else (value,)


def _blank_if_none(text: str) -> str:
    return "" if text == formatting.NOTHING else text


COLUMNS: Mapping[Column, ColumnInfo] = {
    Column.PLACE: ColumnInfo(
        "#",
        36,
        "Place in the queue of its role. Sort by it to reorder by dragging.",
        _place,
        place_value,
        is_number=True,
    ),
    Column.STATE: ColumnInfo(
        "State",
        101,
        "What the task is doing",
        lambda view, facts: facts.told(facts.look(view).value),
        lambda view, facts: (facts.told(facts.look(view).value),),
        follows_role=True,
    ),
    Column.TASK: ColumnInfo(
        "Task",
        156,
        "The task's name, with its id where several have one name",
        lambda view, facts: facts.named(view.id) or shown_name(view),
        lambda view, _: (view.spec.name.casefold(),),
        has_tooltip=True,
    ),
    Column.ROLE: ColumnInfo(
        "Role",
        146,
        "The role that does the work",
        lambda view, facts: facts.role_title(view.spec.role),
        lambda view, facts: (facts.role_title(view.spec.role),),
        is_kept=True,
        has_tooltip=True,
    ),
    Column.PRIORITY: ColumnInfo(
        "Prio",
        40,
        "How important the task is within its role; empty means normal",
        lambda view, facts: (
            "" if view.spec.priority is Priority.NORMAL else facts.told(view.spec.priority.word)
        ),
        lambda view, _: (-view.spec.priority,),
        is_kept=True,
    ),
    Column.ELAPSED: ColumnInfo(
        "Elapsed",
        60,
        "Running time of the last attempt, without the time it was suspended",
        lambda view, facts: _blank_if_none(formatting.duration(elapsed_s(view, facts.now))),
        lambda view, facts: _number(elapsed_s(view, facts.now)),
        is_number=True,
    ),
    Column.CPU: ColumnInfo(
        "CPU",
        36,
        "Processor cores in use; the peak once the task has ended",
        lambda view, facts: facts.local(_blank_if_none(formatting.cores(_usage(view)[0]))),
        lambda view, _: _number(_usage(view)[0]),
        is_number=True,
        is_kept=True,
    ),
    Column.MEMORY: ColumnInfo(
        "Memory",
        62,
        "Memory of the whole process tree; the peak once the task has ended",
        lambda view, facts: facts.local(_blank_if_none(formatting.memory(_usage(view)[1]))),
        lambda view, _: _number(_usage(view)[1]),
        is_number=True,
        is_kept=True,
    ),
    Column.WHY: ColumnInfo(
        "Why / detail",
        300,
        "Why the task waits, what it is doing, or how it ended",
        lambda view, facts: facts.whole_why(view),
        lambda view, facts: (facts.why(view),),
        follows_role=True,
        has_tooltip=True,
    ),
}
