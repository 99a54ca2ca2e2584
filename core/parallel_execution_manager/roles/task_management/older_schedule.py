"""``parallel_execution_tasks.json``: the recurring tasks of an older program, as rules.

An entry there is due when so many hours have passed since its last run, and at once if it never ran.
It says neither role nor script; ``STANDS_FOR`` names our own tasks for those that have one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.input_files import InputProblems, read_json_object
from parallel_execution_manager.roles.tables import Table
from parallel_execution_manager.roles.task_management.recurrence import Interval
from parallel_execution_manager.roles.task_management.rules import Rule
from parallel_execution_manager.roles.task_management.submission import submission

STANDS_FOR: Mapping[str, Mapping[str, Any]] = {
    "system_health_check": {"role": "resource_management"},
    "script_syntax_validation": {"role": "script_assessment", "script_path": "."},
}
PRIORITY_WORDS = {"critical": "high", "high": "high", "medium": "normal", "normal": "normal", "low": "low"}
OWN_KEYS = frozenset({"enabled", "interval_hours", "last_run"})


def read_older_schedule(
    path: Path, zone: tzinfo, roles: Collection[str], decided_until: Mapping[str, datetime], now: datetime
) -> list[Rule]:
    """The rules of such a file; its times are of ``zone``.

    Raises:
        InputProblems: the file cannot be used; everything wrong with it is named at once.
    """
    problems: list[str] = []
    rules = []
    for name, entry in read_json_object(path).items():
        if not isinstance(entry, dict):
            problems.append(f"{name}: is {entry!r}; it must be an object with interval_hours")
            continue
        table = Table({**STANDS_FOR.get(name, {}), **entry, "name": name}, name, problems)
        rules.append(_rule(table, zone, path.parent, roles, decided_until.get(name), now))
    if problems:
        raise InputProblems(path, tuple(problems))
    return rules


def _rule(
    table: Table, zone: tzinfo, home: Path, roles: Collection[str], decided: datetime | None, now: datetime
) -> Rule:
    hours = table.number("interval_hours", minimum=1 / 60)
    if "interval_hours" not in table.values:
        table.problem("interval_hours", "is missing; give the hours between two runs")
    step = timedelta(hours=min(hours or 1.0, 24.0 * 366))
    last_run = decided or table.moment("last_run", zone, time()) or now.astimezone(UTC) - step
    given = str(table.values.get("priority", "medium")).lower()
    table.values = {**table.values, "priority": PRIORITY_WORDS.get(given, given)}
    known = "role" in table.values
    return Rule(
        name=table.text("name"),
        recurrence=Interval(last_run + step, step),
        after=last_run,
        task=submission(table, OWN_KEYS, home, roles) if known else {},
        enabled=table.flag("enabled", default=True),
        refusal="" if known else "nothing here stands for it; give its entry a role and what that role needs",
    )
