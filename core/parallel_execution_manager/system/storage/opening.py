"""Opening the store: refuse what is newer, set aside what is damaged, use a backup, bring it up to date."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Final

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.files.atomic_file import sync_folder
from parallel_execution_manager.system.files.crash_points import reach
from parallel_execution_manager.system.files.private_places import make_private_file
from parallel_execution_manager.system.storage import schema
from parallel_execution_manager.system.storage.backups import Backups, check
from parallel_execution_manager.system.storage.errors import (
    NewerStoreError,
    StoreError,
    StoreInUseError,
    reason_of,
)

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


def _counted(number: int) -> str:
    return f"-{number:02}"


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
