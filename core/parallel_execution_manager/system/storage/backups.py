"""Backups of the store: each is made aside, checked, and only then given its name. The last few are kept."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from parallel_execution_manager.system.files.atomic_file import sync_folder
from parallel_execution_manager.system.files.crash_points import reach
from parallel_execution_manager.system.files.private_places import make_private_file
from parallel_execution_manager.system.storage.errors import FAILURES

KEPT: Final = 3
_PREFIX: Final = "queue-"
_SUFFIX: Final = ".sqlite3"
_UNFINISHED: Final = ".unfinished"
_FORMAT: Final = "%Y%m%dT%H%M%S"
_AHEAD_S: Final = 60.0
"""So far ahead of the clock a backup may be without being from the future."""


class Backups:
    """The backups in one folder, named by the time (UTC) at which they were made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def make(self, connection: sqlite3.Connection) -> Path:
        """Copy the whole store, check the copy, name it, and drop the oldest.

        Raises:
            OSError, sqlite3.Error: the copy cannot be made or is not sound; older ones are untouched.
        """
        self._folder.mkdir(0o700, exist_ok=True)
        unfinished = self._folder / f"queue{_UNFINISHED}"
        reach("store.before-backup")
        try:
            _copy(connection, unfinished)
            reach("store.backup-copied")
            if (problem := damage_of(unfinished)) is not None:
                raise sqlite3.DatabaseError(f"the backup is not sound: {problem}")
            _sync(unfinished)
            reach("store.before-backup-rename")
            name = self._free_name()
            unfinished.replace(name)
        except BaseException:
            with contextlib.suppress(OSError):
                unfinished.unlink(missing_ok=True)
            raise
        sync_folder(self._folder)
        reach("store.after-backup-rename")
        self._drop_old()
        return name

    def drop_unfinished(self) -> None:
        """Drop what is left of a backup that was being made when the program ended."""
        (self._folder / f"queue{_UNFINISHED}").unlink(missing_ok=True)

    def newest_first(self) -> Iterator[Path]:
        """All finished backups.

        One from the future was made while the clock was wrong: before all that were made since.
        """
        soon = f"{_PREFIX}{time.strftime(_FORMAT, time.gmtime(time.time() + _AHEAD_S))}"
        with contextlib.suppress(FileNotFoundError, NotADirectoryError, PermissionError):
            # A link may lead to anything; a backup of ours never is one.
            found = [
                path for path in self._folder.iterdir() if _is_backup(path.name) and not path.is_symlink()
            ]
            yield from sorted(found, key=lambda path: (path.name <= soon, path.name), reverse=True)

    def age_s(self) -> float:
        """How many seconds old the newest is; infinite if there is none, or it is from the future."""
        newest = next(self.newest_first(), None)
        age_s = float("inf") if newest is None else time.time() - newest.stat().st_mtime
        return float("inf") if age_s < -_AHEAD_S else max(0.0, age_s)

    def use(self, target: Path) -> Path | None:
        """Put a copy of the newest sound backup at ``target``; which one, or ``None`` if there is none.

        Raises:
            OSError: the copy cannot be made; there is nothing at ``target`` then.
        """
        for backup in self.newest_first():
            if damage_of(backup) is None:
                unfinished = target.with_name(f"{target.name}{_UNFINISHED}")
                make_private_file(unfinished)
                shutil.copyfile(backup, unfinished)
                _sync(unfinished)
                reach("store.before-backup-used")
                unfinished.replace(target)
                sync_folder(target.parent)
                return backup
        return None

    def _free_name(self) -> Path:
        stamp = time.strftime(_FORMAT, time.gmtime())
        names = (self._folder / f"{_PREFIX}{stamp}{end}{_SUFFIX}" for end in ("", *map(_counted, range(100))))
        return next(name for name in names if not name.exists())

    def _drop_old(self) -> None:
        for old in list(self.newest_first())[KEPT:]:
            old.unlink(missing_ok=True)


def _is_backup(name: str) -> bool:
    return name.startswith(_PREFIX) and name.endswith(_SUFFIX)


def damage_of(path: Path) -> str | None:
    """What is wrong with a file that should be a store, by SQLite's own check; ``None`` if nothing is."""
    try:
        # Opened to be read only: a backup is checked, never changed.
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
    except FAILURES as error:
        return str(error)
    with contextlib.closing(connection):
        return check(connection)


def check(connection: sqlite3.Connection) -> str | None:
    """SQLite's quick check: what is wrong, or ``None``."""
    try:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        return str(error)
    return None if found == "ok" else str(found)


def _copy(connection: sqlite3.Connection, target: Path) -> None:
    target.unlink(missing_ok=True)
    make_private_file(target)
    with contextlib.closing(sqlite3.connect(target)) as copy:
        connection.backup(copy)
        # One file that is whole by itself, whatever the store's own way of writing is.
        copy.execute("PRAGMA journal_mode = DELETE")


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _counted(number: int) -> str:
    return f"-{number:02}"
