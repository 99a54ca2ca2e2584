"""Milestones and the tasks that they query: the manager's, and those of an imported task list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from datetime import UTC, datetime, time, tzinfo
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.input_files import InputProblems, Table, read_json_object, read_toml
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import TaskState

DONE = frozenset({TaskState.SUCCEEDED.value})
FAILED = frozenset({TaskState.FAILED.value, TaskState.TIMED_OUT.value, TaskState.LOST.value})
RUNNING = frozenset({TaskState.STARTING.value, TaskState.RUNNING.value, TaskState.SUSPENDED.value})
DROPPED = frozenset({TaskState.CANCELLED.value})


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One task; times are in UTC, ``note`` says why it failed or what it waits for.

    ``after`` are the ids of those that it comes after. A person does what ``is_listed``, no manager.
    """

    id: str
    name: str
    role: str
    state: str
    category: str = ""
    ended_at: datetime | None = None
    due: datetime | None = None
    note: str = ""
    begun_at: datetime | None = None
    after: tuple[str, ...] = ()
    is_listed: bool = False


def manager_rows(state: Mapping[str, Any], without: str) -> list[TaskRow]:
    """The manager's tasks, without the one that asks."""
    return [_manager_row(task) for task in state["tasks"] if task["id"] != without]


def _manager_row(task: Mapping[str, Any]) -> TaskRow:
    return TaskRow(
        id=task["id"],
        name=task["name"],
        role=task["role"],
        state=task["state"],
        ended_at=_moment(task.get("ended_at")),
        note=str(task.get("waits_for") or task.get("detail") or ""),
        begun_at=_moment(task.get("started_at")),
        after=tuple(task.get("after", ())),
    )


def _moment(at: float | None) -> datetime | None:
    return None if at is None else datetime.fromtimestamp(at, UTC)


def count(rows: Iterable[TaskRow], states: frozenset[str]) -> int:
    """How many of the rows are in one of the states."""
    return sum(row.state in states for row in rows)


PATTERN_KEYS = ("id", "name", "role", "category")
KNOWN_KEYS = ("title", *PATTERN_KEYS, "tasks", "due", "planned")
END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True, slots=True)
class Milestone:
    """What is to be reached.

    A task belongs to it if its id is among ``tasks``, or if it fits every entry of ``patterns`` (key of
    a task row to the patterns of which one must fit). ``due`` is in UTC. ``planned`` is how many tasks
    it will have in the end.
    """

    title: str
    patterns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tasks: tuple[str, ...] = ()
    due: datetime | None = None
    planned: int = 0

    def holds(self, row: TaskRow) -> bool:
        """Whether the task belongs to this milestone."""
        return row.id in self.tasks or (
            bool(self.patterns) and all(self._fits(row, key) for key in self.patterns)
        )

    def _fits(self, row: TaskRow, key: str) -> bool:
        value = getattr(row, key)
        return any(fnmatchcase(value, pattern) for pattern in self.patterns[key])


def read_milestones(path: Path, zone: tzinfo) -> list[Milestone]:
    """The milestones of a file; due times without an offset are of ``zone``.

    Raises:
        InputProblems: the file cannot be used; everything wrong with it is named at once.
    """
    return parse_milestones(read_toml(path), path, zone)


def parse_milestones(data: dict[str, Any], path: Path, zone: tzinfo) -> list[Milestone]:
    """The milestones in the tables of a file; see ``read_milestones``."""
    problems: list[str] = []
    top = Table(data, "", problems)
    top.refuse_unknown(("milestone",))
    milestones = [_milestone(table, zone) for table in top.tables("milestone")]
    if not milestones and not problems:
        top.problem(
            "milestone", "there is none; add a [[milestone]] with a title and a pattern such as role or name"
        )
    problems += _repeated_titles(milestones)
    if problems:
        raise InputProblems(path, tuple(problems))
    return milestones


def _milestone(table: Table, zone: tzinfo) -> Milestone:
    table.refuse_unknown(KNOWN_KEYS)
    patterns = {key: texts for key in PATTERN_KEYS if (texts := table.texts(key))}
    tasks = table.texts("tasks")
    if not any(key in table.values for key in (*PATTERN_KEYS, "tasks")):
        table.problem(
            "tasks", f"no task can belong to it; give tasks, or a pattern: {', '.join(PATTERN_KEYS)}"
        )
    return Milestone(
        title=table.text("title", required=True),
        patterns=patterns,
        tasks=tasks,
        due=table.moment("due", zone, END_OF_DAY),
        planned=_planned(table),
    )


def _planned(table: Table) -> int:
    planned = table.number("planned", minimum=0) or 0.0
    if planned != int(planned):
        table.problem("planned", f"is {planned:g}; it must be a whole number of tasks")
    return int(planned)


def _repeated_titles(milestones: list[Milestone]) -> list[str]:
    titles = [milestone.title for milestone in milestones if milestone.title]
    repeated = dict.fromkeys(title for title in titles if titles.count(title) > 1)
    return [
        f"milestone: {titles.count(title)} are called {title!r}; give each a title of its own"
        for title in repeated
    ]


def role_milestones(rows: Iterable[TaskRow]) -> list[Milestone]:
    """One milestone for each role that has tasks: what is reported when no file is given."""
    roles = dict.fromkeys(row.role for row in rows)
    return [Milestone(title=f"All of {role}", patterns={"role": (role,)}) for role in roles if role]


def read_task_list(path: Path, zone: tzinfo) -> list[TaskRow]:
    """The tasks of the list: completed ones as succeeded, others as queued; times are of ``zone``.

    Raises:
        InputProblems: the file cannot be used; everything wrong with it is named at once.
    """
    problems: list[str] = []
    top = Table(read_json_object(path), "", problems)
    if "tasks" not in top.values:
        top.problem(
            "tasks", "is missing; it must be a list of objects with title, category, due_date, completed"
        )
    rows = [_row(table, number, zone) for number, table in enumerate(top.tables("tasks"))]
    if problems:
        raise InputProblems(path, tuple(problems))
    return rows


def _row(table: Table, number: int, zone: tzinfo) -> TaskRow:
    completed = table.flag("completed", default=False)
    return TaskRow(
        id=table.text("id", f"listed-{number}"),
        name=table.text("title", required=True),
        role="",
        state=TaskState.SUCCEEDED.value if completed else TaskState.QUEUED.value,
        category=table.text("category"),
        ended_at=table.moment("completed_date", zone, time()) if completed else None,
        due=table.moment("due_date", zone, END_OF_DAY),
        is_listed=True,
    )


def overdue(rows: list[TaskRow], now: datetime) -> list[TaskRow]:
    """The tasks that are not done and whose due time is over, most overdue first."""
    late = [row for row in rows if row.due and row.due < now and row.state == TaskState.QUEUED]
    return sorted(late, key=lambda row: row.due or now)
