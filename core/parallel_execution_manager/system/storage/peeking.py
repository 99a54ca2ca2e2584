"""A look at what a store holds without taking it over, for whoever has to decide before that."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.storage import schema, tables
from parallel_execution_manager.system.storage.errors import FAILURES
from parallel_execution_manager.system.storage.opening import FILE_NAME

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
