"""A number that no lease has had yet, in the lock's file: it outlives the record of leases."""

from __future__ import annotations

import os

AHEAD = 1000
"""How far above the highest number it is written, so that few grants wait for the disk a second time."""
_DIGITS = 20


def read_floor(lock: int) -> int:
    """The number in the open file ``lock``; 0 if none was ever written there."""
    text = os.pread(lock, _DIGITS, 0)
    return int(text) if text.isdigit() else 0


def raise_floor(lock: int, last_fence: int) -> None:
    """See that the number is not below ``last_fence``, also after a power cut.

    Raises:
        OSError: it cannot be written.
    """
    if read_floor(lock) >= last_fence:
        return
    # Of one length, in place: whoever is killed in between leaves the one or the other.
    os.pwrite(lock, f"{last_fence + AHEAD:0{_DIGITS}}".encode(), 0)
    os.fsync(lock)
