"""What tells that the files of the store are still those that were written, while it is open and later."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from pathlib import Path
from typing import Final

from parallel_execution_manager.system.files.private_places import NO_LINK, PRIVATE_FILE

_MOST_DIGITS: Final = 20
_ENDS: Final = ("", "-wal")


class StoreFiles:
    """The files of an open store: what is written to one that was removed or replaced is lost."""

    def __init__(self, path: Path) -> None:
        """Begin when the store has been written to: those of its files are there then that it will have.

        Raises:
            OSError: they cannot be looked at.
        """
        names = (f"{path}{end}" for end in _ENDS)
        self._marks = {name: _mark(name) for name in names if Path(name).exists()}

    def problem(self) -> str:
        """What has become of them; empty if they are there. Costs two looks at the file system."""
        for name, mark in self._marks.items():
            try:
                is_there = _mark(name) == mark
            except OSError:
                is_there = False
            if not is_there:
                return (
                    f"the file {name} was removed or replaced while this program runs; move it back, or end "
                    "this program and begin it anew, and look whether all tasks are there"
                )
        return ""


class LastEntry:
    """A file beside the store with the number of the last entry of its journal that was on disk.

    It is not synced: it may be behind the store, as after a power cut, and is never ahead of it.
    """

    def __init__(self, path: Path) -> None:
        self._file: int | None = None
        with contextlib.suppress(OSError):
            file = os.open(path, os.O_RDWR | os.O_CREAT | NO_LINK | getattr(os, "O_CLOEXEC", 0), PRIVATE_FILE)
            if os.fstat(file).st_nlink == 1:
                self._file = file
            else:
                # Under its other name it is somebody's file, which must not be written over.
                os.close(file)

    def missing_in(self, connection: sqlite3.Connection) -> int:
        """How many entries the store has lost that were on disk."""
        known = 0
        if self._file is not None:
            with contextlib.suppress(OSError, ValueError):
                known = int(os.read(self._file, _MOST_DIGITS))
        return max(0, known - _last(connection))

    def write(self, number: int) -> None:
        """Note what has just been committed; where that cannot be done, less is noticed later."""
        if self._file is not None:
            with contextlib.suppress(OSError):
                _write_at_start(self._file, b"%0*d" % (_MOST_DIGITS, number))

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _write_at_start(file: int, data: bytes) -> None:
    if hasattr(os, "pwrite"):
        os.pwrite(file, data, 0)
    else:
        os.lseek(file, 0, os.SEEK_SET)
        os.write(file, data)


def _mark(name: str) -> tuple[int, int]:
    status = os.stat(name)  # noqa: PTH116 - done with each commit: no Path is made of it
    return status.st_dev, status.st_ino


def _last(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(number), 0) FROM journal").fetchone()[0])
