"""What a supervisor writes down of attempts, so that the next one and the next manager know.

Each line is a checksum and a JSON object, and is added at the end. A line that was cut off is dropped.
Fields of a later line go over those of an earlier one with the same mark.
"""

from __future__ import annotations

import contextlib
import os
import select
import sys
import threading
import time
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from parallel_execution_manager.supervisor.paths import Place
from parallel_execution_manager.supervisor.protocol import MessageError, as_line, from_line, is_of_attempt
from parallel_execution_manager.system.files.atomic_write import (
    PRIVATE,
    replace_and_add,
    replace_bytes,
    sync_folder,
)
from parallel_execution_manager.system.files.crash_points import reach


def complain(what: str, error: BaseException) -> None:
    """Tell a trouble; that file is this process's standard error."""
    # On a full disk the trouble is lost, but nothing else.
    with contextlib.suppress(OSError):
        sys.stderr.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {what}: {type(error).__name__}: {error}\n")
        sys.stderr.flush()


SYNC_EVERY_S = 0.02
"""How old a record may be that a power cut takes away."""

LONG_BYTES = 2**20
_PATIENCE_S = 5.0
_CHECKSUM_DIGITS = 8

Row = dict[str, Any]


def read_rows(path: Path) -> dict[str, Row]:
    """What is known of each attempt, by mark, in order of their starts; without what makes no sense.

    Raises:
        OSError: the file is there but cannot be read.
    """
    return read_log(path)[0]


def read_log(path: Path) -> tuple[dict[str, Row], int | None]:
    """What ``read_rows`` gives, and how many lines are damaged; ``None`` if there is no file.

    A line without an end is none of them: its writer was killed, and nothing has followed from it.

    Raises:
        OSError: the file is there but cannot be read.
    """
    rows: dict[str, Row] = {}
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return rows, None
    for record in _records(data):
        rows.setdefault(record["mark"], {}).update(record)
    whole = sum(map(_is_whole, data.split(b"\n")[:-1]))
    known = {mark: row for mark, row in rows.items() if is_of_attempt(row)}
    return known, data.count(b"\n") - whole


def forget_rows(place: Place, keys: Collection[Sequence[Any]]) -> None:
    """Forget attempts where no supervisor is there to do it; left as they are where that cannot be done."""
    with contextlib.suppress(OSError):
        lock = place.take(_PATIENCE_S) if place.attempts.exists() else None
        if lock is not None:
            gone = {tuple(key) for key in keys}
            rows = read_rows(place.attempts).values()
            left = [row for row in rows if tuple(row["key"]) not in gone]
            replace_bytes(place.attempts, b"".join(map(_as_record, left)), mode=PRIVATE, follow=False)
            os.close(lock)


def _records(data: bytes) -> Iterator[Row]:
    for line in data.split(b"\n"):
        if not _is_whole(line):
            continue
        with contextlib.suppress(MessageError):
            record = from_line(line[_CHECKSUM_DIGITS + 1 :])
            if isinstance(record.get("mark"), str):
                yield record


def _is_whole(line: bytes) -> bool:
    return line[:_CHECKSUM_DIGITS] == _checksum(line[_CHECKSUM_DIGITS + 1 :])


def _as_record(row: Mapping[str, Any]) -> bytes:
    body = as_line(row)
    return _checksum(body[:-1]) + b" " + body


def _checksum(body: bytes) -> bytes:
    return b"%08x" % zlib.crc32(body)


