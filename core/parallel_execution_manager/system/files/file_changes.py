"""Which of certain files were changed: told by the kernel where it can, else by comparing."""

from __future__ import annotations

import sys
from collections.abc import Collection, Sequence
from enum import StrEnum, unique
from pathlib import Path
from typing import NamedTuple, Protocol


@unique
class ChangeKind(StrEnum):
    """What happened to a file.

    ``CLOSED`` means that one who had it open to write has closed it: that is all that is told of writing
    through mapped memory.
    """

    WRITTEN = "written"
    CLOSED = "closed"
    MADE = "made"
    REMOVED = "removed"


class FileChange(NamedTuple):
    """Something that happened to the file at ``path``; who did it is not known."""

    path: str
    kind: ChangeKind


class Changes(NamedTuple):
    """What happened since the question before, oldest first, and sentences on what may be missing."""

    found: Sequence[FileChange]
    problems: Sequence[str] = ()


class FileChanges(Protocol):
    """Watches files, which need not exist, and trees. Used by one thread at a time."""

    def follow(self, files: Collection[str], trees: Collection[str]) -> None:
        """Watch exactly these from now on: canonical paths of files, and folders with all below."""

    def take(self) -> Changes:
        """What happened since the last call."""

    def descriptor(self) -> int | None:
        """Something to poll(2) that is readable when a change may have happened; ``None`` without one."""

    def close(self) -> None:
        """Watch no more and give everything back."""


class ComparedFiles:
    """Compares size, time and identity of each file with those seen before; of trees it sees nothing.

    What changes and changes back between two looks, or is written twice within the file system's step of
    time, is missed.
    """

    def __init__(self) -> None:
        self._stamps: dict[str, Stamp | None] = {}
        self._trees: frozenset[str] = frozenset()
        self._problems: list[str] = []

    def follow(self, files: Collection[str], trees: Collection[str]) -> None:
        """See `FileChanges.follow`."""
        self._problems += [_unseen(tree) for tree in trees if tree not in self._trees]
        self._trees = frozenset(trees)
        self._stamps = {path: self._stamps[path] if path in self._stamps else stamp(path) for path in files}

    def take(self) -> Changes:
        """See `FileChanges.take`."""
        found = []
        for path, before in self._stamps.items():
            now = stamp(path)
            if now != before:
                self._stamps[path] = now
                found.append(FileChange(path, _kind(before, now)))
        problems, self._problems = self._problems, []
        return Changes(found, problems)

    def descriptor(self) -> int | None:
        """See `FileChanges.descriptor`: there is nothing to wait for."""
        return None

    def close(self) -> None:
        """See `FileChanges.close`: it holds nothing."""


class Stamp(NamedTuple):
    """What differs once a file was written (its time in nanoseconds, its size) or replaced."""

    changed_ns: int
    size: int
    inode: tuple[int, int]


def stamp(path: str) -> Stamp | None:
    """The stamp of the file that is at a path now; ``None`` if there is none."""
    try:
        status = Path(path).stat()
    except OSError:
        return None
    return Stamp(status.st_mtime_ns, status.st_size, (status.st_dev, status.st_ino))


def _kind(before: Stamp | None, now: Stamp | None) -> ChangeKind:
    if now is None:
        return ChangeKind.REMOVED
    return ChangeKind.WRITTEN if before is not None and before.inode == now.inode else ChangeKind.MADE


def _unseen(tree: str) -> str:
    return f"changes below {tree} are not seen here; only what running tasks have open there is"


def best_file_changes(platform: str = sys.platform) -> FileChanges:
    """News by the kernel on Linux, else comparing."""
    if platform != "linux":
        return ComparedFiles()
    from parallel_execution_manager.system.files.inotify_changes import InotifyChanges

    return InotifyChanges()
