"""One manager a data folder: a lock of the kernel on a file that is never removed.

The kernel frees the lock when its holder ends, however that happens, so nothing is ever left that blocks.
What stands in the file is for messages only. It is not removed, because whoever made it anew would hold
another file of the same name.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
import weakref
from pathlib import Path

from parallel_execution_manager.system.files.private_folders import NO_LINK, PRIVATE_FILE
from parallel_execution_manager.system.runs.folders import WAY_OUT, DataDirError, reason_for

LOCK_FILE = "instance.lock"
LONGEST_NOTE = 4096
"""Bytes of the file that are read; what is longer was not written by a manager."""
LONGEST_NAME = 60
_HELD = {errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK}
_NO_LOCKS = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}


class ManagerRunsError(DataDirError):
    """Another process has a manager on this data folder; ``pid`` and ``program`` are its, where known."""

    def __init__(self, data_dir: Path, pid: int | None, program: str) -> None:
        super().__init__(
            f"data folder {data_dir} is in use by another manager{_who(pid, program)}: ask that one "
            f"(pem status, or ManagerClient in Python), wait for its end, or {WAY_OUT}"
        )
        self.data_dir = data_dir
        self.pid = pid
        self.program = program


class InstanceLock:
    """Held from its making until ``release``."""

    def __init__(self, data_dir: Path) -> None:
        """Take the lock of a folder that exists.

        Raises:
            ManagerRunsError: another process holds it.
            DataDirError: the file cannot be made, or its file system has no locks.
        """
        path = data_dir / LOCK_FILE
        try:
            self._handle = os.open(path, os.O_RDWR | os.O_CREAT | NO_LINK, PRIVATE_FILE)
        except OSError as error:
            raise _unusable(path, error) from error
        try:
            _lock(self._handle)
        except OSError as error:
            os.close(self._handle)
            if error.errno in _HELD:
                raise ManagerRunsError(data_dir, *_read_note(path)) from None
            raise _unusable(path, error) from error
        _close_in_forked_children(self)
        self._write_note()

    def release(self) -> None:
        """Let another process be the manager."""
        handle, self._handle = self._handle, -1
        if handle >= 0:
            os.close(handle)

    def _write_note(self) -> None:
        # A full disk is no reason to refuse: the lock holds without any word in the file. One with a second
        # name is somebody's file too, and stays as it is.
        with contextlib.suppress(OSError):
            if os.fstat(self._handle).st_nlink > 1:
                return
            os.ftruncate(self._handle, 0)
            note = {"pid": os.getpid(), "program": program_name()}
            os.pwrite(self._handle, json.dumps(note).encode(), 0)


def is_managed(data_dir: Path) -> bool:
    """Whether another process has a manager on this folder, as far as that can be found out."""
    try:
        InstanceLock(data_dir).release()
    except ManagerRunsError:
        return True
    except DataDirError:
        return False
    return False


def program_name() -> str:
    """How people call the program that runs here: ``pem batch``, ``nightly.py``."""
    name = Path(sys.argv[0]).name if sys.argv and sys.argv[0] else "python"
    verb = sys.argv[1] if len(sys.argv) > 1 else ""
    if name == "__main__.py":
        name = "pem"
    return f"{name} {verb}"[:LONGEST_NAME] if name == "pem" and verb.isalpha() else name[:LONGEST_NAME]


def _close_in_forked_children(lock: InstanceLock) -> None:
    """A child that was forked without a new program would hold the lock as long as it lives."""
    if not hasattr(os, "register_at_fork"):
        return
    known = weakref.ref(lock)

    def forget() -> None:
        held = known()
        if held is not None:
            held.release()

    os.register_at_fork(after_in_child=forget)


def _who(pid: int | None, program: str) -> str:
    words = [f"process {pid}"] if pid is not None else []
    words += [program] if program else []
    return f" ({', '.join(words)})" if words else ""


def _read_note(path: Path) -> tuple[int | None, str]:
    try:
        with path.open("rb") as file:
            note = json.loads(file.read(LONGEST_NOTE))
        return int(note["pid"]), str(note["program"])
    except (OSError, ValueError, TypeError, KeyError):
        # It is being written at this moment, or the disk was full.
        return None, ""


def _unusable(path: Path, error: OSError) -> DataDirError:
    if error.errno in _NO_LOCKS:
        reason = f"its file system has no locks ({error.strerror}); {WAY_OUT}"
    else:
        reason = f"{path.name}: {reason_for(error)}"
    return DataDirError(f"data folder {path.parent} cannot be used: {reason}")


if sys.platform == "win32":
    import msvcrt

    _FAR = 2**30
    """A byte that nothing is written to: what Windows locks cannot be read either."""

    def _lock(handle: int) -> None:
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
