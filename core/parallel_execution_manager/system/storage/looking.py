"""The tasks and the newest happenings of a store, read while a manager may be at work on it."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from pathlib import Path
from typing import Any, Final

from parallel_execution_manager.system.storage import schema
from parallel_execution_manager.system.storage.errors import FAILURES
from parallel_execution_manager.system.storage.opening import FILE_NAME

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
