"""The kernel's news of changed files (inotify(7)), through the C library."""

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Iterator
from contextlib import suppress
from typing import Final, NamedTuple

# <sys/inotify.h>
MODIFY: Final = 0x002
CLOSE_WRITE: Final = 0x008
MOVED_FROM: Final = 0x040
MOVED_TO: Final = 0x080
CREATE: Final = 0x100
DELETE: Final = 0x200
OVERFLOW: Final = 0x4000
IGNORED: Final = 0x8000
ONLY_FOLDER: Final = 0x01000000
ADD_TO_MASK: Final = 0x20000000
IS_FOLDER: Final = 0x40000000

_EVENT = struct.Struct("iIII")
_MOST_BYTES = 65536


class InotifyEvent(NamedTuple):
    """Something that happened to what is watched as ``watch``; ``name`` is of a thing in a folder.

    An overflow has no watch (-1).
    """

    watch: int
    mask: int
    name: str


class Inotify:
    """One queue of news. Watches cost kernel memory and are limited for each user.

    Raises:
        OSError: this user has too many queues (``EMFILE``), or there is no inotify.
    """

    def __init__(self) -> None:
        library = ctypes.CDLL(None, use_errno=True)
        try:
            self._add, self._remove = library.inotify_add_watch, library.inotify_rm_watch
            start = library.inotify_init1
        except AttributeError as error:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS)) from error
        self.descriptor = _checked(start(os.O_NONBLOCK | os.O_CLOEXEC))

    def add(self, path: str, mask: int) -> int:
        """Watch a file or folder; all paths of one inode give the same number.

        Raises:
            OSError: it does not exist, may not be read, or there are too many watches (``ENOSPC``).
        """
        return _checked(self._add(self.descriptor, os.fsencode(path), mask))

    def remove(self, watch: int) -> None:
        """Watch no more; one that is gone already is fine."""
        self._remove(self.descriptor, watch)

    def read(self) -> Iterator[InotifyEvent]:
        """All news that is there, without waiting."""
        with suppress(BlockingIOError):
            while True:
                yield from _events(os.read(self.descriptor, _MOST_BYTES))

    def close(self) -> None:
        """Give the queue back."""
        os.close(self.descriptor)


def _events(data: bytes) -> Iterator[InotifyEvent]:
    offset = 0
    while offset < len(data):
        watch, mask, _, length = _EVENT.unpack_from(data, offset)
        offset += _EVENT.size
        yield InotifyEvent(watch, mask, os.fsdecode(data[offset : offset + length].rstrip(b"\0")))
        offset += length


def _checked(answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer
