"""Why the queue cannot be kept on disk; each message names the file, the reason and the way out."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path
from typing import Final

from parallel_execution_manager.system.runs.folders import DataDirError

_FULL: Final = "the disk is full; make room"
_DAMAGED: Final = "it is damaged; start the program anew, which sets it aside and takes the newest backup"
_REASONS: Final = {
    "SQLITE_FULL": _FULL,
    "SQLITE_READONLY": "it is not writable for this user; correct the permissions of its folder",
    "SQLITE_CANTOPEN": "it cannot be opened; correct the permissions of its folder",
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_NOTADB": _DAMAGED,
}


class StoreError(DataDirError):
    """The store cannot be opened."""


class NewerStoreError(StoreError):
    """The store was written by a newer version of the program; it has not been touched."""


class StoreInUseError(StoreError):
    """Another manager has the store."""


class NotKeptError(Exception):
    """What was to be kept is not on disk; it is tried again for as long as the program runs."""


def reason_of(error: Exception) -> str:
    """Why something cannot be read or written, with the way out where one is known."""
    if isinstance(error, OSError):
        return _FULL if error.errno in (errno.ENOSPC, errno.EDQUOT) else str(error.strerror or error)
    if not isinstance(error, sqlite3.Error):
        return f"an error of this program ({type(error).__name__}: {error}); please report it"
    name = str(getattr(error, "sqlite_errorname", ""))
    known = (text for start, text in _REASONS.items() if name.startswith(start))
    return next(known, f"{error}; look at the disk and its messages")


def not_kept(path: Path, error: Exception) -> NotKeptError:
    """What is told when a commit fails."""
    return NotKeptError(f"the queue cannot be kept in {path}: {reason_of(error)}")


FAILURES: Final = (sqlite3.Error, OSError)
"""What a disk or SQLite may raise at any access."""
