"""The record of the leases of other programs, as the manager that decides on them keeps it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from parallel_execution_manager.scheduling.effects import LeaseDenied, LeaseGranted
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.files.lock import FileLockError
from parallel_execution_manager.system.processes.identity import ProcessIdentity, own_identity
from parallel_execution_manager.system.runs.folders import DataDirError
from parallel_execution_manager.system.storage.lease_file import ENDED, RESERVE, LeaseFile, LeaseFileError
from parallel_execution_manager.system.storage.lease_record import LeaseRecord

logger = logging.getLogger("ParallelExecutionManager")


class LeasesUnknownError(DataDirError):
    """Nobody can say what other programs hold; the message has the reason and the way out."""


class LeasesClosedError(Exception):
    """The manager decides no more, or never did; the message says why."""


@dataclass(slots=True)
class Kept:
    """A record with what the machine has said about it."""

    record: LeaseRecord
    problem: str = ""


class LeaseCustody:
    """What is known of each lease, by its id, and the file that says so to others.

    ``changed`` is held whenever something of ``kept`` is changed, and told of it.
    """

    def __init__(self, data_dir: Path) -> None:
        self.kept: dict[str, Kept] = {}
        self.changed = threading.Condition()
        self._file = LeaseFile(data_dir)
        self._me = own_identity()
        self._saving = threading.Lock()
        self._fence_before = 0
        self._has_taken_over = False

    def take_over(self) -> int:
        """From now on nobody but this manager decides: the number of its first lease.

        Raises:
            NoFileLocksError, FileLockError: what others hold cannot be told.
        """
        with self._file.opened() as book:
            if book.manager is not None and book.has_manager and book.manager != self._me:
                raise LeaseFileError(
                    f"the manager in process {book.manager.pid} decides on leases in this data folder; "
                    "end it, or choose another folder with --data-dir"
                )
            book.drop_dead()
            book.manager = self._me
            book.records = {name: record for name, record in book.records.items() if record.is_granted}
            self.kept.update((name, Kept(record)) for name, record in book.records.items())
            first = book.last_fence + 1
            self._fence_before = book.last_fence
            book.last_fence += RESERVE
        self._has_taken_over = True
        return first

    def grant(self, effect: LeaseGranted) -> None:
        """The machine has granted a lease; of one that is older than this manager that is no news."""
        with self.changed:
            kept = self.kept.get(effect.lease_id)
            if kept is not None and not kept.record.is_granted:
                kept.record = replace(kept.record, fence=effect.fence, granted_at=time.time())
                self.changed.notify_all()

    def deny(self, effect: LeaseDenied) -> None:
        """The machine does not grant a lease, and keeps no place in line for it."""
        with self.changed:
            kept = self.kept.get(effect.lease_id)
            if kept is not None:
                kept.problem = effect.problem
                self.changed.notify_all()

    def acknowledge(self, lease_id: str) -> tuple[ProcessIdentity, ...]:
        """The asker knows of its lease, which is not its own to end any more: all it is of; else none."""
        with self.changed:
            kept = self.kept.get(lease_id)
            if kept is None:
                return ()
            kept.record = replace(kept.record, asker=None)
            return kept.record.processes

    def join(self, lease_id: str, processes: Sequence[ProcessIdentity]) -> tuple[ProcessIdentity, ...]:
        """Let a granted lease be of ``processes`` too: all it is of now; none if there is no such lease."""
        with self.changed:
            kept = self.kept.get(lease_id)
            if kept is None or not kept.record.is_granted:
                return ()
            kept.record = kept.record.joined(processes)
            return kept.record.processes

    def granted(self) -> dict[str, LeaseRecord]:
        """The leases that are granted."""
        with self.changed:
            return {name: kept.record for name, kept in self.kept.items() if kept.record.is_granted}

    def save(self, last_fence: int) -> None:
        """Write down what is granted: before it is told, and after it has ended.

        Raises:
            FileLockError, DataDirError: it cannot be written.
        """
        with self._saving, self._file.opened() as book:
            book.manager = self._me
            book.records = self.granted()
            if last_fence + RESERVE // 2 > book.last_fence:
                book.last_fence = last_fence + RESERVE

    def hand_back(self, last_fence: int | None, *, tasks_go_on: bool) -> None:
        """Let the record decide again; ``None`` if no lease was granted since it was taken over."""
        if not self._has_taken_over:
            return
        try:
            with self._file.opened() as book:
                book.records = self.granted()
                book.last_fence = self._fence_before if last_fence is None else last_fence
                book.manager = self._me._replace(start_ticks=ENDED) if tasks_go_on else None
        except (FileLockError, DataDirError) as error:
            # The record names a process that has ended then, and is as it was written last.
            if self.granted():
                logger.warning("Leases of other programs are not handed back: %s", error)
