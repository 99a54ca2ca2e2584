"""What a supervisor writes down of attempts, so that the next one and the next manager know.

Each line is a checksum and a JSON object, and is added at the end. A line that was cut off is dropped.
Fields of a later line go over those of an earlier one with the same mark.
"""

from __future__ import annotations

import contextlib
import os
import threading
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from parallel_execution_manager.supervisor.checks import is_of_attempt
from parallel_execution_manager.supervisor.complaints import complain
from parallel_execution_manager.supervisor.messages import MessageError, as_line, from_line
from parallel_execution_manager.supervisor.place import Place
from parallel_execution_manager.system.atomic_file import PRIVATE, replace_and_add, replace_bytes, sync_folder
from parallel_execution_manager.system.crash_points import reach

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
