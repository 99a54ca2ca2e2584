"""Throwing away what an earlier manager has left, before another begins and starts something of it."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from parallel_execution_manager.system.storage import schema, tables
from parallel_execution_manager.system.storage.opening import FILE_NAME

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
