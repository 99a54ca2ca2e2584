"""Reads a growing log in pieces of bounded size: its end, what is new, or all of it from a place on.

The task owns the file. It may write any bytes at any speed, cut the file or put another in its place; and
the limit of logs takes the middle out of a large one (`log_limit`), which leaves a hole that takes no room.
"""

from __future__ import annotations

import codecs
import errno
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

from parallel_execution_manager.system.runs.run_files import open_regular

# A log has a hole or two. Whatever else a file is, counting its holes must not take for ever.
_MOST_HOLES: Final = 64


def data_from(descriptor: int, begin: int, end: int) -> int:
    """The first place from ``begin`` on that is in no hole; ``end`` if there is none before it."""
    return min(_sought(descriptor, begin, getattr(os, "SEEK_DATA", None), begin, end), end)


def hole_from(descriptor: int, begin: int, end: int) -> int:
    """Where the first hole from ``begin`` on starts; ``end`` if there is none before it."""
    return min(_sought(descriptor, begin, getattr(os, "SEEK_HOLE", None), end, end), end)


def bytes_in_holes(descriptor: int, begin: int, end: int) -> int:
    """How many bytes between ``begin`` and ``end`` are in holes; of very many holes only the first count."""
    missing = 0
    for _ in range(_MOST_HOLES):
        hole = hole_from(descriptor, begin, end)
        if hole >= end:
            break
        begin = data_from(descriptor, hole, end)
        missing += begin - hole
    return missing


def _sought(descriptor: int, place: int, whence: int | None, unknown: int, none: int) -> int:
    """``place`` moved on by lseek(2); ``unknown`` where the system knows no holes, ``none`` past the last."""
    if whence is None:
        return unknown
    try:
        return os.lseek(descriptor, place, whence)
    except OSError as error:
        return none if error.errno == errno.ENXIO else unknown


PIECE_BYTES: Final = 256 << 10
"""How much is read in one step; 256 KiB."""

FURTHEST_BACK: Final = 16 << 20
"""How far back from its end the last lines of a log are looked for; 16 MiB."""

_LOOK_AGAIN_S: Final = 0.2
# UTF-8: a character has up to three bytes after its first, each 10xxxxxx (RFC 3629).
_MOST_FOLLOWING: Final = 3
_FOLLOWING: Final = range(0x80, 0xC0)
_Identity = tuple[int, int]


class Chunk(NamedTuple):
    """Text of a log, and what is missing between it and the text before.

    ``restarted`` says that the file was cut or replaced since. ``left_out`` counts bytes that are in the
    file and were not read, ``dropped`` those that the limit of logs has taken out.
    """

    text: str
    restarted: bool = False
    left_out: int = 0
    dropped: int = 0


class LogReader:
    """Reads one log on and on. Bytes that are not UTF-8 become replacement characters.

    A character or line that a gap has cut is left out, so that no half of one is ever shown.
    """

    def __init__(self, path: Path, piece_bytes: int = PIECE_BYTES) -> None:
        self.path = path
        self._piece_bytes = piece_bytes
        self._position = 0
        self._file: _Identity | None = None
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    @property
    def position(self) -> int:
        """Up to which byte the file has been read."""
        return self._position

    def read_newest(self) -> Chunk:
        """What was written since the last call, of it at most the last piece.

        Raises:
            FileNotFoundError: nothing has been written yet.
            OSError: the file cannot be read, or is no regular file.
        """
        with open_regular(self.path) as file:
            restarted, size = self._recognise(file.fileno())
            begin = max(self._position, size - self._piece_bytes)
            return self._read(file.fileno(), begin, size, restarted=restarted)

    def read_next(self) -> Chunk:
        """The next piece after what was read last; an empty one if there is nothing new.

        Raises:
            FileNotFoundError: nothing has been written yet.
            OSError: the file cannot be read, or is no regular file.
        """
        with open_regular(self.path) as file:
            restarted, size = self._recognise(file.fileno())
            return self._read(file.fileno(), self._position, size, restarted=restarted)

    def skip_to_last_lines(self, lines: int) -> int:
        """Go on with the last ``lines`` lines; returns how many bytes are left out.

        Lines that begin more than 16 MiB before the end are not found.

        Raises:
            FileNotFoundError: nothing has been written yet.
            OSError: the file cannot be read, or is no regular file.
        """
        with open_regular(self.path) as file:
            _, size = self._recognise(file.fileno())
            begin = max(self._position, _start_of_last(file.fileno(), size, lines))
        left_out, self._position = begin - self._position, begin
        return left_out

    def rest(self) -> str:
        """What the last bytes mean if nothing follows: half a character becomes a replacement."""
        return self._decoder.decode(b"", final=True)

    def _recognise(self, descriptor: int) -> tuple[bool, int]:
        """Whether the file was cut or is another one, after which it is read from the start; its size."""
        status = os.fstat(descriptor)
        identity = (status.st_dev, status.st_ino)
        restarted = self._file is not None and (identity != self._file or status.st_size < self._position)
        self._file = identity
        if restarted:
            self._position = 0
            self._decoder.reset()
        return restarted, status.st_size

    def _read(self, descriptor: int, begin: int, end: int, *, restarted: bool) -> Chunk:
        before = self._position
        begin, data = valid_bytes(descriptor, begin, end, self._piece_bytes)
        self._position = begin + len(data)
        if begin == before:
            return Chunk(self._decoder.decode(data), restarted)
        self._decoder.reset()
        whole = from_line_start(data) if data else data
        dropped, cut = bytes_in_holes(descriptor, before, begin), len(data) - len(whole)
        left_out = begin - before - dropped
        dropped, left_out = (dropped + cut, left_out) if dropped else (0, left_out + cut)
        return Chunk(self._decoder.decode(whole), restarted, left_out, dropped)


