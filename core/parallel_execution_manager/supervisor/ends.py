"""Waiting for the end of one process, as the kernel tells it."""

from __future__ import annotations

import os
import select

_MS_PER_S = 1000


def wait_for_end(pid: int, patience_s: float) -> None:
    """Return when the process has ended, or after so many seconds.

    Raises:
        ProcessLookupError: there is none of this number.
        OSError: the kernel has no descriptor to give for it.
    """
    descriptor = os.pidfd_open(pid)
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        poll.poll(patience_s * _MS_PER_S)
    finally:
        os.close(descriptor)
