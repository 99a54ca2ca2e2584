"""The history: every attempt that has ended, in a file of its own, with the questions to it.

It is apart from the store of the queue: whoever counts 100,000 runs must not keep a task from starting,
and a lost history costs no task.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterator, Sequence
from enum import StrEnum, unique
from operator import attrgetter
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote

from parallel_execution_manager.scheduling.admission.footprints import SEPARATOR
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.config.masking import without_secrets
from parallel_execution_manager.system.files.private_folders import make_private_file
from parallel_execution_manager.system.storage.errors import FAILURES, reason_of

MOST_ROWS = 1_000
"""So many runs are given at a time."""


class PastRun(NamedTuple):
    """An attempt that has ended, or a task that was cancelled while it waited. A tuple, as there are many.

    ``goes_on`` means that another attempt followed by itself. ``duration_s`` is without the time it was
    suspended; it is ``None`` if the task was never started, as are the peaks of what was not measured.
    ``throttled_s`` is how long the task waited for its role to be let go. ``line`` is the task as a line of
    a task file, without values of its ``env`` that may be secrets. ``number`` grows with each run; 0 is for
    one that is not kept yet.
    """

    number: int
    task_id: str
    name: str
    role: str
    kind: str
    state: str
    attempt: int
    goes_on: bool
    queued_at: float
    started_at: float | None
    ended_at: float
    duration_s: float | None
    suspended_s: float
    throttled_s: float
    exit_code: int | None
    detail: str
    cpu_cores: float | None
    memory_mb: float | None
    line: str


@unique
class RunOrder(StrEnum):
    """What runs can be sorted by."""

    STATE = "state"
    NAME = "name"
    ROLE = "role"
    STARTED = "started_at"
    ENDED = "ended_at"
    DURATION = "duration_s"
    ATTEMPT = "attempt"
    EXIT = "exit_code"
    CPU = "cpu_cores"
    MEMORY = "memory_mb"
    DETAIL = "detail"


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """Which runs are asked for. Empty fields leave out nothing.

    ``text`` is looked for in name, id and detail, in capitals or not. ``task_id`` asks for every attempt of
    one task, else only the last of each end is given. ``up_to`` is the number of the newest run that
    counts, so that further pages fit the first. At most ``MOST_ROWS`` are given from ``offset`` on.
    """

    text: str = ""
    role: str = ""
    states: frozenset[str] = frozenset()
    task_id: str = ""
    order: RunOrder = RunOrder.ENDED
    descending: bool = True
    offset: int = 0
    limit: int = 200
    up_to: int | None = None


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some runs, how many there are in all, and the number of the newest one that counted."""

    runs: tuple[PastRun, ...] = ()
    total: int = 0
    up_to: int = 0


@dataclass(frozen=True, slots=True)
class RunStatistics:
    """What is known of the runs of one role, or of one kind of task (its program, and of which role).

    Half of the runs took no longer than ``median_s``, 95 of 100 no longer than ``p95_s``.
    """

    role: str
    program: str
    count: int
    succeeded: int
    failed: int
    cancelled: int
    median_s: float | None
    p95_s: float | None
    throttled_s: float
    suspended_s: float

    @property
    def failed_percent(self) -> float | None:
        """The share of failed runs among those that were not cancelled; ``None`` without any."""
        judged = self.succeeded + self.failed
        return 100.0 * self.failed / judged if judged else None


FILE_NAME: Final = "history.sqlite3"
RUNS_KEPT: Final = 200_000
"""The oldest beyond these are dropped."""

_PATIENCE_S: Final = 5.0
_SAME_RUN_S: Final = 120.0
_COLUMNS: Final = PastRun._fields[1:]
_TEXTS: Final = attrgetter("task_id", "name", "role", "kind", "state", "detail", "line")
_RUNS: Final = """
    CREATE TABLE run (
        number INTEGER PRIMARY KEY,
        task_id TEXT NOT NULL,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        attempt INTEGER NOT NULL,
        goes_on INTEGER NOT NULL,
        queued_at REAL NOT NULL,
        started_at REAL,
        ended_at REAL NOT NULL,
        duration_s REAL,
        suspended_s REAL NOT NULL,
        throttled_s REAL NOT NULL,
        exit_code INTEGER,
        detail TEXT NOT NULL,
        cpu_cores REAL,
        memory_mb REAL,
        line TEXT NOT NULL
    ) STRICT
"""
_STEPS: Final = (
    (
        _RUNS,
        "CREATE INDEX run_by_end ON run (ended_at)",
        "CREATE INDEX run_by_task ON run (task_id, attempt)",
    ),
    # Until then lines had all values of ``env``.
    ("""UPDATE run SET line = without_secrets(line) WHERE instr(line, '"env"')""",),
)
"""What leads from each version to the next, the first to version 1. A step is never changed, only added."""
_REFUSALS: Final = (
    *(sqlite3.IntegrityError, sqlite3.DataError, sqlite3.ProgrammingError, sqlite3.InterfaceError),
    OverflowError,
)
_PUT: Final = f"INSERT INTO run ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"  # noqa: S608
_KNOWN: Final = "SELECT 1 FROM run WHERE task_id = ? AND attempt = ? AND abs(ended_at - ?) < ?"


