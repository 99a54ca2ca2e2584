"""Pages of a log: what stands right before or after a place in it, whatever its size.

A page begins and ends at the edge of a line, unless one line is longer than a page.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.system.logs.reader import FURTHEST_BACK, data_from, from_line_start, hole_from
from parallel_execution_manager.system.runs.run_files import open_regular

PAGE_BYTES: Final = 64 << 10
PAGE_LINES: Final = 2_000
_MOST_SEGMENTS: Final = 64
_FOLLOWING: Final = range(0x80, 0xC0)


@dataclass(frozen=True, slots=True)
class Page:
    """What stands at byte ``begin`` of a log. ``gap`` bytes are missing between it and its neighbour.

    The neighbour is the page that it was asked for from: the one after it, or the one before it.
    """

    begin: int
    data: bytes
    gap: int = 0

    @property
    def end(self) -> int:
        """The byte behind the page."""
        return self.begin + len(self.data)

    @property
    def text(self) -> str:
        """The page as text; bytes that are no UTF-8 become replacement characters."""
        return self.data.decode("utf-8", "replace")


def page_before(path: Path, place: int) -> Page | None:
    """The page that ends at ``place``, or before the hole in front of it; ``None`` at the start.

    Raises:
        FileNotFoundError: there is no log.
        OSError: it cannot be read, or is no regular file.
    """
    with open_regular(path) as file:
        descriptor = file.fileno()
        place = min(place, os.fstat(descriptor).st_size)
        found = [part for part in _segments(descriptor, place) if part[0] < part[1]]
        if not found:
            return None
        first, end = found[-1]
        low = max(first, end - PAGE_BYTES)
        data = _read(descriptor, low, end - low)
        end = low + len(data)
        cut = data if low == 0 else from_line_start(data)
        whole = _last_lines(cut or data, PAGE_LINES)
        return Page(end - len(whole), whole, place - end) if whole else None


def page_after(path: Path, place: int) -> Page | None:
    """The page that begins at ``place``, or behind the hole there; ``None`` at the end.

    Raises:
        FileNotFoundError: there is no log.
        OSError: it cannot be read, or is no regular file.
    """
    with open_regular(path) as file:
        descriptor = file.fileno()
        size = os.fstat(descriptor).st_size
        begin = data_from(descriptor, place, size) if place < size else size
        if begin >= size:
            return None
        end = hole_from(descriptor, begin, min(size, begin + PAGE_BYTES))
        data = _read(descriptor, begin, end - begin)
        if begin > place:
            whole = from_line_start(data) or data
            begin, data = begin + len(data) - len(whole), whole
        data = _first_lines(data, is_last=begin + len(data) >= size)
        return Page(begin, data, begin - place)


def line_at(path: Path, place: int) -> int:
    """Where the line begins that ``place`` is in, or ``place`` itself if that is very far away.

    Raises:
        FileNotFoundError: there is no log.
        OSError: it cannot be read, or is no regular file.
    """
    with open_regular(path) as file:
        low = max(0, place - PAGE_BYTES)
        data = _read(file.fileno(), low, place - low)
        found = data.rfind(b"\n")
        return low + found + 1 if found >= 0 else (0 if not low else place)


def start_of_last(path: Path, end: int, lines: int) -> int:
    """Where the last ``lines`` lines before ``end`` begin, looked for in at most 16 MiB.

    Raises:
        FileNotFoundError: there is no log.
        OSError: it cannot be read, or is no regular file.
    """
    lowest, place = max(0, end - FURTHEST_BACK), end
    while lines > 0 and place > lowest:
        page = page_before(path, place)
        if page is None:
            return place
        found = page.data.count(b"\n") or 1
        if found >= lines:
            return page.end - len(_last_lines(page.data, lines))
        lines, place = lines - found, page.begin
    return place


def _segments(descriptor: int, end: int) -> list[tuple[int, int]]:
    """The parts before ``end`` that are in no hole; of very many only the first are told apart."""
    found: list[tuple[int, int]] = []
    place = 0
    while place < end and len(found) < _MOST_SEGMENTS:
        begin = data_from(descriptor, place, end)
        place = hole_from(descriptor, begin, end) if begin < end else end
        found.append((begin, place))
    if place < end:
        found.append((place, end))
    return found


def _read(descriptor: int, begin: int, most: int) -> bytes:
    os.lseek(descriptor, begin, os.SEEK_SET)
    parts: list[bytes] = []
    while most > 0 and (part := os.read(descriptor, most)):
        parts.append(part)
        most -= len(part)
    return b"".join(parts)


def _last_lines(data: bytes, lines: int) -> bytes:
    """At most so many lines from the end; an end of line at the very end begins no further one."""
    place = len(data) - 1
    for _ in range(lines):
        place = data.rfind(b"\n", 0, max(0, place))
        if place < 0:
            return data
    return data[place + 1 :]


def _first_lines(data: bytes, *, is_last: bool) -> bytes:
    """Whole lines from the start, at least one byte; of the end of the file also a line without an end."""
    place = -1
    for _ in range(PAGE_LINES):
        found = data.find(b"\n", place + 1)
        if found < 0:
            break
        place = found
    else:
        return data[: place + 1]
    if is_last or place < 0:
        return data if is_last else _whole_characters(data)
    return data[: place + 1]


def _whole_characters(data: bytes) -> bytes:
    """Without the bytes at the end that may go on, if anything is left then."""
    end = len(data)
    while end > max(1, len(data) - 3) and data[end - 1] in _FOLLOWING:
        end -= 1
    if end and data[end - 1] >= 0xC0:  # noqa: PLR2004 - the first byte of a character (RFC 3629)
        end -= 1
    return data[:end] or data
