"""Whether tasks may go on although their manager has ended: then only the next manager knows their files."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

SUPERVISOR_LOCK = Path("supervisor", "lock")
"""Held by the process that is the parent of tasks, below the data folder, as long as it lives."""


def tasks_may_go_on(data_dir: Path) -> bool:
    """Whether the parent of tasks still lives; it ends with the last of them once it has no manager."""
    try:
        handle = os.open(data_dir / SUPERVISOR_LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    except OSError:
        # It may be held: nobody gets files by mistake.
        return True
    with contextlib.closing(os.fdopen(handle, "rb")) as lock:
        return not _is_free(lock.fileno())


def _is_free(handle: int) -> bool:
    import fcntl

    try:
        # Shared, so that two who look at a time do not see each other; given back with the file.
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
