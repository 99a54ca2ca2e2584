"""Telling a disk that is full from everything else that can go wrong with it."""

from __future__ import annotations

import errno
from typing import Final

_NO_ROOM: Final = (errno.ENOSPC, errno.EDQUOT)


def lacks_room(error: BaseException) -> bool:
    """Whether it failed because the disk is full or the user's quota is used up: that passes."""
    return isinstance(error, OSError) and error.errno in _NO_ROOM
