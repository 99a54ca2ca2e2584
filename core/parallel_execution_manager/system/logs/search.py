"""Finds a text in all of a log, a piece at a time, as it is shown: without colours and control characters."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Final

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.logs.reader import from_line_start, valid_bytes
from parallel_execution_manager.system.logs.text import readable
from parallel_execution_manager.system.runs.run_files import open_regular

Finder = Callable[[str], Iterable[tuple[int, int]]]
"""Gives begin and length of every place in a text, in order."""

MOST_HITS: Final = 100_000
_PIECE_BYTES: Final = 256 << 10
# Small, because whoever waits for Python's lock, as a window does, waits until such a part is looked through.
_PART_BYTES: Final = 32 << 10
# A text that lies across two pieces of one very long line is found if it is no longer than this.
_OVERLAP: Final = 4 << 10


@dataclass(frozen=True, slots=True)
class Hit:
    """A place in a log: the byte at which its line begins, and where in the shown line it is."""

    line: int
    column: int
    length: int


@dataclass(frozen=True, slots=True)
class Looked:
    """What one step has found, and how far the search has come: bytes of all bytes."""

    hits: tuple[Hit, ...]
    done: int
    size: int


@dataclass(frozen=True, slots=True)
class Needle:
    """Bytes that stand in every piece with a place, so that the other pieces need not be read as text.

    They are ASCII, and small letters if capital ones are the same.
    """

    text: bytes = b""
    same_case: bool = False

    def may_be_in(self, data: bytes) -> bool:
        """Whether the piece must be looked at; always if escapes may divide what is looked for."""
        if self.text in (data if self.same_case else data.lower()) or b"\x1b" in data:
            return True
        # Outside of ASCII a letter may have a small form within it, as the sign for kelvin has.
        return not self.same_case and not data.isascii()


EVERYWHERE: Final = Needle()


def search(path: Path, find: Finder, needle: Needle = EVERYWHERE) -> Iterator[Looked]:
    """Look through a log from its start to where it ends now; stop asking for steps to end the search.

    After ``MOST_HITS`` places the search ends.

    Raises:
        FileNotFoundError: there is no log.
        OSError: it cannot be read, or is no regular file.
    """
    with open_regular(path) as file:
        descriptor = file.fileno()
        size = os.fstat(descriptor).st_size
        place, found = 0, 0
        while place < size and found < MOST_HITS:
            begin, data = valid_bytes(descriptor, place, size, _PIECE_BYTES)
            if not data:
                break
            is_behind_hole = begin > place
            # A piece that is shorter than it might be ends at the end of the file, or at a hole.
            whole, taken = _whole_lines(data, is_last=len(data) < _PIECE_BYTES)
            hits: tuple[Hit, ...] = ()
            if needle.may_be_in(whole):
                hits = tuple(_hits(whole, begin, taken, find, skip_first=is_behind_hole))
            hits = hits[: MOST_HITS - found]
            found += len(hits)
            place = begin + taken
            yield Looked(hits, place, size)


def _whole_lines(data: bytes, *, is_last: bool) -> tuple[bytes, int]:
    """The lines to look at, and how many of their bytes are done with then."""
    end = data.rfind(b"\n") + 1
    if is_last:
        return data, len(data)
    if end:
        return data[:end], end
    return data, max(1, len(data) - _OVERLAP)


def _hits(data: bytes, begin: int, taken: int, find: Finder, *, skip_first: bool) -> Iterator[Hit]:
    place = len(data) - len(from_line_start(data)) if skip_first else 0
    while place < len(data):
        end = data.find(b"\n", min(len(data), place + _PART_BYTES)) + 1 or len(data)
        if any(True for _ in find(readable(data[place:end].decode("utf-8", "replace")))):
            yield from _hits_in_lines(data, place, end, taken, begin, find)
        place = end


def _hits_in_lines(data: bytes, place: int, last: int, taken: int, begin: int, find: Finder) -> Iterator[Hit]:
    while place < last:
        end = data.find(b"\n", place, last) + 1 or last
        text = readable(data[place:end].decode("utf-8", "replace")).rstrip("\n")
        # Only of a line that goes on something is left for the next step.
        limit = len(text) if end <= taken else len(readable(data[place:taken].decode("utf-8", "replace")))
        for column, length in find(text):
            if column < limit or end <= taken:
                yield Hit(begin + place, column, length)
        place = end
