"""Telling a disk that is full from everything else that can go wrong with it."""

from __future__ import annotations

import errno
import shutil
from pathlib import Path
from typing import Final

_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT)
FULL_BELOW_BYTES: Final = 64 * 1024
"""With less than this free hardly anything can be written."""


def lacks_room(error: BaseException) -> bool:
    """Whether it failed because the disk is full or the user's quota is used up: that passes."""
    return isinstance(error, OSError) and error.errno in _NO_ROOM


def is_full(folder: Path) -> bool:
    """Whether the file system of a folder has no room left; ``False`` if that cannot be told."""
    try:
        return shutil.disk_usage(folder).free < FULL_BELOW_BYTES
    except OSError:
        return False
