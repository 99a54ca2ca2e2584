"""Questions about the past: samples thinned out to what a graph can show, and entries of the journal."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Collection, Iterator
from typing import Any, Final

from parallel_execution_manager.scheduling.model.rows import (
    ROLE_STEPS,
    JournalEntry,
    JournalQuery,
    PastSample,
    RoleUse,
)
from parallel_execution_manager.system.storage.schema import LIMIT_STEPS
from parallel_execution_manager.system.storage.tables import SAMPLE_COLUMNS

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
