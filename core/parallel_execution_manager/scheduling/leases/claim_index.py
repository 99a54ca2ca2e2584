"""Index of claims by the files and folders that they conflict on, without a scan of all.

A folder is known by its path, by its (device, inode), or by its place while it does not exist. Each counts
the claims below it by mode and by suffix of the name: where nothing below can collide, nobody looks.

A claim of one file is found by its own keys and by what is around it, a tree (and what may become a folder)
further by the claims below it.
Who has equal claims (or wants them, of one role) stands in one line.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Hashable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from parallel_execution_manager.scheduling.leases.claims import (
    FileKey,
    collide,
    folder_paths,
    keys_above,
    may_be_folder,
    meet,
    modes_collide,
    names_of,
    own_keys,
    places_above,
    suffix_meant,
    suffix_of,
)
from parallel_execution_manager.scheduling.model.role_queue import Entry, remove_entry
from parallel_execution_manager.scheduling.model.task import ClaimMode, ClaimScope, FileClaim

ANY_NAME = "*"
"""Counts claims whose files may have any suffix."""


class Claiming(Hashable, Protocol):
    """Something with a claim."""

    @property
    def claim(self) -> FileClaim:
        """What is claimed."""
        ...


C = TypeVar("C", bound=Claiming)
K = TypeVar("K", bound=Hashable)


class _Folder(Generic[C]):
    __slots__ = ("below", "children", "inside", "paths", "writes")

    def __init__(self) -> None:
        self.inside: dict[C, None] = {}
        self.children: dict[FileKey, int] = {}
        self.below: dict[str, int] = {}
        self.paths: dict[str, int] = {}
        self.writes = 0

    def may_collide(self, mode: ClaimMode, suffix: str) -> bool:
        """Whether something below may collide with a tree in ``mode`` whose files have that suffix."""
        if not modes_collide(mode, ClaimMode.WRITE if self.writes else ClaimMode.READ):
            return False
        return not suffix or suffix in self.below or ANY_NAME in self.below


class ClaimFolders(Generic[C]):
    """What is claimed, by the folders above it."""

    __slots__ = ("_folders",)

    def __init__(self) -> None:
        self._folders: dict[FileKey, _Folder[C]] = {}

    def add(self, item: C) -> None:
        """Count ``item`` in every folder above its claim."""
        for name in names_of(item.claim):
            for chain in _chains(name):
                self._add(item, _suffix(name), chain)

    def remove(self, item: C) -> None:
        """Undo `add`."""
        for name in names_of(item.claim):
            for chain in _chains(name):
                self._remove(item, _suffix(name), chain)

    def below(self, tree: FileClaim, mode: ClaimMode) -> Iterator[C]:
        """What may collide with a tree because it is below it; some of it may come twice."""
        suffix = suffix_meant(tree.pattern)
        for key in own_keys(tree):
            if key == tree.path or self._has_other_names(key, tree.path):
                yield from self._walk(key, mode, suffix)

    def _add(self, item: C, suffix: str, chain: Sequence[tuple[FileKey, str]]) -> None:
        inner: FileKey | None = None
        for key, path in chain:
            folder = self._folders.get(key)
            if folder is None:
                folder = self._folders[key] = _Folder()
            folder.writes += item.claim.mode is ClaimMode.WRITE
            _count(folder.below, suffix, 1)
            _count(folder.paths, path, 1)
            if inner is None:
                folder.inside[item] = None
            else:
                _count(folder.children, inner, 1)
            inner = key

    def _remove(self, item: C, suffix: str, chain: Sequence[tuple[FileKey, str]]) -> None:
        inner: FileKey | None = None
        for key, path in chain:
            folder = self._folders[key]
            folder.writes -= item.claim.mode is ClaimMode.WRITE
            _count(folder.below, suffix, -1)
            _count(folder.paths, path, -1)
            if inner is None:
                # By two of its names it may be inside one folder.
                folder.inside.pop(item, None)
            else:
                _count(folder.children, inner, -1)
            inner = key
            if not folder.below:
                del self._folders[key]

    def _has_other_names(self, key: FileKey, path: str) -> bool:
        """Whether a folder was reached by another path than ``path``, by which it was looked at already."""
        folder = self._folders.get(key)
        return folder is not None and any(other != path for other in folder.paths)

    def _walk(self, root: FileKey, mode: ClaimMode, suffix: str) -> Iterator[C]:
        pending, seen = [root], {root}
        while pending:
            folder = self._folders.get(pending.pop())
            if folder is not None and folder.may_collide(mode, suffix):
                yield from folder.inside
                fresh = [key for key in folder.children if key not in seen]
                seen.update(fresh)
                pending.extend(fresh)


def _count(counts: dict[K, int], key: K, by: int) -> None:
    left = counts.get(key, 0) + by
    if left:
        counts[key] = left
    else:
        del counts[key]


def _suffix(claim: FileClaim) -> str:
    if claim.scope is ClaimScope.TREE:
        return suffix_meant(claim.pattern) or ANY_NAME
    return suffix_of(claim.path[claim.path.rfind("/") + 1 :])


def _chains(claim: FileClaim) -> Iterator[Sequence[tuple[FileKey, str]]]:
    """The folders above by each kind of key, the nearest first, each with its path if that is known."""
    paths = folder_paths(claim.path)
    yield [(path, path) for path in paths]
    if claim.folders:
        lacking = len(paths) - len(claim.folders)
        names = paths[lacking:] if lacking >= 0 else [""] * len(claim.folders)
        yield list(zip(claim.folders, names, strict=True))
    places = places_above(claim)
    if places:
        yield list(zip(places, paths, strict=False))


class ClaimLine:
    """All of one role with equal claims, in order."""

    __slots__ = ("claim", "entries", "role")

    def __init__(self, role: str, claim: FileClaim) -> None:
        self.role = role
        self.claim = claim
        self.entries: list[Entry] = []

    @property
    def first(self) -> Entry:
        """The first of the line; a line without anybody is dropped."""
        return self.entries[0]


class ClaimIndex:
    """Lines of claims."""

    __slots__ = ("_files", "_folders", "_lines", "_trees", "_unmade")

    def __init__(self) -> None:
        self._lines: dict[tuple[str, FileClaim], ClaimLine] = {}
        self._files: dict[FileKey, list[ClaimLine]] = {}
        self._trees: dict[FileKey, list[ClaimLine]] = {}
        self._unmade = 0
        self._folders: ClaimFolders[ClaimLine] = ClaimFolders()

    def __len__(self) -> int:
        return len(self._lines)

    def add(self, role: str, claim: FileClaim, entry: Entry) -> None:
        """Put somebody into the line of a claim."""
        line = self._lines.get((role, claim))
        if line is None:
            line = self._lines[role, claim] = ClaimLine(role, claim)
            kind = self._kind(claim)
            for key in own_keys(claim):
                kind.setdefault(key, []).append(line)
            self._folders.add(line)
            self._unmade += may_be_folder(claim)
        insort(line.entries, entry)

    def remove(self, role: str, claim: FileClaim, entry: Entry) -> None:
        """Take somebody out of the line of a claim.

        Raises:
            LookupError: it is not in it.
        """
        line = self._lines[role, claim]
        remove_entry(line.entries, entry)
        if line.entries:
            return
        del self._lines[role, claim]
        self._folders.remove(line)
        self._unmade -= may_be_folder(claim)
        kind = self._kind(claim)
        for key in own_keys(claim):
            kind[key].remove(line)
            if not kind[key]:
                del kind[key]

    def colliding(self, claim: FileClaim) -> Iterator[ClaimLine]:
        """The lines whose claims collide with this one; some may come twice."""
        return (line for line in self._candidates(claim, claim.mode) if collide(claim, line.claim))

    def meeting(self, claim: FileClaim) -> Iterator[ClaimLine]:
        """The lines whose claims are of the same files, in whatever mode; some may come twice."""
        return (line for line in self._candidates(claim, ClaimMode.WRITE) if meet(claim, line.claim))

    def _candidates(self, claim: FileClaim, mode: ClaimMode) -> Iterator[ClaimLine]:
        if not self._lines:
            return
        for key in own_keys(claim):
            yield from self._files.get(key, ())
            yield from self._trees.get(key, ())
        if self._trees or self._unmade:
            for key in keys_above(claim):
                yield from self._trees.get(key, ())
                if self._unmade:
                    yield from self._files.get(key, ())
        if claim.scope is ClaimScope.TREE or may_be_folder(claim):
            yield from self._folders.below(claim, mode)

    def _kind(self, claim: FileClaim) -> dict[FileKey, list[ClaimLine]]:
        return self._files if claim.scope is ClaimScope.FILE else self._trees
