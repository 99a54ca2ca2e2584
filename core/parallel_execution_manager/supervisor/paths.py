"""Where the supervisor of a data folder has its files, how it is reached, and whether it can run here."""

from __future__ import annotations

import contextlib
import fcntl
import os
import socket
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from parallel_execution_manager.system.files.private_folders import (
    NO_LINK,
    PRIVATE_FILE,
    PRIVATE_FOLDER,
    refuse_link,
)
from parallel_execution_manager.system.processes.linux_proc import PROC
from parallel_execution_manager.system.processes.spawn import load_posix_spawn

APPENDING = os.O_WRONLY | os.O_CREAT | os.O_APPEND | NO_LINK
"""How the log of troubles is opened."""

_SOCKET = "socket"
_LOCK = "lock"
_LOOK_AGAIN_S = 0.01


class Place:
    """The folder ``supervisor`` of a data folder: lock, socket, records of attempts, log of troubles.

    The lock tells whether a supervisor lives: the kernel frees it at its death, whatever the death was.
    """

    def __init__(self, data_dir: Path) -> None:
        self.folder = data_dir / "supervisor"
        self.attempts = self.folder / "attempts.log"
        self.troubles = self.folder / "troubles.log"

    def prepare(self) -> None:
        """Make the folder, for this user alone.

        Raises:
            OSError: it cannot be made, or is a link.
        """
        refuse_link(self.folder)
        self.folder.mkdir(PRIVATE_FOLDER, exist_ok=True)

    def lead_troubles(self) -> None:
        """Have what this process writes to its standard streams go to the log of troubles.

        Raises:
            OSError: that cannot be written.
        """
        descriptor = os.open(self.troubles, APPENDING | os.O_CLOEXEC, PRIVATE_FILE)
        for stream in (1, 2):
            os.dup2(descriptor, stream)
        os.close(descriptor)

    def take(self, patience_s: float) -> int | None:
        """The lock, as an open file; ``None`` if another supervisor still has it after ``patience_s``.

        It is never unlinked: two would then hold two files of one name.

        Raises:
            OSError: the folder cannot be written.
        """
        descriptor = os.open(
            self.folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | NO_LINK, PRIVATE_FILE
        )
        deadline = time.monotonic() + patience_s
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() > deadline:
                    os.close(descriptor)
                    return None
                time.sleep(_LOOK_AGAIN_S)
            else:
                return descriptor

    def is_held(self) -> bool:
        """Whether a supervisor has the lock, or might: only that there is none is certain."""
        try:
            descriptor = os.open(self.folder / _LOCK, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        except OSError:
            return True
        try:
            # Shared, so that two who look at a time do not see each other; given back with the file.
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(descriptor)
        return False

    def listen(self) -> socket.socket:
        """A socket that listens, for this user alone; only who has the lock may call this.

        Raises:
            OSError: the folder cannot be written, or its file system has no sockets.
        """
        self.leave()
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            with self._address() as address:
                listener.bind(address)
            (self.folder / _SOCKET).chmod(PRIVATE_FILE)
            listener.listen(128)
        except OSError:
            listener.close()
            raise
        return listener

    def leave(self) -> None:
        """Remove the socket's name; only who has the lock may call this."""
        with contextlib.suppress(FileNotFoundError):
            (self.folder / _SOCKET).unlink()

    def connect(self) -> socket.socket | None:
        """A connection to the supervisor, or ``None`` if none listens.

        Raises:
            OSError: it cannot be reached for another reason.
        """
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            with self._address() as address:
                connection.connect(address)
        except (ConnectionRefusedError, FileNotFoundError):
            connection.close()
            return None
        except OSError:
            connection.close()
            raise
        return connection

    @contextlib.contextmanager
    def _address(self) -> Iterator[str]:
        """The socket's path through an open folder: the kernel takes 108 bytes, and folders may be deeper."""
        descriptor = os.open(self.folder, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            yield f"{PROC}/self/fd/{descriptor}/{_SOCKET}"
        finally:
            os.close(descriptor)


def is_supported(platform: str = sys.platform, proc: str = PROC) -> bool:
    """Whether tasks can have a supervisor here: Linux 5.3 with a list of children, and an own Python."""
    return (
        platform == "linux"
        and bool(sys.executable)
        and Path(f"{proc}/self/task/{os.getpid()}/children").exists()
        and _has_pidfd()
        and load_posix_spawn() is not None
    )


def _has_pidfd() -> bool:
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (OSError, AttributeError):
        return False
    return True
