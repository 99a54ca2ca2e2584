"""Questions to the history, each over a connection of its own that can only read."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote

from parallel_execution_manager.scheduling.admission.footprints import SEPARATOR
from parallel_execution_manager.system.storage.entries import (
    MOST_ROWS,
    HistoryPage,
    HistoryQuery,
    PastRun,
    RunStatistics,
)
from parallel_execution_manager.system.storage.errors import FAILURES, reason_of
from parallel_execution_manager.system.storage.file import FILE_NAME, HistoryError

_PATIENCE_S: Final = 5.0
_MOST_GROUPS: Final = 500
_GET: Final = f"SELECT {', '.join(PastRun._fields)} FROM run WHERE "  # noqa: S608
# A run is judged by its place among those of its group: no value leaves SQLite before it is counted.
_STATISTICS: Final = """
    WITH chosen AS (SELECT {group} AS who, * FROM run WHERE NOT goes_on),
    ranked AS (
        SELECT who, duration_s, row_number() OVER (PARTITION BY who ORDER BY duration_s) AS place,
            count(*) OVER (PARTITION BY who) AS many
        FROM chosen WHERE duration_s IS NOT NULL
    ),
    middle AS (
        SELECT who, max(CASE WHEN place = (many + 1) / 2 THEN duration_s END) AS median,
            max(CASE WHEN place = (many * 95 + 99) / 100 THEN duration_s END) AS p95
        FROM ranked GROUP BY who
    )
    SELECT chosen.who, chosen.role, count(*), sum(state = 'succeeded'),
        sum(state IN ('failed', 'timed_out', 'lost')), sum(state = 'cancelled'),
        max(median), max(p95), sum(throttled_s), sum(suspended_s)
    FROM chosen LEFT JOIN middle ON middle.who = chosen.who
    GROUP BY chosen.who ORDER BY count(*) DESC, chosen.who LIMIT {most}
"""


def page(folder: Path, query: HistoryQuery) -> HistoryPage:
    """Some of the runs that fit, in order; of equal ones the newer first.

    Raises:
        HistoryError: it cannot be read.
    """
    with _connected(folder) as connection:
        newest = connection.execute("SELECT coalesce(max(number), 0) FROM run").fetchone()[0]
        up_to = int(newest if query.up_to is None else query.up_to)
        where, values = _condition(query, up_to)
        total = connection.execute(f"SELECT count(*) FROM run WHERE {where}", values).fetchone()[0]  # noqa: S608
        way = "DESC" if query.descending else "ASC"
        order = f" ORDER BY {query.order.value} {way} NULLS LAST, number DESC LIMIT ? OFFSET ?"
        limits = (min(query.limit, MOST_ROWS), query.offset)
        rows = connection.execute(_GET + where + order, (*values, *limits)).fetchall()
    return HistoryPage(tuple(map(_run, rows)), int(total), up_to)


def statistics(folder: Path, *, by_kind: bool = False) -> tuple[RunStatistics, ...]:
    """What is known of each role, or of each kind of task; those with the most runs first.

    Raises:
        HistoryError: it cannot be read.
    """
    text = _STATISTICS.format(group="kind" if by_kind else "role", most=_MOST_GROUPS)
    with _connected(folder) as connection:
        rows = connection.execute(text).fetchall()
    return tuple(RunStatistics(row[1], _program(row[0]) if by_kind else "", *row[2:]) for row in rows)


@contextlib.contextmanager
def _connected(folder: Path) -> Iterator[sqlite3.Connection]:
    path = folder / FILE_NAME
    try:
        address = f"file:{quote(str(path))}?mode=ro"
        with contextlib.closing(sqlite3.connect(address, uri=True, timeout=_PATIENCE_S)) as connection:
            connection.execute("PRAGMA query_only = ON")
            yield connection
    except FAILURES as error:
        raise HistoryError(f"the history {path} cannot be read: {reason_of(error)}") from error


def _condition(query: HistoryQuery, up_to: int) -> tuple[str, tuple[object, ...]]:
    parts: list[str] = ["number <= ?"]
    values: list[object] = [up_to]
    if query.task_id:
        parts.append("task_id = ?")
        values.append(query.task_id)
    else:
        parts.append("NOT goes_on")
    if query.role:
        parts.append("role = ?")
        values.append(query.role)
    if query.states:
        parts.append(f"state IN ({', '.join('?' * len(query.states))})")
        values.extend(sorted(query.states))
    if query.text:
        looked_for = "".join(f"\\{letter}" if letter in "\\%_" else letter for letter in query.text)
        parts.append(r"(name LIKE ? ESCAPE '\' OR task_id LIKE ? ESCAPE '\' OR detail LIKE ? ESCAPE '\')")
        values.extend([f"%{looked_for}%"] * 3)
    return " AND ".join(parts), tuple(values)


def _run(row: tuple[object, ...]) -> PastRun:
    run = PastRun._make(row)
    return run._replace(goes_on=bool(run.goes_on))


def _program(kind: str) -> str:
    return kind.split(SEPARATOR, 1)[-1]