class HistoryError(Exception):
    """The history cannot be read or written; the message names the file, the reason and the way out."""


class RunRefusedError(HistoryError):
    """One of the runs is such that it can never be written."""


class HistoryFile:
    """An open history. Used by one thread at a time.

    ``problem`` tells what the operator must know of how it was opened; empty if all is well.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self.problem = ""
        try:
            self._connection = self._opened()
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.OperationalError):
                raise _failure(self.path, "opened", error) from error
            aside = self.path.with_name(
                f"history.corrupt-{time.strftime('%Y%m%dT%H%M%S', time.gmtime())}.sqlite3"
            )
            self._begin_anew(aside)
            self.problem = (
                f"the history {self.path} is damaged; it is kept as {aside.name}, and a new one is begun"
            )
        except OSError as error:
            raise _failure(self.path, "opened", error) from error

    def _opened(self) -> sqlite3.Connection:
        self.path.parent.mkdir(0o700, parents=True, exist_ok=True)
        make_private_file(self.path)
        connection = sqlite3.connect(
            self.path, timeout=_PATIENCE_S, isolation_level=None, check_same_thread=False
        )
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > len(_STEPS):
                raise HistoryError(
                    f"the history {self.path} is of version {version}, and this program knows versions up to "
                    f"{len(_STEPS)}; use the newer program, or move the file away. It was not changed"
                )
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            # What is hidden or dropped must not stay in the file where no row uses it any more.
            connection.execute("PRAGMA secure_delete = FAST")
            connection.create_function("without_secrets", 1, _without_secrets, deterministic=True)
            for number, step in enumerate(_STEPS[version:], start=version + 1):
                connection.execute("BEGIN IMMEDIATE")
                for statement in (*step, f"PRAGMA user_version = {number}", "COMMIT"):
                    connection.execute(statement)
        except BaseException:
            connection.close()
            raise
        return connection

    def _begin_anew(self, aside: Path) -> None:
        try:
            # What is not yet in the file itself is part of what somebody may want to save.
            for end in ("-wal", "-shm", ""):
                with contextlib.suppress(FileNotFoundError):
                    self.path.with_name(self.path.name + end).replace(aside.with_name(aside.name + end))
            self._connection = self._opened()
        except FAILURES as error:
            raise _failure(self.path, "opened", error) from error

    def newest_end(self) -> float:
        """When the newest run ended; minus infinity without any.

        Raises:
            HistoryError: it cannot be read.
        """
        try:
            found = self._connection.execute("SELECT max(ended_at) FROM run").fetchone()[0]
        except FAILURES as error:
            raise _failure(self.path, "read", error) from error
        return float("-inf") if found is None else float(found)

    def add(self, runs: Sequence[PastRun], *, only_unknown: bool = False) -> None:
        """Add runs, all or none; with ``only_unknown`` only those that are not in it yet.

        Raises:
            RunRefusedError: a run is such that no file takes it; nothing was added.
            HistoryError: it cannot be written; nothing was added.
        """
        connection = self._connection
        try:
            connection.execute("BEGIN IMMEDIATE")
            try:
                wanted = (run for run in runs if not (only_unknown and self._knows(run)))
                connection.executemany(_PUT, [_row(run) for run in wanted])
                oldest = "(SELECT coalesce(max(number), 0) - ? FROM run)"
                connection.execute(f"DELETE FROM run WHERE number <= {oldest}", (RUNS_KEPT,))  # noqa: S608
                connection.execute("COMMIT")
            except BaseException:
                connection.rollback()
                raise
        except _REFUSALS as error:
            raise RunRefusedError(f"a run cannot be written to the history: {error}") from error
        except FAILURES as error:
            raise _failure(self.path, "written", error) from error

    def close(self) -> None:
        """Give the file free."""
        self._connection.close()

    def _knows(self, run: PastRun) -> bool:
        asked = (_text(run.task_id), run.attempt, run.ended_at, _SAME_RUN_S)
        return self._connection.execute(_KNOWN, asked).fetchone() is not None


def _row(run: PastRun) -> tuple[object, ...]:
    if "".join(_TEXTS(run)).isascii():
        return run[1:]
    return tuple(_text(value) if isinstance(value, str) else value for value in run[1:])


def _without_secrets(line: str) -> str:
    """The line of a task; what is none is left as it is."""
    try:
        task = json.loads(line)
        return json.dumps(without_secrets(task), ensure_ascii=False) if isinstance(task, dict) else line
    except (ValueError, RecursionError):
        return line


def _text(value: str) -> str:
    """A text that SQLite takes: half a character becomes its escape."""
    return value if value.isascii() else value.encode("utf-8", "backslashreplace").decode("utf-8")


def _failure(path: Path, done: str, error: Exception) -> HistoryError:
    return HistoryError(f"the history {path} cannot be {done}: {reason_of(error)}")


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
