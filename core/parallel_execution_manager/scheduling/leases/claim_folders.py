"""Folders with claims below them, so that a tree finds what it collides with.

A folder is known by its path, by its (device, inode), or by its place while it does not exist. Each counts
the claims below it by mode and by suffix of the name: where nothing below can collide, nobody looks.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Generic, Protocol, TypeVar

from parallel_execution_manager.scheduling.leases.claims import (
    FileKey,
    folder_paths,
    modes_collide,
    names_of,
    own_keys,
    places_above,
)
from parallel_execution_manager.scheduling.leases.patterns import suffix_meant, suffix_of
from parallel_execution_manager.scheduling.model.model import ClaimMode, ClaimScope, FileClaim

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
