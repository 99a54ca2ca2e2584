"""Opening files in a run folder: the task owns it, and may leave a pipe, a device or a flood in it.

It may also have put a link in the place of the folder itself; that is not followed either.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final

from parallel_execution_manager.system.files.crash_points import reach
from parallel_execution_manager.system.files.private_folders import PRIVATE_FILE

LARGEST_BYTES: Final = 16 << 20
"""The size up to which the manager reads a whole file that a task left; 16 MiB."""

_CHUNK: Final = 1 << 16
# With O_PATH also a folder that may be searched and not read.
_FOLDER: Final = sum(getattr(os, name, 0) for name in ("O_DIRECTORY", "O_NOFOLLOW", "O_CLOEXEC", "O_PATH"))
_BY_FOLDER: Final = os.open in os.supports_dir_fd
# Neither follows a link out of the folder nor waits for the other end of a pipe; where a system has them.
_CAREFUL: Final = sum(getattr(os, name, 0) for name in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"))
_REASONS: Final = {
    errno.ELOOP: "it is a symbolic link; write the file itself",
    errno.EMLINK: "it is a symbolic link; write the file itself",
    errno.ENXIO: "it is a pipe, a socket or a device; write a regular file",
}


Identity = tuple[int, int]
"""Device and number of a file, which stay when it gets another name."""


class ReplacedFolderError(OSError):
    """A run folder is gone, or something else is in its place; the message says what."""


def see_folder(folder: Path) -> None:
    """See that a run folder is one, in a folder of its task, and that neither has been replaced by a link.

    Raises:
        ReplacedFolderError: it is gone or replaced: what would be written there would be written elsewhere.
    """
    path = str(folder)
    # Done for every attempt: no Path is made.
    for place in (path.rpartition(os.sep)[0], path):
        try:
            mode = os.lstat(place).st_mode
        except FileNotFoundError as error:
            raise ReplacedFolderError(f"the run folder {folder} is gone") from error
        if not stat.S_ISDIR(mode):
            link = "a link, which is not followed; remove the link"
            what = link if stat.S_ISLNK(mode) else "something that is no folder"
            raise ReplacedFolderError(f"{place} has been replaced by {what}")


def read_regular(path: str | Path, limit: int = LARGEST_BYTES) -> bytes:
    """The whole content of a regular file of at most ``limit`` bytes. Never waits for another process.

    Raises:
        FileNotFoundError: there is none.
        OSError: it is a link, no regular file, too large or not readable; the message says which.
    """
    descriptor = _descriptor(path, os.O_RDONLY, "read")
    parts: list[bytes] = []
    room = limit + 1
    try:
        while room and (part := os.read(descriptor, min(room, _CHUNK))):
            parts.append(part)
            room -= len(part)
    finally:
        os.close(descriptor)
    if not room:
        raise _failure(path, "read", f"it has more than {limit} bytes; write less into it")
    return b"".join(parts)


@contextlib.contextmanager
def open_regular(path: str | Path) -> Iterator[BinaryIO]:
    """A regular file, open for reading.

    Raises:
        FileNotFoundError: there is none.
        OSError: it is a link, no regular file or not readable; the message says which.
    """
    with os.fdopen(_descriptor(path, os.O_RDONLY, "read"), "rb") as file:
        yield file


@contextlib.contextmanager
def changing_regular(path: str | Path, known: Identity | None = None) -> Iterator[int]:
    """The descriptor of a regular file that is there, open for reading and writing.

    With ``known`` it must still be that very file.

    Raises:
        FileNotFoundError: there is none.
        OSError: it is a link, another file, one with several names, no regular file or not writable; the
            message says which.
    """
    descriptor = _descriptor(path, os.O_RDWR, "changed")
    try:
        status = _see_alone(descriptor, path, "changed")
        if known is not None and identity_of(status) != known:
            raise _failure(path, "changed", "another file has been put in its place, which is left as it is")
        yield descriptor
    finally:
        os.close(descriptor)


def write_new(folder: Path, name: str, data: bytes) -> None:
    """Write a file that is known not to be there, all of it or nothing; far cheaper than replacing one.

    Whoever is killed over it leaves no file of that name, and only a hidden one beside it.

    Raises:
        OSError: the folder vanished, is full or not writable; then there is no such file.
    """
    # Done for every attempt: no Path is made.
    prefix = f"{folder}{os.sep}"
    unfinished = f"{prefix}.{name}.new"
    try:
        _write_all(unfinished, data)
        reach("file.before-new")
        os.rename(unfinished, f"{prefix}{name}")  # noqa: PTH104
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(unfinished)  # noqa: PTH108
        raise


def _write_all(path: str, data: bytes) -> None:
    # Without a file object, which looks at the file before it writes.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _CAREFUL
    try:
        descriptor = os.open(path, flags, PRIVATE_FILE)
    except FileExistsError:
        os.unlink(path)  # noqa: PTH108 - a killed manager has left it
        descriptor = os.open(path, flags, PRIVATE_FILE)
    try:
        reach("file.before-write")
        while data:
            data = data[os.write(descriptor, data) :]
    except BaseException:
        # A full disk still makes empty files, and what is in half a file is worse than none.
        with contextlib.suppress(OSError):
            os.unlink(path)  # noqa: PTH108 - it may be text
        raise
    finally:
        os.close(descriptor)


def append_text(path: str | Path, text: str) -> None:
    """Append ``text`` in UTF-8 to a regular file, which is made if need be. Never waits for a reader.

    Raises:
        OSError: it is a link, a file with several names, no regular file or not writable; the message says
            which.
    """
    descriptor = _descriptor(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, "written")
    with os.fdopen(descriptor, "ab") as file:
        _see_alone(descriptor, path, "written")
        file.write(text.encode("utf-8", "backslashreplace"))


def identity_of(status: os.stat_result) -> Identity:
    """Which file it is, whatever its name."""
    return status.st_dev, status.st_ino


def _see_alone(descriptor: int, path: str | Path, purpose: str) -> os.stat_result:
    """See that an open file has no second name: what is changed here would be changed there too.

    A file of the user's own that a task has linked into its run folder has two.
    """
    status = os.fstat(descriptor)
    if status.st_nlink > 1:
        raise _failure(
            path,
            purpose,
            f"it has {status.st_nlink} names (hard links), so it may be a file from elsewhere; "
            "make a copy instead of a link",
        )
    return status


def _descriptor(path: str | Path, flags: int, purpose: str) -> int:
    try:
        descriptor = _opened(path, flags | _CAREFUL)
    except FileNotFoundError:
        raise
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, error.strerror or str(error))
        raise _failure(path, purpose, reason) from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise _failure(path, purpose, "it is no regular file; write a regular one")
    return descriptor


def _opened(path: str | Path, flags: int) -> int:
    """Open a file by its folder, where the system can: a link in the folder's place leads nowhere."""
    if not _BY_FOLDER:
        return os.open(path, flags, PRIVATE_FILE)
    folder, name = os.path.split(path)
    try:
        place = os.open(folder or os.curdir, os.O_RDONLY | _FOLDER)
    except OSError as error:
        if os.path.islink(folder):  # noqa: PTH114 - it may be text
            raise ReplacedFolderError(
                f"{folder} has been replaced by a link, which is not followed"
            ) from error
        raise
    try:
        return os.open(name, flags, PRIVATE_FILE, dir_fd=place)
    finally:
        os.close(place)


def _failure(path: str | Path, purpose: str, reason: str) -> OSError:
    path = Path(path)
    return OSError(f"{path.name} in {path.parent} cannot be {purpose}: {reason}")
