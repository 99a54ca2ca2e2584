"""``milestones.toml``: a milestone is a query over tasks, with a title and perhaps a due date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from datetime import datetime, time, tzinfo
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.input_files import InputProblems, read_toml
from parallel_execution_manager.roles.project_management.rows import TaskRow
from parallel_execution_manager.roles.tables import Table
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

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
