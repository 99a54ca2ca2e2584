"""A lock between processes, for a moment: the kernel's, on a file that is never removed.

The kernel frees it at its holder's death. The file stays: whoever made it anew would hold another lock.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from parallel_execution_manager.system.files.private_folders import NO_LINK, PRIVATE_FILE

PATIENCE_S = 10.0
_TRY_AGAIN_S = 0.005


class FileLockError(Exception):
    """The lock cannot be had; the message names it, the reason and the way out."""


class NoFileLocksError(FileLockError):
    """This system has no such locks."""


@contextlib.contextmanager
def locked(path: Path, patience_s: float = PATIENCE_S) -> Iterator[int]:
    """Hold the lock ``path``, whose folder exists; the open file, in which its holder may keep something.

    Raises:
        FileLockError: it cannot be made, or somebody has held it for all of ``patience_s`` seconds.
    """
    if sys.platform == "win32":
        raise NoFileLocksError("leases of other programs do not work on Windows yet")
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | NO_LINK, PRIVATE_FILE)
    except OSError as error:
        problem = f"{path} cannot be opened: {error.strerror}; make room or correct its permissions"
        raise FileLockError(problem) from error
    try:
        _take(handle, path, patience_s)
        yield handle
    finally:
        os.close(handle)


def _take(handle: int, path: Path, patience_s: float) -> None:
    """Whoever has it needs it for a moment only, unless that process stands still."""
    import fcntl

    deadline = time.monotonic() + patience_s
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                raise FileLockError(
                    f"{path} has been locked for {patience_s:g} s by a process that must stand still; "
                    f"find it (fuser {path}) and let it go on, or end it"
                ) from None
            time.sleep(_TRY_AGAIN_S)
        except OSError as error:
            raise FileLockError(
                f"{path} cannot be locked: {error.strerror}; choose a folder on a local disk"
            ) from error
        else:
            return
