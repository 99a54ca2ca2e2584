"""The leases of processes that are no tasks, in ``leases.json`` of the data folder.

Whoever reads or writes the file holds the kernel's lock on ``leases.lock``, which is freed at its holder's
death. That file is never removed: a lock on one that was made anew would be another lock. While a manager
runs it is named in the record and alone decides; the record then follows it, so that a manager that is killed
takes no lease along. After a power cut all processes are gone, and with them their leases; what must not be
lost is the highest number that was given. So each content is synced before it takes the place of the one
before, and its name too if that number has changed: a power cut leaves a whole file that knows it. That
number stands in ``leases.lock`` too: whoever removes the record does not make the numbers begin anew.
"""

from __future__ import annotations

import contextlib
import json
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import field
from pathlib import Path

from parallel_execution_manager.scheduling.leases.table import LeaseTable
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import FileClaim
from parallel_execution_manager.system.files.atomic_write import PRIVATE, replace_text
from parallel_execution_manager.system.files.lock import PATIENCE_S, FileLockError, locked
from parallel_execution_manager.system.files.private_folders import read_own
from parallel_execution_manager.system.processes.identity import ProcessIdentity, lives, own_identity
from parallel_execution_manager.system.runs.folders import prepare_data_dir
from parallel_execution_manager.system.storage.lease_record import (
    LeaseJsonError,
    LeaseRecord,
    read_process,
    read_records,
    write_process,
    write_records,
)

AHEAD = 1000
"""How far above the highest number it is written, so that few grants wait for the disk a second time."""
_DIGITS = 20


def read_floor(lock: int) -> int:
    """The number in the open file ``lock``; 0 if none was ever written there."""
    text = os.pread(lock, _DIGITS, 0)
    return int(text) if text.isdigit() else 0


def raise_floor(lock: int, last_fence: int) -> None:
    """See that the number is not below ``last_fence``, also after a power cut.

    Raises:
        OSError: it cannot be written.
    """
    if read_floor(lock) >= last_fence:
        return
    # Of one length, in place: whoever is killed in between leaves the one or the other.
    os.pwrite(lock, f"{last_fence + AHEAD:0{_DIGITS}}".encode(), 0)
    os.fsync(lock)


FILE = "leases.json"
LOCK = "leases.lock"
VERSION = 1
SUPERVISOR = "supervisor"
"""The folder of the process that is the parent of tasks; it is made by the first manager that runs one."""
ENDED = -1
"""The start of no process: of a manager that is over, also if its program goes on."""
RESERVE = 1_000_000
"""How many numbers a manager takes at a time: each is synced, and it gives back what it did not use."""


class LeaseFileError(FileLockError):
    """The record of leases cannot be used; the message names it, the reason and the way out."""


@dataclass(slots=True)
class LeaseBook:
    """What the file says, while its lock is held.

    ``last_fence`` is the highest number that may have been given. ``manager`` decides as long as it lives.
    """

    records: dict[str, LeaseRecord] = field(default_factory=dict)
    last_fence: int = 0
    manager: ProcessIdentity | None = None

    @property
    def has_manager(self) -> bool:
        """Whether a manager decides, and nobody else may."""
        return self.manager is not None and lives(self.manager)

    def drop_dead(self) -> None:
        """Take out every lease whose processes are gone."""
        dead = [record.id for record in self.records.values() if not record.is_alive()]
        for lease_id in dead:
            del self.records[lease_id]


def _bad_record(book: LeaseBook) -> str:
    """Which of the records is no JSON; if none is, then what stands beside them."""
    for record in book.records.values():
        try:
            json.dumps(write_records([record]).leases, allow_nan=False)
        except (TypeError, ValueError):
            return f"{record.id!r} of {record.label!r}"
    return "a number in it"


