"""Reading a store beside a manager, or before one begins: samples, journal, tasks; discarding."""

from __future__ import annotations

import contextlib
import json
import math
import sqlite3
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Final

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.rows import (
    ROLE_STEPS,
    JournalEntry,
    JournalQuery,
    PastSample,
    RoleUse,
)
from parallel_execution_manager.system.storage import rows as tables
from parallel_execution_manager.system.storage import schema
from parallel_execution_manager.system.storage.errors import FAILURES
from parallel_execution_manager.system.storage.opening import FILE_NAME
from parallel_execution_manager.system.storage.rows import SAMPLE_COLUMNS
from parallel_execution_manager.system.storage.schema import LIMIT_STEPS

MOST_POINTS: Final = 5000
_SPANS_AT_ONCE: Final = 60
"""So many are asked for in one go: whoever commits waits no longer than for that."""

_EXTREMES: Final = ", ".join(f"{which}({name})" for which in ("min", "max") for name in SAMPLE_COLUMNS)
_SPAN: Final = "CAST((at - :since) / :width AS INTEGER)"
_SAMPLES: Final = (
    f"SELECT avg(at), max(number), {_EXTREMES} FROM sample WHERE at >= :begin AND at < :end "  # noqa: S608
    f"GROUP BY {_SPAN} ORDER BY {_SPAN}"
)
_ROLES: Final = "SELECT roles FROM sample WHERE number = ?"
_FAILURES: Final = "(kind = 'AttemptEnded' AND json_extract(detail, '$.outcome') <> 'succeeded')"
_FINITE: Final = 1e18


def samples(connection: sqlite3.Connection, since: float, until: float, points: int) -> list[PastSample]:
    """What was measured from ``since`` to ``until`` in at most ``points`` spans; empty ones are left out.

    Raises:
        ValueError: the times or the number of points make no sense.
        sqlite3.Error: it cannot be read.
    """
    if not (math.isfinite(since) and math.isfinite(until) and since < until):
        raise ValueError(f"samples are asked for from {since!r} until {until!r}; give the earlier time first")
    if not 1 <= points <= MOST_POINTS:
        raise ValueError(f"{points} points are asked for; give a number from 1 to {MOST_POINTS}")
    width = (until - since) / points
    found: list[PastSample] = []
    for first in range(0, points, _SPANS_AT_ONCE):
        last = min(points, first + _SPANS_AT_ONCE)
        end = until if last == points else since + last * width
        asked = {"since": since, "width": width, "begin": since + first * width, "end": end}
        for at, number, *extremes in connection.execute(_SAMPLES, asked).fetchall():
            roles = connection.execute(_ROLES, (number,)).fetchone()
            half = len(SAMPLE_COLUMNS)
            low, high = tuple(extremes[:half]), tuple(extremes[half:])
            found.append(PastSample(at, low, high, _roles("{}" if roles is None else roles[0])))
    return found


def journal(connection: sqlite3.Connection, query: JournalQuery) -> list[JournalEntry]:
    """Entries of the journal, the newest first.

    Raises:
        sqlite3.Error: it cannot be read.
    """
    clauses, values = zip(*_clauses(query), strict=True)
    flat = [value for some in values for value in some]
    text = (
        "SELECT number, at, cause, kind, subject, detail FROM journal "  # noqa: S608
        f"WHERE {' AND '.join(clauses)} ORDER BY number DESC LIMIT ?"
    )
    rows = connection.execute(text, (*flat, query.limit)).fetchall()
    return [JournalEntry(n, at, why, kind, whom, json.loads(more)) for n, at, why, kind, whom, more in rows]


def _clauses(query: JournalQuery) -> Iterator[tuple[str, tuple[Any, ...]]]:
    # SQLite takes no infinite number from a program in every place.
    yield "at >= ? AND at < ?", (max(-_FINITE, query.since), min(_FINITE, query.until))
    if query.kinds == ROLE_STEPS and not query.failures:
        yield LIMIT_STEPS, ()
    elif query.failures:
        yield f"({_among('kind', query.kinds)} OR {_FAILURES})", tuple(sorted(query.kinds))
    elif query.kinds:
        yield _among("kind", query.kinds), tuple(sorted(query.kinds))
    if query.subjects:
        yield _among("subject", query.subjects), tuple(sorted(query.subjects))
    if query.before is not None:
        yield "number < ?", (query.before,)
    if query.after is not None:
        yield "number > ?", (query.after,)


