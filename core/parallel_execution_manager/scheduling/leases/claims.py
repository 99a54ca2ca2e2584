"""When two claims are of one file: the definition, and the keys by which it is found quickly.

A claim is known by its path, by its (device, inode), and by its place: (device, inode) of the folder around
it and the name below that. What is above it is known by path and by (device, inode). Two claims meet if they
share a key of their own, or if one is a tree and a key of its own is above the other, as far as its pattern
means what is there. So they do if a key of what does not exist yet is above the other: it can only become a
folder. What a claim is called by way of symbolic links counts like its path and its place. They
collide if they meet and one of them is to write.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from parallel_execution_manager.scheduling.leases.patterns import ANY_DEPTH, matches, may_meet
from parallel_execution_manager.scheduling.model.model import ClaimMode, ClaimScope, FileClaim

FileKey = str | tuple[int, int] | tuple[int, int, str]
_ALL_OF_IT: Final = (ANY_DEPTH,)


def names_of(claim: FileClaim) -> tuple[FileClaim, ...]:
    """The claim as it is known itself, and as it is known by each link that leads to it."""
    return (claim, *claim.links)


def name_of(claim: FileClaim) -> str:
    """A claim for people: a folder ends with its slash, and a pattern follows that."""
    if claim.scope is ClaimScope.FILE and not claim.pattern:
        return claim.path
    mark = separator(claim.path)
    return f"{claim.path.rstrip(mark)}{mark}{claim.pattern}"


def own_keys(claim: FileClaim) -> list[FileKey]:
    """The keys of the file itself, or of a tree's folder."""
    keys: list[FileKey] = [claim.path]
    if claim.inode is not None:
        keys.append(claim.inode)
    if claim.place is not None:
        keys.append(claim.place)
    for link in claim.links:
        keys += own_keys(link)
    return keys


def folder_paths(path: str) -> list[str]:
    """The paths of the folders above, the nearest first."""
    mark = separator(path)
    found: list[str] = []
    end = path.rfind(mark)
    while end > 0:
        found.append(path[:end])
        end = path.rfind(mark, 0, end)
    if end == 0 and len(path) > 1:
        found.append(mark)
    return found


def places_above(claim: FileClaim) -> list[tuple[int, int, str]]:
    """The places of folders above that did not exist when the claim was made, the nearest first."""
    if claim.place is None:
        return []
    device, inode, name = claim.place
    mark = separator(claim.path)
    return [(device, inode, folder) for folder in folder_paths(name) if folder != mark]


def keys_above(claim: FileClaim) -> Iterator[FileKey]:
    """Every key of a folder above."""
    for name in names_of(claim):
        yield from folder_paths(name.path)
        yield from name.folders
        yield from places_above(name)


def may_be_folder(claim: FileClaim) -> bool:
    """Whether it is of something that did not exist yet: who has it may make a folder, and work in that."""
    return claim.scope is ClaimScope.FILE and claim.inode is None


def meet(one: FileClaim, other: FileClaim) -> bool:
    """Whether some file may be meant by both claims."""
    if _is_folder_around(one, other) or _is_folder_around(other, one):
        return True
    if one.scope is ClaimScope.FILE and other.scope is ClaimScope.FILE:
        return not set(own_keys(one)).isdisjoint(own_keys(other))
    return any(
        _reaches(mine, theirs) or _reaches(theirs, mine)
        for mine in names_of(one)
        for theirs in names_of(other)
    )


def _is_folder_around(one: FileClaim, other: FileClaim) -> bool:
    """Whether it can only be a folder, as the other claim is of something in it."""
    return may_be_folder(one) and not set(own_keys(one)).isdisjoint(keys_above(other))


def modes_collide(one: ClaimMode, other: ClaimMode) -> bool:
    """Whether two holders cannot have one file in these modes at a time: many read, or one writes."""
    return one is ClaimMode.WRITE or other is ClaimMode.WRITE


def collide(one: FileClaim, other: FileClaim) -> bool:
    """Whether two holders cannot have both claims at a time."""
    return modes_collide(one.mode, other.mode) and meet(one, other)


def separator(path: str) -> str:
    """What parts the names of a canonical path."""
    return "/" if path.startswith("/") or "\\" not in path else "\\"


def _reaches(tree: FileClaim, claim: FileClaim) -> bool:
    """Whether ``tree`` is a tree that means something of a claim that is it or is below it."""
    below = _below(tree, claim) if tree.scope is ClaimScope.TREE else None
    if below is None:
        return False
    if claim.scope is ClaimScope.FILE:
        return not tree.pattern or matches(tree.pattern, below)
    return may_meet(_names(tree.pattern), (*filter(None, below.split("/")), *_names(claim.pattern)))


def _names(pattern: str) -> tuple[str, ...]:
    return tuple(pattern.split("/")) if pattern else _ALL_OF_IT


def _below(tree: FileClaim, claim: FileClaim) -> str | None:
    """The path of ``claim`` below a tree's folder, empty if it is the folder; ``None`` if it is elsewhere."""
    if not set(own_keys(tree)).isdisjoint(own_keys(claim)):
        return ""
    mark = separator(claim.path)
    names = claim.path.split(mark)
    if tree.path in folder_paths(claim.path):
        return "/".join(names[len(tree.path.rstrip(mark).split(mark)) :])
    if tree.inode is not None and tree.inode in claim.folders:
        # Folders reach up to the root of the file system, which is the first of the names.
        return "/".join(names[len(claim.folders) - claim.folders.index(tree.inode) :])
    if tree.place is not None and tree.place in places_above(claim):
        return "/".join(names[len(names) - claim.place[2].count(mark) + tree.place[2].count(mark) :])  # type: ignore[index]
    return None
