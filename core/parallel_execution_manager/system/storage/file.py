"""The file of the history: made, added to, and kept within bounds. One writer, any number of readers.

It is apart from the store of the queue: whoever counts 100,000 runs must not keep a task from starting,
and a lost history costs no task.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Sequence
from operator import attrgetter
from pathlib import Path
from typing import Final

from parallel_execution_manager.system.config.secret_values import without_secrets
from parallel_execution_manager.system.files.private_places import make_private_file
from parallel_execution_manager.system.storage.entries import PastRun
from parallel_execution_manager.system.storage.errors import FAILURES, reason_of

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