def _among(name: str, wanted: Collection[str]) -> str:
    return f"{name} IN ({', '.join('?' * len(wanted))})"


def _roles(text: str) -> dict[str, RoleUse]:
    return {name: RoleUse(*use) for name, use in json.loads(text).items()}


_TASKS: Final = (
    "SELECT spec, state, attempt, exit_code, detail, queued_at, started_at, ended_at, paused FROM task "
    "ORDER BY state IN ('queued', 'starting', 'running', 'suspended') DESC, number DESC LIMIT ?"
)
_JOURNAL: Final = "SELECT at, cause, kind, subject, detail FROM journal ORDER BY number DESC LIMIT ?"
_ABOUT: Final = (
    *("state", "attempt", "exit_code", "detail"),
    *("queued_at", "started_at", "ended_at", "paused"),
)

Rows = tuple[dict[str, Any], ...]


class NotReadableError(Exception):
    """The store cannot be looked at; the message says why."""


def look(folder: Path, *, most_tasks: int, most_entries: int) -> tuple[Rows, Rows]:
    """Tasks (those that have not ended first) and entries of the journal, the newest last.

    Times are seconds since the epoch. Nothing is changed, and nobody has to wait.

    Raises:
        NotReadableError: there is no store, it is of another version, or it is damaged.
    """
    path = folder / FILE_NAME
    if not path.exists():
        raise NotReadableError(f"there is no {FILE_NAME} in the data folder: no manager has run yet")
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=2.0)) as connection:
            connection.execute("PRAGMA query_only = ON")
            if (version := schema.version_of(connection)) != schema.NEWEST:
                raise NotReadableError(f"{FILE_NAME} has version {version}, not {schema.NEWEST}")
            tasks = connection.execute(_TASKS, (most_tasks,)).fetchall()
            entries = connection.execute(_JOURNAL, (most_entries,)).fetchall()
    except FAILURES as error:
        raise NotReadableError(f"{FILE_NAME} cannot be read: {error}") from error
    return tuple(map(_task, tasks)), tuple(map(_entry, reversed(entries)))


def _task(row: tuple[Any, ...]) -> dict[str, Any]:
    return {**_parsed(row[0]), **dict(zip(_ABOUT, row[1:], strict=True))}


def _entry(row: tuple[Any, ...]) -> dict[str, Any]:
    at, cause, kind, subject, detail = row
    return {"at": at, "cause": cause, "kind": kind, "subject": subject, "detail": _parsed(detail)}


def _parsed(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except ValueError:
        return {"unreadable": text}
    return value if isinstance(value, dict) else {"unreadable": text}


SOME = 5
"""So many tasks are named."""


@dataclass(frozen=True, slots=True)
class Left:
    """What an earlier manager has left: how many tasks have ended, how many have not, and some of these."""

    ended: int = 0
    unended: int = 0
    names: tuple[str, ...] = ()


def peek(folder: Path) -> Left:
    """What the store in ``folder`` holds; nothing if there is none, or if it cannot be read like this.

    Whoever opens it then is told what is wrong with it.
    """
    path = folder / FILE_NAME
    if not path.exists():
        return Left()
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=0.0)) as connection:
            connection.execute("PRAGMA query_only = ON")
            if schema.version_of(connection) != schema.NEWEST:
                return Left()
            return Left(*tables.ended_and_unended(connection), tables.unended_ids(connection, SOME))
    except FAILURES:
        return Left()


DISCARDED = "thrown away when a batch began"


def discard(folder: Path) -> None:
    """Cancel every task of the store in ``folder`` that has not ended. Nobody else may have the store.

    What still runs is ended by the manager that opens the store next. A store that is not there, or not of
    this version, stays as it is: whoever opens it tells what is wrong with it.

    Raises:
        sqlite3.Error, OSError: it cannot be read or written.
    """
    path = folder / FILE_NAME
    if not path.exists():
        return
    with contextlib.closing(sqlite3.connect(path, timeout=0.0)) as connection:
        if schema.version_of(connection) == schema.NEWEST:
            with connection:
                tables.cancel_unended(connection, DISCARDED)