class AttemptLog:
    """The file of records, open for adding. Any thread may use it."""

    def __init__(self, path: Path, rows: Iterable[Row]) -> None:
        """Begin with ``rows``, which are what is still of use of the records before.

        Raises:
            OSError: the file cannot be written.
        """
        self._path = path
        self._lock = threading.Lock()
        self._wanted = threading.Event()
        self._unwritten = b""
        self._closing = threading.Event()
        self._replace(rows)
        self._thread = threading.Thread(target=self._sync_for_ever, name="pem-sync", daemon=True)
        self._thread.start()

    def add(self, row: Mapping[str, Any]) -> None:
        """Write a record; it survives the death of this process when this returns.

        Raises:
            OSError: the disk is full or fails. The record stays due and is written with the next one.
        """
        with self._lock:
            self._unwritten += _as_record(row)
            reach("supervisor.before-record")
            while self._unwritten:
                written = os.write(self._file, self._unwritten)
                self._unwritten = self._unwritten[written:]
                self._length += written
        if not self._wanted.is_set():
            self._wanted.set()

    @property
    def is_long(self) -> bool:
        """Whether it is time to leave out what is no longer of use."""
        return self._length > LONG_BYTES

    def shorten(self, rows: Callable[[], Iterable[Row]]) -> None:
        """Keep only what ``rows`` gives, asked for while nobody adds; as it was if the disk fails."""
        with self._lock:
            old = self._file
            try:
                self._replace(rows())
            except OSError as error:
                complain("The records of attempts cannot be shortened", error)
            else:
                os.close(old)

    def close(self) -> None:
        """Have everything on disk, and let go of the file."""
        self._closing.set()
        self._wanted.set()
        self._thread.join()
        self._sync(self._file)
        os.close(self._file)

    def _replace(self, rows: Iterable[Row]) -> None:
        data = b"".join(map(_as_record, rows))
        reach("supervisor.before-shortening")
        self._file = replace_and_add(self._path, data, PRIVATE)
        self._length = len(data)
        self._unwritten = b""
        try:
            sync_folder(self._path.parent)
        except OSError as error:
            complain("That the records of attempts are shorter may not survive a power cut", error)

    def _sync_for_ever(self) -> None:
        """Sync what was written, a while of records at a time: the disk takes long and tasks are short."""
        while self._wanted.wait() and not self._closing.is_set():
            self._wanted.clear()
            self._sync_what_is_written()
            # The last sync of all comes at once: somebody waits for the end.
            self._closing.wait(SYNC_EVERY_S)

    def _sync_what_is_written(self) -> None:
        with self._lock:
            try:
                file = os.dup(self._file)
            except OSError:
                # No more files may be opened: whoever adds has to wait for the disk.
                self._sync(self._file)
                return
        self._sync(file)
        os.close(file)

    @staticmethod
    def _sync(file: int) -> None:
        try:
            reach("supervisor.before-sync")
            os.fdatasync(file)
        except OSError as error:
            complain("The records of attempts may not survive a power cut", error)


class LateEvent:
    """Like `threading.Event`, which is made only for who really has to wait: most tasks need none."""

    __slots__ = ("_event", "_is_set", "_lock")

    def __init__(self, *, is_set: bool = False) -> None:
        self._lock = threading.Lock()
        self._is_set = is_set
        self._event: threading.Event | None = None

    def is_set(self) -> bool:
        """Whether nobody has to wait."""
        return self._is_set

    def set(self) -> None:
        """Let all go on who wait, and who come."""
        with self._lock:
            self._is_set = True
            if self._event is not None:
                self._event.set()

    def clear(self) -> None:
        """Have everybody wait who comes from now on."""
        with self._lock:
            self._is_set = False
            if self._event is not None:
                self._event.clear()

    def wait(self) -> None:
        """Return as soon as it is set."""
        with self._lock:
            if self._is_set:
                return
            event = self._event = self._event or threading.Event()
        event.wait()


_MS_PER_S = 1000


class Attempt:
    """A root that runs, or has ended and is about to be reaped.

    ``row`` is what is known of it, and ``due`` what of that is not on record yet. ``still`` is whether the
    manager means it to stand still. ``is_told`` is whether its start was told to the manager. ``unhindered``
    is not set while the manager ends the tree, which may take its time. ``over`` is set once ``row`` has its
    end.
    """

    __slots__ = ("_began", "due", "is_told", "over", "pid", "pidfd", "row", "still", "unhindered")

    def __init__(self, pid: int, pidfd: int | None, row: dict[str, Any]) -> None:
        self._began = time.monotonic()
        self.pid = pid
        self.pidfd = pidfd
        self.row = row
        self.due: dict[str, Any] = {}
        self.still = False
        self.is_told = False
        self.unhindered = LateEvent(is_set=True)
        self.over = LateEvent()

    def ends_within(self, patience_s: float) -> bool:
        """Whether the root is seen to end in so many seconds; returns as soon as it does."""
        if self.pidfd is None:
            return False
        poll = select.poll()
        poll.register(self.pidfd, select.POLLIN)
        return bool(poll.poll(patience_s * _MS_PER_S))

    @property
    def age_s(self) -> float:
        """Seconds since its root was started."""
        return time.monotonic() - self._began


