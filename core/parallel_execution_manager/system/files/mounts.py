"""What is mounted where (Linux): the kind of a file system, and one path for what several mounts show."""

from __future__ import annotations

import contextlib
import os
import re
import select
import sys
import threading
from collections.abc import Iterable
from typing import TextIO

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

MOUNT_TABLE = "/proc/self/mountinfo"

# Names that differ in case only are one file there, whatever the folder (mount(8) of each).
FOLDING_TYPES = frozenset(
    {"vfat", "msdos", "exfat", "ntfs", "ntfs3", "fuseblk", "hfs", "hfsplus", "cifs", "smb3", "drvfs"}
)
_ESCAPE = re.compile(r"\\([0-7]{3})")


@dataclass(frozen=True, slots=True)
class Mount:
    """A line of the table: ``root`` is the folder of the file system that is seen at ``point``."""

    device: int
    root: str
    point: str
    kind: str


class Mounts:
    """The table of mounts as it was when this was made; empty where the system shows none."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._mounts = tuple(mount for line in lines if (mount := _mount(line)) is not None)
        self._kinds = {mount.device: mount.kind for mount in self._mounts}
        self._at = {mount.point: mount for mount in self._mounts}

    @classmethod
    def now(cls, table: str = MOUNT_TABLE) -> Mounts:
        """What is mounted now."""
        try:
            with open(table, encoding="utf-8", errors="surrogateescape") as lines:
                return cls(lines)
        except OSError:
            return cls(())

    def folds_case(self, device: int) -> bool:
        """Whether a file system folds case everywhere; one that is not in the table does not."""
        return self._kinds.get(device, "") in FOLDING_TYPES

    def other_path(self, path: str) -> str:
        """The path by which the first of several mounts shows what is mounted at ``path`` (canonical).

        A bind mount shows a part of a file system a second time. The mount that shows most of it is
        taken, of equals the older one. The same ``path`` if nothing is mounted there, or nothing shows more.
        The caller has to look whether the same is there: another mount may cover it.
        """
        here = self._at.get(path)
        if here is None:
            return path
        same = (mount for mount in self._mounts if mount.device == here.device)
        showing = [mount for mount in same if _below(here.root, mount.root) is not None]
        best = min(showing, key=lambda mount: len(mount.root))
        below = _below(here.root, best.root)
        return f"{best.point.rstrip('/')}/{below}" if below else best.point


class MountTable:
    """The table, read again only when the kernel says that it has changed. Safe in any thread."""

    def __init__(self, path: str = MOUNT_TABLE) -> None:
        self._lock = threading.Lock()
        self._read: Mounts | None = None
        self._file: TextIO | None = None
        self._changes: select.poll | None = None
        if sys.platform == "linux":
            with contextlib.suppress(OSError):
                self._file = open(path, encoding="utf-8", errors="surrogateescape")  # noqa: SIM115 - kept
                self._changes = select.poll()
                # proc_pid_mounts(5): a change is an exceptional condition of the open file.
                self._changes.register(self._file, select.POLLPRI | select.POLLERR)

    def now(self) -> Mounts:
        """What is mounted now."""
        with self._lock:
            if self._file is None or self._changes is None:
                return Mounts(())
            # Asked first: what changes while the table is read is told the next time.
            if self._changes.poll(0) or self._read is None:
                self._file.seek(0)
                self._read = Mounts(self._file)
            return self._read

    def close(self) -> None:
        """Close the table; nothing is known to be mounted any more."""
        with self._lock:
            if self._file is not None:
                self._file.close()
            self._file = None


def _mount(line: str) -> Mount | None:
    """One line of proc_pid_mountinfo(5); ``None`` if it is none."""
    head, separator, tail = line.partition(" - ")
    fields = head.split(" ")
    if not separator or len(fields) < 6:  # noqa: PLR2004
        return None
    major, _, minor = fields[2].partition(":")
    kind = "drvfs" if "aname=drvfs" in tail else tail.split(" ", 1)[0]
    return Mount(os.makedev(int(major), int(minor)), _plain(fields[3]), _plain(fields[4]), kind)


def _plain(text: str) -> str:
    """The kernel writes white space and backslashes as octal numbers."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 8)), text)


def _below(path: str, folder: str) -> str | None:
    """What ``path`` is below ``folder``, empty if it is the folder itself, ``None`` if it is elsewhere."""
    if path == folder:
        return ""
    start = folder if folder.endswith("/") else f"{folder}/"
    return path[len(start) :] if path.startswith(start) else None
