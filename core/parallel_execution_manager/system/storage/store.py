"""The store of one data folder: read once at the start, then written after every event."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.rows import AttemptId, Changes, StoredQueue
from parallel_execution_manager.system.collecting import uncollected
from parallel_execution_manager.system.files.crash_points import reach
from parallel_execution_manager.system.storage import tables
from parallel_execution_manager.system.storage.committing import Committer, Ticket
from parallel_execution_manager.system.storage.errors import (
    FAILURES,
    NotKeptError,
    StoreError,
    not_kept,
    reason_of,
)
from parallel_execution_manager.system.storage.opening import Opened, backed_up, open_store
from parallel_execution_manager.system.storage.presence import LastEntry, StoreFiles

logger = logging.getLogger("ParallelExecutionManager")

_UNREADABLE: Final = (*FAILURES, ValueError, TypeError, KeyError)
_FENCES_AHEAD: Final = 100_000
_PRUNE_EVERY: Final = 10_000
_OLD_AT_CLOSE_S: Final = 3600.0
_BOOT, _MONOTONIC, _WALL = "boot", "monotonic", "wall"
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Clocks:
    """Monotonic seconds, seconds since the epoch, and which start of the computer the first count from."""

    monotonic: float
    wall: float
    boot: str

    @property
    def wall_offset(self) -> float:
        """What makes seconds since the epoch of monotonic ones."""
        return self.wall - self.monotonic


class Store:
    """An open store. ``booked`` is told of attempts whose end is on disk.

    ``same_boot`` says whether the computer has run without a break since the store was last open,
    ``is_older`` whether it may be older than what was acknowledged, as a backup is.
    """

    def __init__(
        self, opened: Opened, clocks: Clocks, booked: Callable[[Sequence[AttemptId]], None] = lambda _: None
    ) -> None:
        self._connection = opened.connection
        self._path = opened.path
        self._backups = opened.backups
        self._clocks = clocks
        self._booked = booked
        self._commits = 0
        self.problems = opened.problems
        self.is_older = opened.is_older
        self._last_entry = LastEntry(opened.path.parent.with_suffix(".last"))
        try:
            self._compare()
            self.same_boot = self._catch_up()
            self._files = StoreFiles(opened.path)
            with uncollected():
                self.queue = tables.read(opened.connection)
            self._facts = tables.facts(opened.connection)
        except BaseException as error:
            self._last_entry.close()
            opened.connection.close()
            if not isinstance(error, _UNREADABLE):
                raise
            raise StoreError(
                f"the store {opened.path} cannot be read: {error}; move it away to begin with an empty queue"
            ) from error
        self._fence = self.queue.fence
        self._reading = threading.Lock()
        self._closed = False
        self._on_problem: Callable[[str], None] = logger.warning
        try:
            self._committer: Committer[Changes] = Committer(self._commit, self._failed, self._mended)
        except RuntimeError:
            # No thread can be made: the next one who tries must not find it in use.
            self._last_entry.close()
            opened.connection.close()
            raise

    @property
    def problem(self) -> str:
        """Why nothing can be kept at present; empty if all is well."""
        return self._committer.problem

    def tell_problems_to(self, report: Callable[[str], None]) -> None:
        """Have it reported when the disk takes nothing any more, and when it does again."""
        self._on_problem = report

    def take_queue(self) -> StoredQueue:
        """What was kept, once: it may be large, and the machine has it then."""
        queue, self.queue = self.queue, StoredQueue()
        return queue

    def fact(self, name: str) -> str | None:
        """A single thing that was kept when the store was opened."""
        return self._facts.get(name)

    def put(self, changes: Changes) -> Ticket:
        """Have changes written soon."""
        return self._committer.put(changes)

    def read(self, question: Callable[[sqlite3.Connection], T]) -> T:
        """What ``question`` finds in the tables; may be called in any thread, one at a time is answered.

        The store is nobody else's, so there is no second connection to it. A question must be short: who
        commits meanwhile waits for each of its statements.

        Raises:
            StoreError: it cannot be read, or has been closed.
        """
        with self._reading:
            if self._closed:
                raise StoreError(f"the store {self._path} is closed: its manager has ended")
            try:
                return question(self._connection)
            except FAILURES as error:
                raise StoreError(f"the store {self._path} cannot be read: {reason_of(error)}") from error

    def close(self) -> None:
        """Write what is left, make a backup if the newest is not new, and give the store free.

        Raises:
            NotKeptError: the disk does not take it.
        """
        try:
            self._committer.close()
            if self._backups.age_s() > _OLD_AT_CLOSE_S:
                for problem in backed_up(self._connection, self._path, self._backups):
                    logger.warning("%s", problem)
        finally:
            with self._reading:
                self._closed = True
                self._last_entry.close()
                self._connection.close()

    def _compare(self) -> None:
        """Find out whether the store has less than was acknowledged; a backup that is used says so itself."""
        missing = self._last_entry.missing_in(self._connection)
        if missing and not self.is_older:
            self.problems += (f"the store {self._path} has lost {_what_is_lost(missing)}",)
        self.is_older |= missing > 0

    def _catch_up(self) -> bool:
        """Let times count from this start of the computer; whether they already did."""
        connection, now = self._connection, self._clocks
        boot, monotonic, wall = (tables.fact(connection, name) for name in (_BOOT, _MONOTONIC, _WALL))
        same = boot == now.boot != ""
        connection.execute("BEGIN IMMEDIATE")
        try:
            if not same and monotonic is not None and wall is not None:
                self._shift(Clocks(float(monotonic), float(wall), ""))
            for name, value in ((_BOOT, now.boot), (_MONOTONIC, now.monotonic), (_WALL, now.wall)):
                tables.set_fact(connection, name, str(value))
            reach("store.before-first-commit")
            connection.execute("COMMIT")
        except BaseException:
            connection.rollback()
            raise
        return same

    def _shift(self, then: Clocks) -> None:
        """Nothing that is over may lie ahead, even if the computer's clock was set back meanwhile."""
        newest = tables.newest_time(self._connection)
        by = then.wall_offset - self._clocks.wall_offset
        if newest is not None:
            tables.shift_times(self._connection, min(by, self._clocks.monotonic - newest))

    def _commit(self, group: Sequence[Changes]) -> None:
        if not group:
            return
        fence = self._fence
        if problem := self._files.problem():
            raise NotKeptError(f"the queue cannot be kept: {problem}")
        try:
            last = self._write(group)
        except BaseException as error:
            self._fence = fence
            self._roll_back()
            if isinstance(error, Exception):
                if not isinstance(error, FAILURES) and not self.problem:
                    logger.exception("What is to be kept in %s cannot be written", self._path)
                raise not_kept(self._path, error) from error
            raise
        reach("store.after-commit")
        if last is not None:
            self._last_entry.write(last)
        if ended := [key for changes in group for key in changes.ended]:
            self._booked(ended)

    def _write(self, group: Sequence[Changes]) -> int | None:
        """Write a group in one transaction; the number of its last entry of the journal, if it has any."""
        connection, offset = self._connection, time.time() - time.monotonic()
        reach("store.before-writing")
        connection.execute("BEGIN IMMEDIATE")
        tables.write(connection, group, offset)
        entries = [row for changes in group for row in changes.journal]
        last = tables.write_journal(connection, entries, offset)
        self._reserve_fences(max([changes.fence for changes in group]))
        self._commits += 1
        if self._commits % _PRUNE_EVERY == 1:
            tables.prune(connection)
        reach("store.before-commit")
        connection.execute("COMMIT")
        return last

    def _reserve_fences(self, given: int) -> None:
        """Numbers are kept ahead of those given out, so that not each of them has to be written."""
        if given > self._fence:
            tables.set_fact(self._connection, tables.FENCE, str(given + _FENCES_AHEAD))
            self._fence = given + _FENCES_AHEAD

    def _roll_back(self) -> None:
        try:
            self._connection.rollback()
        except sqlite3.Error as error:
            logger.warning("A transaction of %s cannot be taken back: %s", self._path, error)

    def _failed(self, problem: str) -> None:
        until_then = "Until then nothing new starts, and what would change the queue is refused"
        self._on_problem(f"{problem}. {until_then}")

    def _mended(self) -> None:
        self._on_problem(f"the queue is kept in {self._path} again; all goes on")


def _what_is_lost(entries: int) -> str:
    return (
        f"the last {entries} entries of its journal: it, or a file beside it, was removed or replaced. What "
        "was queued or has ended since then is lost; the run folders show what has run, and what is missing "
        "must be queued again"
    )


def open_queue(
    folder: Path, clocks: Clocks, booked: Callable[[Sequence[AttemptId]], None] = lambda _: None
) -> Store:
    """Open the store in ``folder``, or make it.

    Raises:
        StoreError: it cannot be used; its kinds say why.
    """
    return Store(open_store(folder), clocks, booked)