class AttemptBook:
    """Keeps memory and records in step. Any thread may use it.

    ``rows`` is what earlier supervisors have left: what of that did not end has nobody who saw its end.
    """

    def __init__(self, log: AttemptLog, rows: dict[str, Row]) -> None:
        self._log = log
        self._rows = rows
        self._marks: dict[tuple[Any, ...], set[str]] = {}
        for row in rows.values():
            self._marks.setdefault(tuple(row["key"]), set()).add(row["mark"])
        self._running: dict[str, Attempt] = {}
        self._lock = threading.Lock()
        self._busy: set[str] = set()

    @property
    def is_idle(self) -> bool:
        """Whether nothing runs, starts or ends."""
        return not self._busy

    def expect(self, row: Row) -> None:
        """Note that an attempt is about to start; on return that survives this process.

        Raises:
            OSError: it cannot be recorded, and so must not start.
        """
        with self._lock:
            self._rows[row["mark"]] = row
            self._marks.setdefault(tuple(row["key"]), set()).add(row["mark"])
            self._busy.add(row["mark"])
        try:
            self._log.add(row)
        except OSError:
            self.refuse(row)
            raise

    def refuse(self, row: Row) -> None:
        """Note that the attempt was not started after all."""
        with self._lock:
            self._drop(row["mark"])
            self._busy.discard(row["mark"])
        with _noting(row, "refused"):
            reach("supervisor.before-refused-record")
            self._log.add({"mark": row["mark"], "state": "refused"})

    def begin(self, attempt: Attempt, facts: Row) -> None:
        """Note that the root runs; ``facts`` tell it from every other process, and are due to be recorded."""
        attempt.due = {**facts, "state": "started"}
        with self._lock:
            attempt.row.update(attempt.due)
            self._running[attempt.row["mark"]] = attempt

    def record_start(self, attempt: Attempt) -> None:
        """Record that the root runs: before that is told to anybody, and so only where it is told."""
        due, attempt.due = attempt.due, {}
        with _noting(attempt.row, "started"):
            reach("supervisor.before-started-record")
            self._log.add({**due, "mark": attempt.row["mark"]})

    def end(self, attempt: Attempt, account: Row) -> Row:
        """Note how the attempt ended: its tree is empty and its root is reaped. Returns what that adds.

        What is due of its start is recorded in the same line.
        """
        facts = {**account, "state": "ended", "ended_at": time.time()}
        mark = attempt.row["mark"]
        with self._lock:
            attempt.row.update(facts)
        with _noting(attempt.row, "ended"):
            reach("supervisor.before-ended-record")
            self._log.add({**attempt.due, **facts, "mark": mark})
        with self._lock:
            del self._running[mark]
            self._busy.discard(mark)
        attempt.over.set()
        return facts

    def note_resumed(self, attempt: Attempt, why: str) -> None:
        """Note that the attempt was let run on without a manager."""
        attempt.row["resumed"] = why
        with _noting(attempt.row, "resumed"):
            reach("supervisor.before-resumed-record")
            self._log.add({"mark": attempt.row["mark"], "resumed": why, "resumed_at": time.time()})

    def orphans_and_solitude(self, look: Callable[[Collection[int]], list[int]]) -> tuple[list[int], bool]:
        """What ``look`` finds besides all roots, and whether one attempt alone is under way meanwhile."""
        with self._lock:
            roots = {attempt.pid for attempt in self._running.values()}
            return look(roots), len(self._busy) == 1

    def left_by_others(self) -> list[Row]:
        """The records of what earlier supervisors have started and not seen the end of."""
        with self._lock:
            return [
                row for mark, row in self._rows.items() if row["state"] != "ended" and mark not in self._busy
            ]

    def orphans_of_nobody(self, look: Callable[[Collection[int]], list[int]]) -> list[int]:
        """What ``look`` finds while no attempt is under way: of whom that was does not matter any more."""
        with self._lock:
            return [] if self._busy else look(())

    def forget(self, keys: Sequence[Sequence[Any]]) -> None:
        """Forget what has ended of these attempts, also what earlier supervisors have left."""
        with self._lock:
            for key in keys:
                for mark in self._marks.get(tuple(key), set()) - self._busy:
                    self._drop(mark)
        if self._log.is_long:
            self._log.shorten(self.rows)

    def rows(self) -> list[Row]:
        """A copy of what is known of each attempt, in order of their starts."""
        with self._lock:
            return [dict(row) for row in self._rows.values()]

    def running(self) -> list[Attempt]:
        """The attempts whose roots this process has not reaped."""
        with self._lock:
            return list(self._running.values())

    def _drop(self, mark: str) -> None:
        key = tuple(self._rows.pop(mark)["key"])
        self._marks[key].discard(mark)
        if not self._marks[key]:
            del self._marks[key]

    def close(self) -> None:
        """Leave on disk what is of use to the next supervisor, and nothing else."""
        self._log.shorten(self.rows)
        self._log.close()


@contextlib.contextmanager
def _noting(row: Row, what: str) -> Iterator[None]:
    """Write down what has happened already: if that fails it is known here all the same."""
    try:
        yield
    except OSError as error:
        complain(f"Attempt {row['key']} cannot be recorded as {what}", error)
