"""Opening the store: refuse what is newer, set aside what is damaged, use a backup, bring it up to date."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.files.atomic_write import sync_folder
from parallel_execution_manager.system.files.crash_points import reach
from parallel_execution_manager.system.files.private_folders import NO_LINK, PRIVATE_FILE, make_private_file
from parallel_execution_manager.system.storage import schema
from parallel_execution_manager.system.storage.errors import (
    FAILURES,
    NewerStoreError,
    StoreError,
    StoreInUseError,
    reason_of,
)

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


STORE_FOLDER: Final = "store"
"""The folder in the data folder that holds it."""
FILE_NAME: Final = "queue.sqlite3"
_PATIENCE_S: Final = 2.0
_OLD_AT_START_S: Final = 24 * 3600.0
_APPLICATION_AT, _VERSION_AT = 68, 60
_HEADER_BYTES = 100
_PRAGMAS: Final = (
    # Before the first access: then not even the index of the log is shared with other programs.
    "locking_mode = EXCLUSIVE",
    "journal_mode = WAL",
    # With less a power cut takes back what was acknowledged.
    "synchronous = FULL",
    "fullfsync = ON",
    "foreign_keys = ON",
    "mmap_size = 0",
)


@dataclass(frozen=True, slots=True)
class Opened:
    """An open store, its backups, and what the operator must read about it.

    ``is_older`` is whether it may be older than what was acknowledged, as a backup is.
    """

    connection: sqlite3.Connection
    path: Path
    backups: Backups
    problems: tuple[str, ...]
    is_older: bool = False


def open_store(folder: Path) -> Opened:
    """Open the store in ``folder``, which is made if need be.

    A damaged one is set aside under another name; the newest sound backup takes its place.

    Raises:
        NewerStoreError: a newer version of this program wrote it; it has not been touched.
        StoreInUseError: another manager has it open.
        StoreError: it cannot be read or written.
    """
    path, backups = folder / FILE_NAME, Backups(folder / "backups")
    try:
        folder.mkdir(0o700, parents=True, exist_ok=True)
        _refuse_newer(path)
        connection, problems = _sound(path, backups)
        try:
            backups.drop_unfinished()
            told = (*problems, *_up_to_date(connection, path, backups))
            return Opened(connection, path, backups, told, is_older=bool(problems))
        except BaseException:
            connection.close()
            raise
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorname", "").startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise StoreInUseError(
                f"the store {path} is in use by another manager; end that one, or choose another data folder"
            ) from error
        raise StoreError(f"the store {path} cannot be used: {reason_of(error)}") from error
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"the store {path} cannot be used: {reason_of(error)}") from error


def _refuse_newer(path: Path) -> None:
    """Read the version from the file itself: to open it could already change it."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except FileNotFoundError:
        return
    application = int.from_bytes(header[_APPLICATION_AT : _APPLICATION_AT + 4], "big")
    version = int.from_bytes(header[_VERSION_AT : _VERSION_AT + 4], "big")
    if application == schema.APPLICATION_ID and version > schema.NEWEST:
        raise NewerStoreError(
            f"the store {path} is of version {version}, and this program knows versions up to "
            f"{schema.NEWEST}; use the newer program, or choose another data folder. It was not changed"
        )


def _sound(path: Path, backups: Backups) -> tuple[sqlite3.Connection, tuple[str, ...]]:
    """A connection to a store that passes its check, and what had to be done for that."""
    problems: tuple[str, ...] = ()
    if not path.exists() and next(backups.newest_first(), None) is not None:
        # Also what is left if the program ended between setting a damaged one aside and using a backup.
        problems = (_from_backup(path, backups, f"the store {path} is missing"),)
    connection, damage = _connected(path)
    if damage is not None:
        aside = _set_aside(path)
        begin = f"the store {path} is damaged ({damage}); it is kept as {aside.name}"
        problems = (_from_backup(path, backups, begin),)
        connection, damage = _connected(path)
    if damage is not None:
        raise StoreError(f"the store {path} cannot be used: {damage}; look at the disk")
    return connection, problems


def _connected(path: Path) -> tuple[sqlite3.Connection, str | None]:
    """A connection, and what is wrong with the file; the connection is closed then."""
    make_private_file(path)
    connection = sqlite3.connect(path, timeout=_PATIENCE_S, isolation_level=None, check_same_thread=False)
    damage: str | None = None
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        # Takes the lock for as long as the connection lives.
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
        damage = check(connection) or _foreign(connection)
    except BaseException as error:
        if isinstance(error, sqlite3.OperationalError) or not isinstance(error, sqlite3.DatabaseError):
            connection.close()
            raise
        damage = str(error)
    if damage is not None:
        connection.close()
    return connection, damage


def _foreign(connection: sqlite3.Connection) -> str | None:
    """Whether the file is a database of some other program; an empty one is a new store."""
    found = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    return "it is a database of another program" if tables and found != schema.APPLICATION_ID else None


def _set_aside(path: Path) -> Path:
    """Give a damaged store, with its log of changes, another name."""
    aside = _free_name(path)
    reach("store.before-set-aside")
    for end in ("-wal", "-shm", ""):
        part = path.with_name(path.name + end)
        if part.exists():
            part.replace(aside.with_name(aside.name + end))
    sync_folder(path.parent)
    reach("store.after-set-aside")
    return aside


def _from_backup(path: Path, backups: Backups, begin: str) -> str:
    """Put the newest sound backup where the store should be, and say what that means."""
    used = backups.use(path)
    if used is None:
        return f"{begin}. There is no sound backup: its queue is lost, and an empty one is begun"
    made = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(used.stat().st_mtime))
    return f"{begin}. The backup of {made} is used: what was queued or has ended since then is lost"


def _free_name(path: Path) -> Path:
    stamp = time.strftime("%Y%m%dT%H%M%S", time.gmtime())
    names = (
        path.with_name(f"queue.corrupt-{stamp}{end}.sqlite3") for end in ("", *map(_counted, range(100)))
    )
    return next(name for name in names if not name.exists())


def _up_to_date(connection: sqlite3.Connection, path: Path, backups: Backups) -> tuple[str, ...]:
    """Migrate after a backup, or make the day's backup; a missing backup is told and hinders nothing."""
    version = schema.version_of(connection)
    if version == schema.NEWEST:
        if backups.age_s() > _OLD_AT_START_S:
            return backed_up(connection, path, backups)
        return ()
    if version:
        backups.make(connection)
    schema.migrate(connection)
    # The version stands in the file itself then, where an older program looks for it.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return ()


def backed_up(connection: sqlite3.Connection, path: Path, backups: Backups) -> tuple[str, ...]:
    """Make a backup; what is to be told if that fails."""
    try:
        backups.make(connection)
    except (OSError, sqlite3.Error) as error:
        return (f"no backup of the store {path} can be made: {reason_of(error)}",)
    return ()


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
