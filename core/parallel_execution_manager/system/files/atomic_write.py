"""Replacing a file so that a reader, a crash or a power cut sees the old one or the whole new one."""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from pathlib import Path
from typing import Final

from parallel_execution_manager.system.files.crash_points import reach

PRIVATE = 0o600
"""Permissions of a file that is nobody else's business, whatever the folder around it allows."""


def replace_text(
    path: Path,
    text: str,
    *,
    durable: bool = True,
    whole: bool = False,
    mode: int | None = None,
    follow: bool = True,
) -> None:
    """Make ``text``, in UTF-8, the whole content of ``path``; see `replace_bytes`."""
    replace_bytes(path, text.encode("utf-8"), durable=durable, whole=whole, mode=mode, follow=follow)


def replace_bytes(
    path: Path,
    data: bytes,
    *,
    durable: bool = True,
    whole: bool = False,
    mode: int | None = None,
    follow: bool = True,
) -> None:
    """Make ``data`` the whole content of ``path``: temporary file beside it, sync, rename, sync.

    A symbolic link stays and its target is replaced, or with ``follow=False`` the link itself: for what is
    the program's alone, where somebody else may have laid one. The permissions of an old file are kept,
    unless ``mode`` says which it is to have.
    ``durable=False`` leaves out the syncs: still all or nothing for readers and for a crash of this
    program, but a power cut may bring the old content back, or leave a file that is empty or cut off. With
    ``whole`` the content is synced then, not its name: a power cut may bring the old content back, no more.

    Raises:
        OSError: the folder is missing, not writable or full; the old file is untouched.
    """
    target = Path(os.path.realpath(path)) if follow else path
    temporary = target.with_name(f".{target.name[:200]}.{os.urandom(6).hex()}")
    try:
        _write_new(temporary, data, _mode_of(target) if mode is None else mode, synced=durable or whole)
        _take_place(temporary, target)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
        raise
    if durable:
        sync_folder(target.parent)


def replace_and_add(path: Path, data: bytes, mode: int) -> int:
    """Make ``data`` the whole of ``path``, with permissions ``mode``; a descriptor that adds to it.

    It is the one that the new file was written by: to open the file afterwards could fail, and whoever
    goes on with the old one then writes into a file without a name. The rename may not be on disk yet.
    A symbolic link is replaced itself.

    Raises:
        OSError: as with `replace_bytes`; the old file is untouched.
    """
    temporary = path.with_name(f".{path.name[:200]}.{os.urandom(6).hex()}")
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    descriptor = os.open(temporary, flags, mode)
    try:
        os.fchmod(descriptor, mode)
        while data:
            data = data[os.write(descriptor, data) :]
        os.fsync(descriptor)
        _take_place(temporary, path)
    except BaseException:
        os.close(descriptor)
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
        raise
    return descriptor


def _take_place(temporary: Path, target: Path) -> None:
    reach("file.before-rename")
    temporary.replace(target)


def _mode_of(target: Path) -> int | None:
    try:
        mode = target.lstat().st_mode
    except FileNotFoundError:
        return None
    # A link that is replaced itself has no permissions to keep.
    return None if stat.S_ISLNK(mode) else mode & 0o7777


def _write_new(path: Path, data: bytes, mode: int | None, *, synced: bool) -> None:
    with path.open("xb") as file:
        if mode is not None:
            path.chmod(mode)
        file.write(data)
        reach("file.before-flush")
        file.flush()
        if synced:
            os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make the rename itself durable; Windows can neither open nor sync a folder."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
