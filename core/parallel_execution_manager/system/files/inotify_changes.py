"""Watches files and trees by the kernel's news, and by comparing where that has no room left.

A file is watched by its inode, because it may be written by another name of it, and its folder for the
name, because it may be removed, moved away and made again.
"""

from __future__ import annotations

import errno
import os
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

from parallel_execution_manager.system.files import inotify
from parallel_execution_manager.system.files.file_changes import (
    ChangeKind,
    Changes,
    ComparedFiles,
    FileChange,
)
from parallel_execution_manager.system.files.inotify import Inotify, InotifyEvent

MOST_FOLDERS: Final = 4096
"""How many folders of one tree are watched."""

_OF_FILE = inotify.MODIFY | inotify.CLOSE_WRITE | inotify.ADD_TO_MASK
_OF_NAMES = inotify.CREATE | inotify.DELETE | inotify.MOVED_FROM | inotify.MOVED_TO | inotify.ADD_TO_MASK
_OF_TREE = _OF_NAMES | inotify.MODIFY | inotify.CLOSE_WRITE
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
    (inotify.MODIFY, ChangeKind.WRITTEN),
    (inotify.CLOSE_WRITE, ChangeKind.CLOSED),
    (inotify.CREATE | inotify.MOVED_TO, ChangeKind.MADE),
    (inotify.DELETE | inotify.MOVED_FROM, ChangeKind.REMOVED),
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
        if event.mask & inotify.OVERFLOW:
            self._problems.append(_LOST)
            # Whoever asks compares such files: that is all that can still be known.
            yield from (FileChange(path, ChangeKind.CLOSED) for path in sorted(self._files))
            return
        users = tuple(self._uses.get(event.watch, ()))
        if event.mask & inotify.IGNORED:
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
        return (of_tree and not event.mask & inotify.IS_FOLDER) or path in self._files

    def _follow_up(self, folder: str, path: str, event: InotifyEvent) -> None:
        """Watch what has come to a watched name, and no more a folder that was moved away from it."""
        came = bool(event.mask & (inotify.CREATE | inotify.MOVED_TO))
        if came and path in self._files:
            self._add_file(path)
        if not event.mask & inotify.IS_FOLDER:
            return
        for tree, folders in self._trees.items():
            if came and folder in folders:
                self._add_tree(tree, path)
            elif event.mask & inotify.MOVED_FROM and path in folders:
                gone = {known for known in folders if f"{known}/".startswith(f"{path}/")}
                folders.difference_update(gone)
                for known in gone:
                    self._drop_folder(known)

    def _add_file(self, path: str) -> None:
        # The name first: a file that comes in between is then told of.
        folder = str(Path(path).parent)
        self._homeless.discard(path)
        if self._add(folder, _OF_NAMES | inotify.ONLY_FOLDER, path):
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
            if not self._add(folder, _OF_TREE | inotify.ONLY_FOLDER, tree):
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
