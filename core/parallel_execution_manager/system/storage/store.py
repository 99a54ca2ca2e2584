"""The store of one data folder: read once at the start, then written after every event.

Whoever waits commits for all who wait, instead of waking another thread for it: that would take longer
than the disk does. A thread of its own commits what nobody waits for.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Generic, TypeVar

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.rows import AttemptId, Changes, StoredQueue
from parallel_execution_manager.system.collecting import uncollected
from parallel_execution_manager.system.files.crash_points import reach
from parallel_execution_manager.system.storage import rows
from parallel_execution_manager.system.storage.errors import (
    FAILURES,
    NotKeptError,
    StoreError,
    not_kept,
    reason_of,
)
from parallel_execution_manager.system.storage.opening import (
    LastEntry,
    Opened,
    StoreFiles,
    backed_up,
    open_store,
)

LINGER_S: Final = 0.05
"""What nobody waits for is left to those who wait for so long, and is off the disk at most twice as long."""

RETRY_S: Final = 1.0

T = TypeVar("T")
Commit = Callable[[Sequence[T]], None]


class Ticket:
    """A place in the order of commits: what was put in until here."""

    __slots__ = ("_committer", "_number")

    def __init__(self, committer: Committer[T], number: int) -> None:
        self._committer = committer
        self._number = number

    def wait(self) -> None:
        """Return when it is on disk.

        Raises:
            NotKeptError: the disk does not take it. It is tried again until it does.
        """
        self._committer.commit_until(self._number)

    def wait_long(self, given_up: Callable[[], bool]) -> bool:
        """Wait through failures of the disk; ``False`` once ``given_up`` says that it is of no use."""
        while True:
            try:
                self.wait()
            except NotKeptError:
                if given_up() or not self._committer.pause():
                    return False
                continue
            return True


class Committer(Generic[T]):
    """Collects things and has them committed in order, by one thread at a time.

    ``commit`` raises `NotKeptError` if nothing of what it was given is on disk. ``failed`` and
    ``mended`` are called when that begins and when it is over, by whichever thread found out.
    """

    def __init__(
        self,
        commit: Commit[T],
        failed: Callable[[str], None] = lambda _: None,
        mended: Callable[[], None] = lambda: None,
    ) -> None:
        self._commit = commit
        self._failed = failed
        self._mended = mended
        # Taken directly where nobody waits: the condition only calls it.
        self._lock = threading.Lock()
        self._changed = threading.Condition(self._lock)
        self._committing = threading.Lock()
        self._pending: list[T] = []
        self._put = 0
        self._done = 0
        self._closed = False
        self._rests = False
        self._problem = ""
        self._thread = threading.Thread(target=self._run, name="pem-store", daemon=True)
        self._thread.start()

    @property
    def problem(self) -> str:
        """Why the last commit failed; empty if it did not."""
        return self._problem

    def put(self, thing: T) -> Ticket:
        """Have ``thing`` committed soon; returns at once."""
        with self._lock:
            if self._rests:
                # Not while it lingers: under load it would be woken for each thing, and find nothing to do.
                self._changed.notify_all()
            self._pending.append(thing)
            self._put += 1
            return Ticket(self, self._put)

    def commit_until(self, number: int) -> None:
        """Return when the first ``number`` things are on disk.

        Raises:
            NotKeptError: the disk does not take them.
        """
        if self._done >= number:
            return
        with self._committing:
            if self._done < number:
                self._commit_pending()

    def pause(self) -> bool:
        """Wait before another try; ``False`` when there will be none."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed, RETRY_S)
            return not self._closed

    def close(self) -> None:
        """Commit what is left and end the thread.

        Raises:
            NotKeptError: the disk does not take it.
        """
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()
        self.commit_until(self._put)

    def _commit_pending(self) -> None:
        with self._lock:
            things, self._pending = self._pending, []
            number = self._put
        try:
            self._commit(things)
        except BaseException as error:
            with self._lock:
                self._pending[:0] = things
            if isinstance(error, Exception):
                self._note(str(error) or type(error).__name__)
            raise
        self._done = number
        self._note("")

    def _note(self, problem: str) -> None:
        before, self._problem = self._problem, problem
        if problem and not before:
            self._failed(problem)
        elif before and not problem:
            self._mended()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._rests = True
                self._changed.wait_for(lambda: self._pending or self._closed)
                self._rests = False
                if self._closed:
                    return
                # Only until here: under load somebody has committed that by then, and will what comes later.
                number = self._put
                if self._changed.wait_for(lambda: self._closed, RETRY_S if self._problem else LINGER_S):
                    return
            # It is told where it fails, and tried again here: whatever was raised, this thread goes on.
            with contextlib.suppress(Exception):
                self.commit_until(number)


logger = logging.getLogger("ParallelExecutionManager")

_UNREADABLE: Final = (*FAILURES, ValueError, TypeError, KeyError)
_FENCES_AHEAD: Final = 100_000
_PRUNE_EVERY: Final = 10_000
_OLD_AT_CLOSE_S: Final = 3600.0
_BOOT, _MONOTONIC, _WALL = "boot", "monotonic", "wall"


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
                self.queue = rows.read(opened.connection)
            self._facts = rows.facts(opened.connection)
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
        boot, monotonic, wall = (rows.fact(connection, name) for name in (_BOOT, _MONOTONIC, _WALL))
        same = boot == now.boot != ""
        connection.execute("BEGIN IMMEDIATE")
        try:
            if not same and monotonic is not None and wall is not None:
                self._shift(Clocks(float(monotonic), float(wall), ""))
            for name, value in ((_BOOT, now.boot), (_MONOTONIC, now.monotonic), (_WALL, now.wall)):
                rows.set_fact(connection, name, str(value))
            reach("store.before-first-commit")
            connection.execute("COMMIT")
        except BaseException:
            connection.rollback()
            raise
        return same

    def _shift(self, then: Clocks) -> None:
        """Nothing that is over may lie ahead, even if the computer's clock was set back meanwhile."""
        newest = rows.newest_time(self._connection)
        by = then.wall_offset - self._clocks.wall_offset
        if newest is not None:
            rows.shift_times(self._connection, min(by, self._clocks.monotonic - newest))

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
        rows.write(connection, group, offset)
        entries = [row for changes in group for row in changes.journal]
        last = rows.write_journal(connection, entries, offset)
        self._reserve_fences(max([changes.fence for changes in group]))
        self._commits += 1
        if self._commits % _PRUNE_EVERY == 1:
            rows.prune(connection)
        reach("store.before-commit")
        connection.execute("COMMIT")
        return last

    def _reserve_fences(self, given: int) -> None:
        """Numbers are kept ahead of those given out, so that not each of them has to be written."""
        if given > self._fence:
            rows.set_fact(self._connection, rows.FENCE, str(given + _FENCES_AHEAD))
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
