"""Holes in files: ranges that take no room on the disk and are read as zeros."""

from __future__ import annotations

import errno
import os
from typing import Final

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