class LeaseFile:
    """The record of one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._path = data_dir / FILE

    @property
    def has_record(self) -> bool:
        """Whether there is a record; one that was removed by hand may be of a manager that runs."""
        return os.path.lexists(self._path)

    @property
    def is_there(self) -> bool:
        """Whether anybody has ever opened it."""
        return (self._data_dir / LOCK).exists() or self._path.exists()

    @contextlib.contextmanager
    def opened(self, patience_s: float = PATIENCE_S) -> Iterator[LeaseBook]:
        """The book, for one decision; what was changed is written at the end, or nothing if that raises.

        Raises:
            FileLockError: somebody holds the lock for long; a ``LeaseFileError``: the file cannot be used.
            DataDirError: there is no data folder and none can be made.
        """
        if not self._data_dir.is_dir():
            prepare_data_dir(self._data_dir)
        with locked(self._data_dir / LOCK, patience_s) as handle:
            book = self._read(read_floor(handle))
            fence, before = book.last_fence, self._text(book)
            yield book
            after = self._changed_text(book)
            if after != before:
                self._write(after, handle, None if book.last_fence == fence else book.last_fence)

    def _read(self, floor: int) -> LeaseBook:
        try:
            value = json.loads(read_own(self._path))
        except FileNotFoundError:
            # Where a manager has run it is never removed, but by hand: perhaps tasks of that one go on.
            had_manager = (self._data_dir / SUPERVISOR).is_dir()
            manager = own_identity()._replace(start_ticks=ENDED) if had_manager else None
            return LeaseBook(last_fence=floor, manager=manager)
        except OSError as error:
            why = f"{error.strerror}; correct its permissions"
            if not stat.S_ISREG(self._path.lstat().st_mode):
                why = (
                    "it is no ordinary file; remove it when no program or task that held files runs any more"
                )
            raise LeaseFileError(f"{self._path} cannot be read: {why}") from error
        except ValueError as error:
            raise self._damaged(error) from error
        try:
            if value["version"] != VERSION:
                raise LeaseFileError(
                    f"{self._path} is of version {value['version']}, this program knows version {VERSION}; "
                    "use the pem of the installation that wrote it"
                )
            records = read_records(value["leases"], value["folders"])
            return LeaseBook(
                {record.id: record for record in records},
                int(value["last_fence"]),
                read_process(value["manager"]),
            )
        except (LeaseJsonError, KeyError, TypeError, ValueError, OverflowError) as error:
            raise self._damaged(error) from error

    def _damaged(self, error: Exception) -> LeaseFileError:
        return LeaseFileError(
            f"{self._path} is damaged, and so is what it says about who works on which file ({error}); "
            "remove it when none of those programs runs any more"
        )

    @staticmethod
    def _text(book: LeaseBook) -> str:
        written = write_records(book.records.values())
        content = {
            "version": VERSION,
            "last_fence": book.last_fence,
            "manager": write_process(book.manager),
            "folders": written.folders,
            "leases": written.leases,
        }
        return json.dumps(content, ensure_ascii=True, allow_nan=False, indent=1) + "\n"

    def _changed_text(self, book: LeaseBook) -> str:
        """What is to be written, also of records that did not come from a file.

        Raises:
            LeaseFileError: a record holds what is no JSON; the message names it.
        """
        try:
            return self._text(book)
        except (TypeError, ValueError) as error:
            raise LeaseFileError(
                f"{self._path} cannot be written: {_bad_record(book)} is no JSON ({error}); release it"
            ) from error

    def _write(self, text: str, lock: int, last_fence: int | None) -> None:
        """Write the text; and first its highest number, if that is another than before."""
        durable = last_fence is not None
        try:
            if last_fence is not None:
                raise_floor(lock, last_fence)
            replace_text(self._path, text, durable=durable, whole=True, mode=PRIVATE, follow=False)
        except OSError as error:
            raise LeaseFileError(
                f"{self._path} cannot be written: {error.strerror}; make room or correct its permissions"
            ) from error


@dataclass(frozen=True, slots=True)
class InTheWay:
    """A lease that keeps another from being granted, and the wanted file on which they meet."""

    claim: FileClaim
    record: LeaseRecord


def in_the_way(wanted: LeaseRecord, records: Iterable[LeaseRecord]) -> InTheWay | None:
    """What keeps ``wanted`` from being granted: a holder, or who waits before it for one of its files.

    A reader that comes later does not pass a writer that waits, or the writer would never have its turn.
    """
    others = [record for record in records if record.id != wanted.id]
    held = LeaseTable()
    for other in others:
        if other.is_granted:
            held.grant(other.id, other.claims, other.granted_at)
    conflict = held.conflict(wanted.claims)
    if conflict is not None:
        return InTheWay(conflict.claim, next(other for other in others if other.id == conflict.holder))
    before = (other for other in others if not other.is_granted and _rank(other) < _rank(wanted))
    for other in sorted(before, key=_rank):
        line = LeaseTable()
        line.grant(other.id, other.claims, other.asked_at)
        conflict = line.conflict(wanted.claims)
        if conflict is not None:
            return InTheWay(conflict.claim, other)
    return None


def _rank(record: LeaseRecord) -> tuple[int, float, str]:
    """The place in line: the more important first, then who asked first."""
    return -record.priority, record.asked_at, record.id
