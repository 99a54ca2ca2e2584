"""Which of certain files were changed: told by the kernel where it can, else by comparing.

A file is watched by its inode, because it may be written by another name of it, and its folder for the
name, because it may be removed, moved away and made again.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from enum import StrEnum, unique
from pathlib import Path
from typing import Final, NamedTuple, Protocol


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

    return InotifyChanges()


# <sys/inotify.h>
MODIFY: Final = 0x002
CLOSE_WRITE: Final = 0x008
MOVED_FROM: Final = 0x040
MOVED_TO: Final = 0x080
CREATE: Final = 0x100
DELETE: Final = 0x200
OVERFLOW: Final = 0x4000
IGNORED: Final = 0x8000
ONLY_FOLDER: Final = 0x01000000
ADD_TO_MASK: Final = 0x20000000
IS_FOLDER: Final = 0x40000000

_EVENT = struct.Struct("iIII")
_MOST_BYTES = 65536


class InotifyEvent(NamedTuple):
    """Something that happened to what is watched as ``watch``; ``name`` is of a thing in a folder.

    An overflow has no watch (-1).
    """

    watch: int
    mask: int
    name: str


class Inotify:
    """One queue of news. Watches cost kernel memory and are limited for each user.

    Raises:
        OSError: this user has too many queues (``EMFILE``), or there is no inotify.
    """

    def __init__(self) -> None:
        library = ctypes.CDLL(None, use_errno=True)
        try:
            self._add, self._remove = library.inotify_add_watch, library.inotify_rm_watch
            start = library.inotify_init1
        except AttributeError as error:
            raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS)) from error
        self.descriptor = _checked(start(os.O_NONBLOCK | os.O_CLOEXEC))

    def add(self, path: str, mask: int) -> int:
        """Watch a file or folder; all paths of one inode give the same number.

        Raises:
            OSError: it does not exist, may not be read, or there are too many watches (``ENOSPC``).
        """
        return _checked(self._add(self.descriptor, os.fsencode(path), mask))

    def remove(self, watch: int) -> None:
        """Watch no more; one that is gone already is fine."""
        self._remove(self.descriptor, watch)

    def read(self) -> Iterator[InotifyEvent]:
        """All news that is there, without waiting."""
        with suppress(BlockingIOError):
            while True:
                yield from _events(os.read(self.descriptor, _MOST_BYTES))

    def close(self) -> None:
        """Give the queue back."""
        os.close(self.descriptor)


def _events(data: bytes) -> Iterator[InotifyEvent]:
    offset = 0
    while offset < len(data):
        watch, mask, _, length = _EVENT.unpack_from(data, offset)
        offset += _EVENT.size
        yield InotifyEvent(watch, mask, os.fsdecode(data[offset : offset + length].rstrip(b"\0")))
        offset += length


def _checked(answer: int) -> int:
    if answer < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return answer


MOST_FOLDERS: Final = 4096
"""How many folders of one tree are watched."""

_OF_FILE = MODIFY | CLOSE_WRITE | ADD_TO_MASK
_OF_NAMES = CREATE | DELETE | MOVED_FROM | MOVED_TO | ADD_TO_MASK
_OF_TREE = _OF_NAMES | MODIFY | CLOSE_WRITE
_FULL = (errno.ENOSPC, errno.ENOMEM)
_LOST = (
    "so many files changed at once that news of some was lost: leased files were compared instead, but some "
    "changes in leased folders were not seen; raise fs.inotify.max_queued_events if that happens again"
)
_USED_UP = (
    "the limit fs.inotify.max_user_watches of this computer is used up: leased files are compared once a "
    "second instead, and of leased folders only what running tasks have open is seen; raise it with sysctl"
)
_KINDS: Final = (
    (MODIFY, ChangeKind.WRITTEN),
    (CLOSE_WRITE, ChangeKind.CLOSED),
    (CREATE | MOVED_TO, ChangeKind.MADE),
    (DELETE | MOVED_FROM, ChangeKind.REMOVED),
)


class InotifyChanges:
    """See `FileChanges`. What is lost or cannot be watched is told among the problems, once."""

    def __init__(self) -> None:
        self._compared = ComparedFiles()
        self._problems: list[str] = []
        self._files: set[str] = set()
        self._homeless: set[str] = set()
        self._by_comparing: set[str] = set()
        self._told_full = False
        self._trees: dict[str, set[str]] = {}
        self._names: dict[str, set[str]] = defaultdict(set)
        self._uses: dict[int, set[str]] = defaultdict(set)
        self._watches: dict[str, set[int]] = defaultdict(set)
        self._kernel = self._start()

    def follow(self, files: Collection[str], trees: Collection[str]) -> None:
        """See `FileChanges.follow`."""
        for tree in self._trees.keys() - set(trees):
            for folder in self._trees.pop(tree):
                self._drop_folder(folder)
        for path in self._files - set(files):
            self._drop_file(path)
        for tree in sorted(set(trees) - self._trees.keys()):
            self._trees[tree] = set()
            self._add_tree(tree, tree)
        for path in sorted(set(files) - self._files):
            self._files.add(path)
            self._add_file(path)
        self._compare()

    def take(self) -> Changes:
        """See `FileChanges.take`."""
        found: dict[FileChange, None] = {}
        # A build may do the same to the same file a thousand times between two questions.
        for event in dict.fromkeys(self._kernel.read()) if self._kernel else ():
            found.update(dict.fromkeys(self._changes(event)))
        self._look_for_missing_folders()
        self._compare()
        compared = self._compared.take()
        found.update(dict.fromkeys(compared.found))
        problems, self._problems = self._problems, []
        return Changes(tuple(found), (*dict.fromkeys(problems), *compared.problems))

    def descriptor(self) -> int | None:
        """See `FileChanges.descriptor`."""
        return self._kernel.descriptor if self._kernel else None

    def close(self) -> None:
        """See `FileChanges.close`."""
        if self._kernel:
            self._kernel.close()
        self._kernel = None

    def _start(self) -> Inotify | None:
        try:
            return Inotify()
        except OSError as error:
            self._problems.append(
                f"the kernel gives no news of changed files ({error.strerror}): leased files are compared "
                "once a second instead; raise fs.inotify.max_user_instances if it is too low"
            )
            return None

    def _look_for_missing_folders(self) -> None:
        for path in sorted(self._homeless):
            self._add_file(path)
        for tree in [tree for tree, folders in self._trees.items() if not folders]:
            if Path(tree).is_dir():
                self._add_tree(tree, tree)

    def _changes(self, event: InotifyEvent) -> Iterator[FileChange]:
        if event.mask & OVERFLOW:
            self._problems.append(_LOST)
            # Whoever asks compares such files: that is all that can still be known.
            yield from (FileChange(path, ChangeKind.CLOSED) for path in sorted(self._files))
            return
        users = tuple(self._uses.get(event.watch, ()))
        if event.mask & IGNORED:
            self._forget_watch(event.watch)
            return
        kinds = [kind for mask, kind in _KINDS if event.mask & mask]
        for user in users:
            path = f"{user.rstrip('/')}/{event.name}" if event.name else user
            self._follow_up(user, path, event)
            yield from (FileChange(path, kind) for kind in kinds if self._is_wanted(user, path, event))

    def _is_wanted(self, user: str, path: str, event: InotifyEvent) -> bool:
        if not event.name:
            return True
        of_tree = any(user in folders for folders in self._trees.values())
        return (of_tree and not event.mask & IS_FOLDER) or path in self._files

    def _follow_up(self, folder: str, path: str, event: InotifyEvent) -> None:
        """Watch what has come to a watched name, and no more a folder that was moved away from it."""
        came = bool(event.mask & (CREATE | MOVED_TO))
        if came and path in self._files:
            self._add_file(path)
        if not event.mask & IS_FOLDER:
            return
        for tree, folders in self._trees.items():
            if came and folder in folders:
                self._add_tree(tree, path)
            elif event.mask & MOVED_FROM and path in folders:
                gone = {known for known in folders if f"{known}/".startswith(f"{path}/")}
                folders.difference_update(gone)
                for known in gone:
                    self._drop_folder(known)

    def _add_file(self, path: str) -> None:
        # The name first: a file that comes in between is then told of.
        folder = str(Path(path).parent)
        self._homeless.discard(path)
        if self._add(folder, _OF_NAMES | ONLY_FOLDER, path):
            self._names[folder].add(path)
        elif path not in self._by_comparing:
            self._homeless.add(path)
        with suppress(FileNotFoundError, NotADirectoryError):
            if Path(path).is_file():
                self._add(path, _OF_FILE, path)

    def _drop_file(self, path: str) -> None:
        for paths in (self._files, self._homeless, self._by_comparing):
            paths.discard(path)
        self._drop_uses(path)
        folder = str(Path(path).parent)
        self._names[folder].discard(path)
        if not self._names[folder]:
            del self._names[folder]
        self._drop_folder(folder)

    def _add_tree(self, tree: str, top: str) -> None:
        for folder, _, _ in os.walk(top):
            if len(self._trees[tree]) >= MOST_FOLDERS:
                self._problems.append(
                    f"of {tree} only {MOST_FOLDERS} folders are watched for changes; in the others only what "
                    "running tasks have open is seen: claim a smaller folder"
                )
                return
            if not self._add(folder, _OF_TREE | ONLY_FOLDER, tree):
                return
            self._trees[tree].add(folder)

    def _drop_folder(self, folder: str) -> None:
        """Watch a folder no more, if neither a file nor a tree needs it."""
        if folder not in self._names and not any(folder in folders for folders in self._trees.values()):
            self._drop_uses(folder)

    def _add(self, path: str, mask: int, sake: str) -> bool:
        """Watch ``path`` for the ``sake`` of a file or tree; whether that went well."""
        try:
            if self._kernel is None:
                raise OSError(errno.ENOSPC, "")
            watch = self._kernel.add(path, mask)
        except OSError as error:
            if error.errno not in (errno.ENOENT, errno.ENOTDIR):
                self._do_without(path, sake, error)
            return False
        self._uses[watch].add(path)
        self._watches[path].add(watch)
        return True

    def _do_without(self, path: str, sake: str, error: OSError) -> None:
        is_file = sake in self._files
        if is_file:
            self._by_comparing.add(sake)
        if self._kernel is None:
            return
        if error.errno in _FULL:
            if not self._told_full:
                self._problems.append(_USED_UP)
            self._told_full = True
            return
        instead = "it is compared once a second" if is_file else "only what running tasks have open is seen"
        self._problems.append(f"{path} cannot be watched for changes ({error.strerror}): {instead} instead")

    def _compare(self) -> None:
        self._compared.follow(self._by_comparing, ())

    def _drop_uses(self, path: str) -> None:
        for watch in self._watches.pop(path, ()):
            self._uses[watch].discard(path)
            if not self._uses[watch]:
                del self._uses[watch]
                if self._kernel:
                    self._kernel.remove(watch)

    def _forget_watch(self, watch: int) -> None:
        """The kernel has ended a watch, because the file or folder is gone for good."""
        for path in self._uses.pop(watch, ()):
            self._watches[path].discard(watch)
            if not self._watches[path]:
                del self._watches[path]
            self._homeless |= self._names.pop(path, set())
