"""The schedule file: each table read as a rule, also in the older form, and the task it queues.

An entry there is due when so many hours have passed since its last run, and at once if it never ran.
It says neither role nor script; ``STANDS_FOR`` names our own tasks for those that have one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from parallel_execution_manager.roles.input_files import InputProblems, Table, read_json_object, read_toml
from parallel_execution_manager.roles.reports import find_zone
from parallel_execution_manager.roles.task_management.recurrence import (
    DEFAULT_LATE_AFTER,
    Calendar,
    CatchUp,
    Interval,
    Once,
    Recurrence,
    Rule,
    Span,
    parse_span,
)
from parallel_execution_manager.scheduling.model.task import Priority
from parallel_execution_manager.scheduling.settings.declarations import near_names

PRIORITIES = tuple(priority.word for priority in reversed(Priority))


def submission(table: Table, without: Collection[str], home: Path, roles: Collection[str]) -> dict[str, Any]:
    """The keys of the table that are the task's; its relative ``cwd`` starts at ``home``, the default.

    Name, role and priority are checked here, all else by the manager when it is queued.
    """
    if "id" in table.values:
        table.problem("id", "is given by the schedule (name@due time); remove it")
    task = {key: value for key, value in table.values.items() if key not in without}
    role = table.text("role", required=True)
    if role and role not in roles:
        near = near_names(role, roles)
        hint = f"did you mean {near[0]}?" if near else f"roles are {', '.join(roles)}"
        table.problem("role", f"{role!r} is no role; {hint}")
    task["priority"] = table.choice("priority", PRIORITIES, Priority.NORMAL.word)
    task["cwd"] = str(home / table.text("cwd"))
    return task


DEFAULT_KEYS = ("timezone", "catch_up", "late_after")
RULE_KEYS = frozenset({"every", "on", "at", "start", "due", "enabled", *DEFAULT_KEYS})
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EPOCH = datetime(1970, 1, 5, tzinfo=UTC)  # a Monday, so that weeks begin as people count them
INSTANT = timedelta(microseconds=1)


def read_schedule(path: Path, zone: ZoneInfo, roles: Collection[str]) -> list[Rule]:
    """The rules of a schedule; times without an offset are of ``zone`` unless the file names another.

    Raises:
        InputProblems: the file cannot be used; everything wrong with it is named at once.
    """
    return parse_schedule(read_toml(path), path, zone, roles)


def parse_schedule(data: dict[str, Any], path: Path, zone: ZoneInfo, roles: Collection[str]) -> list[Rule]:
    """The rules in the tables of a file; see ``read_schedule``."""
    problems: list[str] = []
    top = Table(data, "", problems)
    top.refuse_unknown((*DEFAULT_KEYS, "task"))
    zone = _zone(top, zone)
    defaults: dict[str, Any] = {key: data[key] for key in ("catch_up", "late_after") if key in data}
    rules = [_rule(table, defaults, path, zone, roles) for table in top.tables("task")]
    if not rules and not problems:
        top.problem("task", "there is none; add a [[task]] with name, role and either every or due")
    names = [rule.name for rule in rules if rule.name]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        top.problem("task", f"{names.count(name)} are called {name!r}; give each a name of its own")
    if problems:
        raise InputProblems(path, tuple(problems))
    return rules


def _rule(table: Table, defaults: dict[str, Any], path: Path, zone: ZoneInfo, roles: Collection[str]) -> Rule:
    table.values = {**defaults, **table.values}
    zone = _zone(table, zone)
    start = table.moment("start", zone, time())
    due = table.moment("due", zone, time())
    recurrence, after = _recurrence(table, zone, start, due)
    return Rule(
        name=table.text("name", required=True),
        recurrence=recurrence,
        after=after,
        task=submission(table, RULE_KEYS, path.parent, roles),
        catch_up=CatchUp(table.choice("catch_up", tuple(CatchUp), CatchUp.ONCE)),
        late_after=_late_after(table),
        enabled=table.flag("enabled", default=True),
        zone=zone.key,
    )


def _recurrence(
    table: Table, zone: ZoneInfo, start: datetime | None, due: datetime | None
) -> tuple[Recurrence, datetime | None]:
    """The recurrence, and the moment after which its due times count."""
    if ("every" in table.values) == ("due" in table.values):
        table.problem("every", "give either every (it recurs) or due (once)")
    if "every" not in table.values:
        _refuse(table, ("on", "at", "start"), "only goes with every")
        moment = due or EPOCH
        return Once(moment), moment - INSTANT
    span = _span(table, "every") or Span(1, "d")
    after = start - INSTANT if start else None
    if span.unit in "dw":
        return _calendar(table, span, zone, start), after
    _refuse(table, ("on", "at"), "only goes with days or weeks; give start to say when it begins")
    return Interval(start or EPOCH, timedelta(minutes=span.minutes)), after


def _calendar(table: Table, span: Span, zone: ZoneInfo, start: datetime | None) -> Calendar:
    first = (start.astimezone(zone) if start else EPOCH).date()
    if span.unit == "w":
        weekday = WEEKDAYS.index(table.choice("on", WEEKDAYS, WEEKDAYS[first.weekday()]))
        first += timedelta(days=(weekday - first.weekday()) % 7)
    else:
        _refuse(table, ("on",), "only goes with weeks")
    return Calendar(first, span.minutes // (24 * 60), _time_of_day(table), zone)


def _time_of_day(table: Table) -> time:
    value = table.values.get("at", "00:00")
    try:
        at = value if isinstance(value, time) else time.fromisoformat(value)
    except (TypeError, ValueError):
        at = None
    if at is None or at.tzinfo or at.microsecond:
        table.problem("at", f"is {value!r}; it must be a time of day such as 06:30")
        return time()
    return at


def _span(table: Table, key: str) -> Span | None:
    text = table.text(key)
    span = parse_span(text) if text else None
    if text and span is None:
        table.problem(key, f"is {text!r}; it must be a number from 1 to 1000 with m, h, d or w, such as 6h")
    return span


def _late_after(table: Table) -> timedelta:
    span = _span(table, "late_after")
    return timedelta(minutes=span.minutes) if span else DEFAULT_LATE_AFTER


def _zone(table: Table, default: ZoneInfo) -> ZoneInfo:
    name = table.text("timezone")
    zone = find_zone(name)
    if name and zone is None:
        table.problem(
            "timezone", f"{name!r} is in no time zone database here; name one such as Europe/Berlin or UTC"
        )
    return zone or default


def _refuse(table: Table, keys: tuple[str, ...], why: str) -> None:
    for key in keys:
        if key in table.values:
            table.problem(key, why)


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
        rules.append(_older_rule(table, zone, path.parent, roles, decided_until.get(name), now))
    if problems:
        raise InputProblems(path, tuple(problems))
    return rules


def _older_rule(
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
