"""Which files a process has open at this moment, and which of them to write."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import NamedTuple, Protocol

from parallel_execution_manager.system.processes.linux_proc import PROC, other_threads, read_file

_DELETED = " (deleted)"
# What the kernel makes up as it is read, and the devices that most processes have open.
_NO_WORK = ("/dev/null", "/dev/pts/", "/proc/", "/sys/")


class OpenFile(NamedTuple):
    """A regular file that a process has open.

    ``inode`` is ``(device, inode)``; ``None`` where it cannot be known. ``writable`` is whether it was
    opened to write; ``None`` where the system does not tell.
    """

    path: str
    inode: tuple[int, int] | None
    writable: bool | None


class Deeds(NamedTuple):
    """What tells whether a process can have written, or done anything at all, since an earlier look.

    ``written`` is how many bytes it, and the children that it waited for, gave to write calls; ``ran_ns``
    how long its threads ran.
    """

    written: int
    ran_ns: int


class OpenFiles(Protocol):
    """Looks at single processes. May be called from any thread."""

    def of(self, pid: int) -> Sequence[OpenFile] | None:
        """The regular files that ``pid`` has open; ``None`` if this user may not know or it is gone."""

    def deeds(self, pid: int) -> Deeds | None:
        """What ``pid`` has done so far; ``None`` if that cannot be known."""

    def writer_of(self, inode: tuple[int, int]) -> int | None:
        """Some process of this computer that has a file open to write; ``None`` if none is seen.

        Slow, because all processes are looked at.
        """

    def name(self, pid: int) -> str:
        """What the program of ``pid`` is called, as far as that is known."""


class LinuxOpenFiles:
    """Read from ``/proc/PID/fd`` (proc(5)), where the mode of each link tells how a file was opened."""

    def of(self, pid: int) -> Sequence[OpenFile] | None:
        """See `OpenFiles.of`."""
        folder = f"{PROC}/{pid}/fd"
        try:
            names = os.listdir(folder)  # noqa: PTH208 - done often: no Path is made of each entry
        except OSError:
            return None
        found = (_open_file(f"{folder}/{name}") for name in names)
        return [file for file in found if file is not None]

    def deeds(self, pid: int) -> Deeds | None:
        """See `OpenFiles.deeds`: ``wchar`` of ``/proc/PID/io``, and the first number of each schedstat."""
        try:
            data = read_file(f"{PROC}/{pid}/io")
        except PermissionError:
            return None
        _, found, rest = (data or b"").partition(b"wchar: ")
        ran = _ran_ns(pid)
        return Deeds(int(rest.split(None, 1)[0]), ran) if found and ran is not None else None

    def writer_of(self, inode: tuple[int, int]) -> int | None:
        """See `OpenFiles.writer_of`."""
        for name in filter(str.isdigit, os.listdir(PROC)):  # noqa: PTH208 - as above
            for file in self.of(int(name)) or ():
                if file.inode == inode and file.writable:
                    return int(name)
        return None

    def name(self, pid: int) -> str:
        """See `OpenFiles.name`."""
        return (read_file(f"{PROC}/{pid}/comm") or b"").decode("utf-8", "replace").strip()


def _open_file(link: str) -> OpenFile | None:
    try:
        path = os.readlink(link)  # noqa: PTH115 - as above
        if not path.startswith("/") or path.startswith(_NO_WORK):
            return None
        status = os.stat(link)  # noqa: PTH116 - as above
        if not stat.S_ISREG(status.st_mode):
            return None
        writable = bool(os.lstat(link).st_mode & stat.S_IWUSR)
    except OSError:
        return None  # closed meanwhile
    if path.endswith(_DELETED) and not os.path.lexists(path):
        path = path.removesuffix(_DELETED)
    return OpenFile(path, (status.st_dev, status.st_ino), writable)


def _ran_ns(pid: int) -> int | None:
    main = read_file(f"{PROC}/{pid}/schedstat")
    if not main:
        return None
    others = (read_file(f"{PROC}/{pid}/task/{thread}/schedstat") for thread in other_threads(pid))
    return sum(int(data.split(None, 1)[0]) for data in (main, *others) if data)


class PsutilOpenFiles:
    """What psutil can tell: on macOS and Windows not whether a file was opened to write."""

    def __init__(self, psutil: ModuleType) -> None:
        self._psutil = psutil

    def of(self, pid: int) -> Sequence[OpenFile] | None:
        """See `OpenFiles.of`."""
        try:
            found = self._psutil.Process(pid).open_files()
        except self._psutil.Error:
            return None
        return [OpenFile(file.path, _inode(file.path), _is_writable(file)) for file in found]

    def deeds(self, pid: int) -> Deeds | None:
        """See `OpenFiles.deeds`: psutil does not tell enough of it."""
        return None

    def writer_of(self, inode: tuple[int, int]) -> int | None:
        """See `OpenFiles.writer_of`: where this is used, nobody tells who writes."""
        return None

    def name(self, pid: int) -> str:
        """See `OpenFiles.name`."""
        try:
            return str(self._psutil.Process(pid).name())
        except self._psutil.Error:
            return ""


class NoOpenFiles:
    """Where nothing can be known: Linux without ``/proc``, or any other system without psutil."""

    def of(self, pid: int) -> Sequence[OpenFile] | None:
        """See `OpenFiles.of`."""
        return None

    def deeds(self, pid: int) -> Deeds | None:
        """See `OpenFiles.deeds`."""
        return None

    def writer_of(self, inode: tuple[int, int]) -> int | None:
        """See `OpenFiles.writer_of`."""
        return None

    def name(self, pid: int) -> str:
        """See `OpenFiles.name`."""
        return ""


def best_open_files(psutil: ModuleType | None, platform: str = sys.platform, proc: str = PROC) -> OpenFiles:
    """``/proc`` on Linux, else psutil, else nothing."""
    if platform == "linux" and Path(proc, "self", "fd").exists():
        return LinuxOpenFiles()
    return NoOpenFiles() if psutil is None else PsutilOpenFiles(psutil)


def _inode(path: str) -> tuple[int, int] | None:
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if status.st_ino else None


def _is_writable(file: object) -> bool | None:
    """Psutil has a mode such as ``r`` or ``a+`` on Linux alone."""
    mode = getattr(file, "mode", "")
    return bool(set(mode) & set("wa+")) if mode else None
