"""Rows of the machine written to the tables of the store, and read from there."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from json.encoder import encode_basestring_ascii
from operator import attrgetter, itemgetter
from typing import Any, Final

from parallel_execution_manager.scheduling.model.policy import Hand
from parallel_execution_manager.scheduling.model.rows import (
    LATER,
    MEASURED,
    Changes,
    JournalRow,
    RoleRow,
    RoleUse,
    StoredQueue,
    TaskRow,
    quantities,
)
from parallel_execution_manager.scheduling.model.sample import ResourceSample, TaskUsage
from parallel_execution_manager.scheduling.model.task import TaskSpec, TaskState
from parallel_execution_manager.system.storage.encoding import as_text, spec_to_text, specs_from_texts

_SPEC: Final = TaskRow._fields.index("spec")
COLUMNS: Final = tuple("place" if name == "order" else name for name in TaskRow._fields if name != "spec")
"""In the order of the fields, without what is written only once; ``order`` is a word of SQL."""

_STATES: Final = {str(state): state for state in TaskState}
_USAGE: Final = attrgetter(*TaskUsage.__slots__)


def _waited(value: tuple[tuple[str, float], ...]) -> str:
    # What `json.dumps` makes of it, in a fourth of the time: done for every start and every end.
    parts = [f"[{encode_basestring_ascii(kind)}, {seconds!r}]" for kind, seconds in value]
    return f"[{', '.join(parts)}]"


def _read_waited(text: str) -> tuple[tuple[str, float], ...]:
    return () if text == "[]" else tuple((kind, seconds) for kind, seconds in json.loads(text))


def _peak(value: TaskUsage | None) -> str | None:
    return None if value is None else json.dumps(_USAGE(value))


def _read_peak(text: str | None) -> TaskUsage | None:
    return None if text is None else TaskUsage(*json.loads(text))


def _read_ending(text: str | None) -> TaskState | None:
    return None if text is None else _STATES[text]


_Converter = Callable[[Any], Any]
_WRITTEN: Final[dict[str, _Converter]] = {
    "detail": as_text,
    "cancelled_by": as_text,
    "waited": _waited,
    "paused_why": as_text,
    "peak": _peak,
}
"""How those fields are written that SQLite does not take, or takes for something else, as they are."""
_READ: Final[dict[str, _Converter]] = {
    "state": _STATES.__getitem__,
    "paused": bool,
    "ending": _read_ending,
    "waited": _read_waited,
    "peak": _read_peak,
}
_WRITERS: Final = tuple(
    (TaskRow._fields.index(name), write, write(TaskRow._field_defaults[name]))
    for name, write in _WRITTEN.items()
)
"""Each with what is written of a value that is empty, as most are."""
_READERS: Final = tuple((TaskRow._fields.index(name), read) for name, read in _READ.items())


def _is_as_by_default(name: str) -> str:
    """The condition that nothing has happened to a task as far as a column tells."""
    value = _WRITTEN.get(name, lambda value: value)(TaskRow._field_defaults[name])
    if value is None:
        return f"{name} IS NULL"
    return f"{name} = {value!r}" if isinstance(value, str) else f"{name} = {value:g}"


FRESH: Final = " AND ".join(
    (
        f"state = '{TaskState.QUEUED}' AND attempt = 0 AND began_at = queued_at",
        *map(_is_as_by_default, TaskRow._fields[LATER]),
    )
)
"""Nothing has happened to the task since it was queued, as to most of a long queue."""


def task_values(row: TaskRow) -> tuple[Any, ...]:
    """A row in the order of the columns."""
    values = list(row)
    for at, written, empty in _WRITERS:
        value = values[at]
        values[at] = written(value) if value else empty
    del values[_SPEC]
    return tuple(values)


def read_task(row: tuple[Any, ...], spec: TaskSpec) -> TaskRow:
    """A task by its number, the text of its specification, and the rest of its columns."""
    values = list(row)
    values[_SPEC] = spec
    for at, read in _READERS:
        values[at] = read(values[at])
    return TaskRow._make(values)


def read_fresh(row: tuple[Any, ...], spec: TaskSpec) -> TaskRow:
    """A task to which nothing has happened, by the few columns that tell of it."""
    number, _, place, queued_at, counted_at, waits_for = row
    return TaskRow.fresh(number, spec, place, queued_at, counted_at, waits_for)


JOURNAL_KEPT: Final = 200_000
SAMPLES_KEPT: Final = 86_400
"""One a second for a day."""

_ALL: Final = (*COLUMNS, "id", "spec")
_PUT_TASK: Final = f"INSERT OR REPLACE INTO task ({', '.join(_ALL)}) VALUES ({', '.join('?' * len(_ALL))})"  # noqa: S608
_SET_TASK: Final = f"UPDATE task SET {', '.join(f'{name} = ?' for name in COLUMNS[1:])} WHERE number = ?"  # noqa: S608
_GET_FRESH: Final = f"SELECT number, spec, place, queued_at, counted_at, waits_for FROM task WHERE {FRESH}"  # noqa: S608
_GET_OTHERS: Final = f"SELECT number, spec, {', '.join(COLUMNS[1:])} FROM task WHERE NOT ({FRESH})"  # noqa: S608
"""In the order of the fields of a `TaskRow`."""
_PUT_ROLE: Final = "INSERT OR REPLACE INTO role VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_PUT_JOURNAL: Final = "INSERT INTO journal (at, cause, kind, subject, detail) VALUES"
_ENTRY: Final = "(?, ?, ?, ?, ?)"
_ENTRIES_AT_ONCE: Final = 16
SAMPLE_COLUMNS: Final = tuple(each.with_unit for each in MEASURED)
"""What was measured, in the order of `QUANTITIES`."""

_SAMPLE: Final = ("at", "tasks", "roles", *SAMPLE_COLUMNS)
_PUT_SAMPLE: Final = f"INSERT INTO sample ({', '.join(_SAMPLE)}) VALUES ({', '.join('?' * len(_SAMPLE))})"  # noqa: S608
_PUT_FACT: Final = "INSERT OR REPLACE INTO fact VALUES (?, ?)"
_TIMES: Final = (
    *("queued_at", "began_at", "started_at", "ended_at", "suspended_since", "not_before", "until"),
    "counted_at",
)
_UNENDED: Final = "state IN ('queued', 'starting', 'running', 'suspended')"
_DETAIL: Final = json.JSONEncoder(default=str)
"""Made once: there is an entry for each thing that happens."""
FENCE: Final = "fence"


def write(connection: sqlite3.Connection, group: Sequence[Changes], wall_offset: float) -> None:
    """Write what events have changed, in their order, inside a transaction of the caller.

    Of a task that several have changed only the last row is written. ``wall_offset`` makes seconds since the
    epoch of monotonic ones.
    """
    changed: dict[int, TaskRow] = {}
    for changes in group:
        if changes.forgotten or changes.written:
            # What was changed before may be replaced by what comes now.
            _set_tasks(connection, changed)
            changed = {}
            _put_tasks(connection, changes)
        changed.update([(row.number, row) for row in changes.changed])
        if changes.roles:
            connection.executemany(_PUT_ROLE, changes.roles)
        for name, value in changes.facts:
            set_fact(connection, name, value)
        if changes.sample is not None:
            _put_sample(connection, changes.sample, changes.roles_use, wall_offset)
    _set_tasks(connection, changed)


def _put_tasks(connection: sqlite3.Connection, changes: Changes) -> None:
    # First: another task may come under the same id at once.
    if changes.forgotten:
        forgotten = [(as_text(name),) for name in changes.forgotten]
        connection.executemany("DELETE FROM task WHERE id = ?", forgotten)
    if changes.written:
        written = [
            (*task_values(row), as_text(row.spec.id), spec_to_text(row.spec)) for row in changes.written
        ]
        connection.executemany(_PUT_TASK, written)


def _set_tasks(connection: sqlite3.Connection, changed: Mapping[int, TaskRow]) -> None:
    if changed:
        rows = map(task_values, changed.values())
        connection.executemany(_SET_TASK, [(*values[1:], values[0]) for values in rows])


def _put_sample(
    connection: sqlite3.Connection, sample: ResourceSample, use: Mapping[str, RoleUse], wall_offset: float
) -> None:
    roles = json.dumps(use) if use else "{}"
    row = (sample.at + wall_offset, len(sample.tasks), roles, *quantities(sample))
    connection.execute(_PUT_SAMPLE, row)


def write_journal(
    connection: sqlite3.Connection, rows: Sequence[JournalRow], wall_offset: float
) -> int | None:
    """Write entries of the journal, inside a transaction of the caller; the number of the last one.

    All in one statement as far as that goes: for each, other threads are let in between.
    """
    last: int | None = None
    for first in range(0, len(rows), _ENTRIES_AT_ONCE):
        entries = [_entry(row, wall_offset) for row in rows[first : first + _ENTRIES_AT_ONCE]]
        values = ", ".join([_ENTRY] * len(entries))
        last = connection.execute(f"{_PUT_JOURNAL} {values}", [*chain.from_iterable(entries)]).lastrowid
    return last


def read(connection: sqlite3.Connection) -> StoredQueue:
    """All that is kept of the queue.

    Raises:
        ValueError, TypeError, KeyError: a row is not one that `write` writes.
    """
    fresh, others = (connection.execute(query).fetchall() for query in (_GET_FRESH, _GET_OTHERS))
    specs = iter(specs_from_texts([row[1] for rows in (fresh, others) for row in rows]))
    tasks = [read_fresh(row, spec) for row, spec in zip(fresh, specs, strict=False)]
    tasks += [read_task(row, spec) for row, spec in zip(others, specs, strict=True)]
    roles = connection.execute("SELECT * FROM role").fetchall()
    return StoredQueue(
        tasks=tuple(sorted(tasks, key=itemgetter(0))),
        roles=tuple(RoleRow(r[0], bool(r[1]), Hand(r[2]), r[3], r[4], r[5], bool(r[6]), r[7]) for r in roles),
        fence=int(fact(connection, FENCE) or 0),
    )


def fact(connection: sqlite3.Connection, name: str) -> str | None:
    """A single thing that is known of the store."""
    row = connection.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def facts(connection: sqlite3.Connection) -> dict[str, str]:
    """All single things that are known of the store."""
    return dict(connection.execute("SELECT name, value FROM fact").fetchall())


def set_fact(connection: sqlite3.Connection, name: str, value: str | None) -> None:
    """Keep a single thing; ``None`` forgets it."""
    if value is None:
        connection.execute("DELETE FROM fact WHERE name = ?", (name,))
    else:
        connection.execute(_PUT_FACT, (name, value))


def ended_and_unended(connection: sqlite3.Connection) -> tuple[int, int]:
    """How many tasks have ended, and how many have not."""
    row = connection.execute(f"SELECT count(*), count(*) FILTER (WHERE {_UNENDED}) FROM task")  # noqa: S608
    known, left = row.fetchone()
    return known - left, left


def unended_ids(connection: sqlite3.Connection, most: int) -> tuple[str, ...]:
    """The ids of the first tasks that have not ended."""
    query = f"SELECT id FROM task WHERE {_UNENDED} ORDER BY number LIMIT ?"  # noqa: S608
    return tuple(row[0] for row in connection.execute(query, (most,)))


def cancel_unended(connection: sqlite3.Connection, detail: str) -> None:
    """End what waits, and have ended what was under way: whoever takes the queue over does so at once."""
    connection.execute(
        "UPDATE task SET state = 'cancelled', ended_at = queued_at, detail = ?, paused = 0, until = NULL "
        "WHERE state = 'queued'",
        (detail,),
    )
    connection.execute(
        f"UPDATE task SET ending = 'cancelled', detail = ? WHERE {_UNENDED}",  # noqa: S608
        (detail,),
    )


def newest_time(connection: sqlite3.Connection) -> float | None:
    """The latest moment that is over and that a task tells of; ``None`` without tasks."""
    times = ("queued_at", "began_at", "started_at", "ended_at", "suspended_since")
    highest = ", ".join(f"coalesce(max({name}), 0)" for name in times)
    row = connection.execute(f"SELECT count(*), {highest} FROM task").fetchone()  # noqa: S608
    return max(row[1:]) if row[0] else None


def shift_times(connection: sqlite3.Connection, by: float) -> None:
    """Move all times by some seconds; the order of tasks stays as it is, whatever is rounded."""
    connection.execute("UPDATE role SET until = until + ?, since = since + ?", (by, by))
    as_many = "SELECT count(DISTINCT place) = count(DISTINCT place + ?) FROM task"
    # Only where two places would become one the order could change.
    keeps_order = connection.execute(as_many, (by,)).fetchone()[0]
    moved = ", ".join(f"{name} = {name} + :by" for name in (*_TIMES, *(("place",) if keeps_order else ())))
    connection.execute(f"UPDATE task SET {moved}", {"by": by})  # noqa: S608
    if not keeps_order:
        places = connection.execute("SELECT place, number FROM task ORDER BY place, number").fetchall()
        connection.executemany("UPDATE task SET place = ? WHERE number = ?", _shifted(places, by))


def prune(connection: sqlite3.Connection) -> None:
    """Drop the oldest entries of the journal and the oldest samples."""
    for table, kept in (("journal", JOURNAL_KEPT), ("sample", SAMPLES_KEPT)):
        oldest = f"(SELECT coalesce(max(number), 0) - ? FROM {table})"  # noqa: S608
        connection.execute(f"DELETE FROM {table} WHERE number <= {oldest}", (kept,))  # noqa: S608


def _shifted(places: Iterable[tuple[float, int]], by: float) -> Iterator[tuple[float, int]]:
    before, was = -math.inf, -math.inf
    for place, number in places:
        moved = before if place == was else max(place + by, math.nextafter(before, math.inf))
        before, was = moved, place
        yield moved, number


def _entry(row: JournalRow, wall_offset: float) -> tuple[Any, ...]:
    detail = _DETAIL.encode(row.detail) if row.detail else "{}"
    return (row.at + wall_offset, row.cause, row.kind, as_text(row.subject), detail)
