"""Keeps a growing log within a limit: its beginning and its end stay, the middle becomes a hole.

The hole is made by fallocate(2) of Linux while the task writes on: places in the file do not move, so that
neither the task nor a reader notices, and nobody has to be asked to open another file.
"""

from __future__ import annotations

import ctypes
import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

from parallel_execution_manager.system.runs.run_files import Identity, changing_regular

# <linux/falloc.h>
_KEEP_SIZE: Final = 0x01
_PUNCH_HOLE: Final = 0x02
# A multiple of the blocks of any usual file system: of a block that is only partly in the hole, the part
# would be overwritten with zeros and go on taking room.
_EDGE: Final = 1 << 16
_BLOCK: Final = 512  # the unit of st_blocks, whatever the file system's blocks are (inode(7))
_UNABLE: Final = (errno.EOPNOTSUPP, errno.ENOSYS, errno.ENODEV)

Punch = Callable[[int, int, int], None]


class CannotLimitError(Exception):
    """This system, or the file system of this log, has no way to drop the middle of a file."""


def trim(path: Path, limit_bytes: int, punch: Punch | None = None, *, known: Identity | None = None) -> int:
    """Drop the middle of a log that takes more room than its limit; how much room that gave back.

    A quarter of the limit is kept at the beginning, half of it at the end, each to 64 KiB. A file that has
    another name somewhere, or is not the ``known`` one, is no log of ours and is left as it is.

    Raises:
        FileNotFoundError: there is no log.
        CannotLimitError: it is too large, and nothing can be done about it here.
        OSError: it cannot be opened for writing, or is no regular file, or no log of ours.
    """
    with changing_regular(path, known) as descriptor:
        status = os.fstat(descriptor)
        before = _room_of(status)
        if before <= limit_bytes:
            return 0
        begin = -(-(limit_bytes // 4) // _EDGE) * _EDGE
        end = (status.st_size - limit_bytes // 2) // _EDGE * _EDGE
        if end <= begin:
            return 0
        _make_hole(descriptor, begin, end - begin, punch or _punch_by_library())
        return max(0, before - _room_of(os.fstat(descriptor)))


def _make_hole(descriptor: int, begin: int, length: int, punch: Punch) -> None:
    try:
        punch(descriptor, begin, length)
    except OSError as error:
        if error.errno in _UNABLE:
            raise CannotLimitError(error.strerror) from error
        raise


def _room_of(status: os.stat_result) -> int:
    """The room that a file takes; where blocks are not told, it is taken to have no holes."""
    blocks: int | None = getattr(status, "st_blocks", None)
    return status.st_size if blocks is None else blocks * _BLOCK


def _punch_by_library() -> Punch:
    """The C library's way to make a hole.

    Raises:
        CannotLimitError: it has none.
    """
    try:
        library = ctypes.CDLL(None, use_errno=True)
        # Where a file offset has 32 bits otherwise (glibc), there is a name for 64.
        fallocate = library.fallocate64 if hasattr(library, "fallocate64") else library.fallocate
    except (OSError, TypeError, AttributeError) as error:
        raise CannotLimitError("the system has no fallocate") from error
    fallocate.argtypes = [ctypes.c_int, ctypes.c_int, ctypes.c_int64, ctypes.c_int64]

    def punch(descriptor: int, begin: int, length: int) -> None:
        if fallocate(descriptor, _PUNCH_HOLE | _KEEP_SIZE, begin, length):
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code))

    return punch
