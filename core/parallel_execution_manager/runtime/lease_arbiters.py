"""Who decides on leases of programs that are no tasks: the running manager, else the record in its folder."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from parallel_execution_manager.runtime.client import ManagerClient
from parallel_execution_manager.runtime.door_protocol import DoorError
from parallel_execution_manager.runtime.lease_answers import (
    Answer,
    LeaseRow,
    Obstacle,
    Party,
    party_of,
    read_answer,
    read_row,
    rows_of,
)
from parallel_execution_manager.runtime.surviving_tasks import UnknownFilesError, surviving_leases
from parallel_execution_manager.scheduling.leases.claims import name_of
from parallel_execution_manager.system.processes.identity import ProcessIdentity
from parallel_execution_manager.system.storage.lease_file import LeaseBook, LeaseFile, in_the_way
from parallel_execution_manager.system.storage.lease_record import (
    LeaseJsonError,
    LeaseRecord,
    read_records,
    write_process,
    write_records,
)

ASK_AGAIN_S = 0.1
"""How soon a program that waits looks into the record again; nobody is there to tell it."""


class ManagerDecidesError(Exception):
    """A manager runs: it alone decides. ``manager`` is its process."""

    def __init__(self, manager: ProcessIdentity) -> None:
        super().__init__(f"the manager in process {manager.pid} decides")
        self.manager = manager


class Arbiter(Protocol):
    """Decides on leases. Asking for one that was granted already is answered in the same way again."""

    def acquire(self, record: LeaseRecord, *, line: bool, patience_s: float) -> Answer:
        """Grant the record, or say why not; with ``line`` it has its place in line from then on, else none.

        The answer may take ``patience_s`` seconds if something is about to change.
        """

    def keep(self, lease_id: str) -> None:
        """The asker knows of its lease, and may end."""

    def join(self, lease_id: str, processes: Sequence[ProcessIdentity]) -> bool:
        """Let a granted lease be of further processes too; ``False`` if there is no such lease any more."""

    def drop(self, lease_id: str) -> None:
        """End a lease, or give up its place in line; one that is not known has ended already."""

    def records(self) -> Sequence[LeaseRecord]:
        """Every lease of a program that is no task, awaited ones too."""

    def rows(self) -> Sequence[LeaseRow]:
        """Every file that is leased, also by tasks."""


class FileArbiter:
    """The record decides, as long as no manager does; each method may raise ``ManagerDecidesError``."""

    def __init__(self, data_dir: Path, clock: Callable[[], float] = time.time) -> None:
        self._data_dir = data_dir
        self._file = LeaseFile(data_dir)
        self._clock = clock

    def acquire(self, record: LeaseRecord, *, line: bool, patience_s: float) -> Answer:
        """See `Arbiter`; never waits."""
        with self._book() as book:
            known = book.records.get(record.id)
            if known is not None and known.is_granted:
                book.records[record.id] = replace(known, asker=None)
                return Answer(known.fence)
            if not record.is_alive():
                return Answer(problem=f"the process that was to hold the files ({record.label}) has ended")
            obstacle = self._obstacle(book, record)
            if obstacle is None:
                book.last_fence += 1
                book.records[record.id] = replace(
                    record, asker=None, fence=book.last_fence, granted_at=self._clock()
                )
                return Answer(book.last_fence)
            if line:
                # In its place among the others: nothing is to be written where nothing has changed.
                book.records[record.id] = record
            else:
                book.records.pop(record.id, None)
            return Answer(obstacle=obstacle, again_s=ASK_AGAIN_S)

    def keep(self, lease_id: str) -> None:
        """See `Arbiter`; there is something to do only if a manager granted it and has ended since."""
        with self._book() as book:
            record = book.records.get(lease_id)
            if record is not None:
                book.records[lease_id] = replace(record, asker=None)

    def join(self, lease_id: str, processes: Sequence[ProcessIdentity]) -> bool:
        """See `Arbiter`."""
        with self._book() as book:
            record = book.records.get(lease_id)
            if record is None or not record.is_granted:
                return False
            book.records[lease_id] = record.joined(processes)
            return True

    def drop(self, lease_id: str) -> None:
        """See `Arbiter`."""
        with self._book() as book:
            book.records.pop(lease_id, None)

    def records(self) -> Sequence[LeaseRecord]:
        """See `Arbiter`."""
        with self._book() as book:
            return tuple(book.records.values())

    def rows(self) -> Sequence[LeaseRow]:
        """See `Arbiter`; a task of which is not known what it holds is left out."""
        with self._book() as book, contextlib.suppress(UnknownFilesError):
            return rows_of(self._holders(book))
        return rows_of(self.records())

    def _holders(self, book: LeaseBook) -> list[LeaseRecord]:
        """Whoever has or wants files, also tasks of a manager that has ended and has not handed back.

        Raises:
            UnknownFilesError: what such a task holds cannot be found out.
        """
        tasks = () if book.manager is None else surviving_leases(self._data_dir)
        return [*tasks, *book.records.values()]

    def _obstacle(self, book: LeaseBook, record: LeaseRecord) -> Obstacle | None:
        try:
            found = in_the_way(record, self._holders(book))
        except UnknownFilesError as error:
            label = f"task {error.task}, perhaps, which goes on without its manager; start one (pem run)"
            return Obstacle(name_of(record.claims[0]), Party("", label, 0, self._clock()))
        if found is None:
            return None
        return Obstacle(name_of(found.claim), party_of(found.record), waits=not found.record.is_granted)

    @contextlib.contextmanager
    def _book(self) -> Iterator[LeaseBook]:
        """The record for one decision, without leases whose processes are gone."""
        with self._file.opened() as book:
            if book.manager is not None and book.has_manager:
                raise ManagerDecidesError(book.manager)
            book.drop_dead()
            yield book


class DoorArbiter:
    """A running manager decides; each method raises ``DoorError`` if it gives no answer."""

    def __init__(self, client: ManagerClient) -> None:
        self._client = client

    def acquire(self, record: LeaseRecord, *, line: bool, patience_s: float) -> Answer:
        """See `Arbiter`."""
        written = write_records([record])
        answer = self._client.ask(
            "lease.acquire",
            leases=written.leases,
            folders=written.folders,
            line=line,
            wait_s=patience_s,
        )
        try:
            return read_answer(answer)
        except (KeyError, TypeError, ValueError) as error:
            raise _unknown(error) from error

    def keep(self, lease_id: str) -> None:
        """See `Arbiter`."""
        self._client.ask("lease.keep", lease=lease_id)

    def join(self, lease_id: str, processes: Sequence[ProcessIdentity]) -> bool:
        """See `Arbiter`."""
        written = [write_process(process) for process in processes]
        answer = self._client.ask("lease.join", lease=lease_id, processes=written)
        return answer.get("joined") is True

    def drop(self, lease_id: str) -> None:
        """See `Arbiter`."""
        self._client.ask("lease.drop", lease=lease_id)

    def records(self) -> Sequence[LeaseRecord]:
        """See `Arbiter`."""
        answer = self._client.ask("lease.records")
        try:
            return read_records(answer["leases"], answer["folders"])
        except (KeyError, LeaseJsonError) as error:
            raise _unknown(error) from error

    def rows(self) -> Sequence[LeaseRow]:
        """See `Arbiter`."""
        answer = self._client.ask("lease.list")
        try:
            return [read_row(row) for row in answer["files"]]
        except (KeyError, TypeError) as error:
            raise _unknown(error) from error


def _unknown(error: Exception) -> DoorError:
    return DoorError("no_answer", f"the manager answers in a way that is not known here: {error!r}")