def follow(
    path: Path,
    is_over: Callable[[], bool],
    *,
    lines: int | None = None,
    wait: Callable[[], None] = lambda: time.sleep(_LOOK_AGAIN_S),
) -> Iterator[Chunk]:
    """A log from its start, or from its last ``lines`` lines, until ``is_over`` and all of it is read.

    ``wait`` is called when there is nothing new. A log that is not there yet is waited for; one that
    vanishes ends with what was read of it.

    Raises:
        FileNotFoundError: it is over, and there never was a log.
        OSError: the log cannot be read, or is no regular file.
    """
    reader = LogReader(path)
    is_found = False
    while True:
        over = is_over()
        try:
            if not is_found and lines is not None:
                reader.skip_to_last_lines(lines)
            end = path.stat().st_size
            for chunk in _until(reader, end):
                is_found = True
                yield chunk
            is_found = True
        except FileNotFoundError:
            if over and not is_found:
                raise
        if over:
            break
        wait()
    if rest := reader.rest():
        yield Chunk(rest)


def tail(path: Path, lines: int | None = None) -> Iterator[Chunk]:
    """The last ``lines`` lines of a log as it is now, or all of it.

    Raises:
        FileNotFoundError: there is none.
        OSError: the log cannot be read, or is no regular file.
    """
    return follow(path, lambda: True, lines=lines)


def _until(reader: LogReader, end: int) -> Iterator[Chunk]:
    """All pieces up to ``end``: whoever writes faster than this is read keeps nobody here for ever."""
    while True:
        before = reader.position
        chunk = reader.read_next()
        if chunk != Chunk(""):
            yield chunk
        if reader.position >= end or (reader.position == before and not chunk.restarted):
            return


def valid_bytes(descriptor: int, begin: int, end: int, most: int) -> tuple[int, bytes]:
    """The first bytes from ``begin``, ``most`` at most, that are in no hole, and where they start.

    A hole may be made at any moment, and what is read of it is zeros: so the file is asked for holes
    after it was read, not before.
    """
    while True:
        start = data_from(descriptor, begin, end)
        os.lseek(descriptor, start, os.SEEK_SET)
        data = os.read(descriptor, min(most, end - start)) if start < end else b""
        valid = hole_from(descriptor, start, start + len(data)) - start
        if data_from(descriptor, start, end) == start and (valid or not data):
            return start, data[:valid]


def _start_of_last(descriptor: int, size: int, lines: int) -> int:
    """Where the last ``lines`` lines begin; an end of line at the very end begins no further line."""
    lowest = max(0, size - FURTHEST_BACK)
    high, wanted, data = max(lowest, size - 1), lines, b""
    while high > lowest and wanted > 0:
        low = max(lowest, high - PIECE_BYTES)
        os.lseek(descriptor, low, os.SEEK_SET)
        data = os.read(descriptor, high - low)
        found = len(data)
        while wanted > 0 and (found := data.rfind(b"\n", 0, found)) >= 0:
            wanted -= 1
        if wanted <= 0:
            return low + found + 1
        high = low
    if lines <= 0 or not lowest:
        return size if lines <= 0 else 0
    return lowest + len(data) - len(from_line_start(data))


def from_line_start(data: bytes) -> bytes:
    """Data without its first, cut line, or, if that is all there is, without its first, cut character."""
    end_of_line = data.find(b"\n")
    if 0 <= end_of_line < len(data) - 1:
        return data[end_of_line + 1 :]
    start = 0
    while start < min(len(data), _MOST_FOLLOWING) and data[start] in _FOLLOWING:
        start += 1
    return data[start:]


_UNITS: Final = ("bytes", "KiB", "MiB", "GiB", "TiB")
_STEP: Final = 1024


def gap_lines(chunk: Chunk) -> str:
    """What is missing before the chunk's text, a line for each reason; empty if nothing is."""
    lines = []
    if chunk.restarted:
        lines.append("… the log was cut or replaced; it starts again here …")
    if chunk.dropped:
        lines.append(f"… {amount(chunk.dropped)} of output were dropped here (log limit output.max_log_mb) …")
    if chunk.left_out:
        lines.append(f"… {amount(chunk.left_out)} are not shown here; the file in the run folder has them …")
    return "".join(f"{line}\n" for line in lines)


def amount(number: int) -> str:
    """A number of bytes in words: ``512 bytes``, ``3.2 MiB``."""
    value = float(number)
    for unit in _UNITS[:-1]:
        if value < _STEP:
            return f"{number:,} bytes" if unit == _UNITS[0] else f"{value:.1f} {unit}"
        value /= _STEP
    return f"{value:,.1f} {_UNITS[-1]}"
