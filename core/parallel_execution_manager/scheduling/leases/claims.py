"""Claims on files, and when two claims conflict.

``*`` and ``?`` stay inside a name; a name of ``**`` is any number of folders, none too, and at the end all
that is below. Everything else is meant literally. Names are parted by ``/``.

A claim is known by its path, by its (device, inode), and by its place: (device, inode) of the folder around
it and the name below that. What is above it is known by path and by (device, inode). Two claims meet if they
share a key of their own, or if one is a tree and a key of its own is above the other, as far as its pattern
means what is there. So they do if a key of what does not exist yet is above the other: it can only become a
folder. What a claim is called by way of symbolic links counts like its path and its place. They
collide if they meet and one of them is to write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import Final

from parallel_execution_manager.scheduling.model.task import ClaimMode, ClaimScope, FileClaim

ANY_DEPTH: Final = "**"
_WILD: Final = re.compile(r"[*?]")


def matches(pattern: str, below: str) -> bool:
    """Whether a path below the pattern's folder is meant by the pattern."""
    return _compiled(pattern).fullmatch(below) is not None


def may_meet(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two patterns, as their names, may match one path; ``False`` only if that is certain."""
    if ANY_DEPTH not in one and ANY_DEPTH not in other and len(one) != len(other):
        return False
    if _is_too_short(one, other) or _is_too_short(other, one):
        return False
    return all(_names_may_meet(*pair) for pair in _facing(one, other))


def suffix_of(name: str) -> str:
    """The last dot of a name and what follows it; empty without a dot."""
    return name[name.rfind(".") :] if "." in name else ""


def suffix_meant(pattern: str) -> str:
    """The suffix that every file of a pattern has; empty if they may have any, or none."""
    return suffix_of(_tail(pattern.rsplit("/", 1)[-1]))


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    names = pattern.split("/")
    last = len(names) - 1
    return re.compile("".join(_expression(name, last=n == last) for n, name in enumerate(names)), re.DOTALL)


def _expression(name: str, *, last: bool) -> str:
    if name == ANY_DEPTH:
        return ".+" if last else "(?:.+/)?"
    wild = {"*": "[^/]*", "?": "[^/]"}
    text = "".join(wild.get(character) or re.escape(character) for character in name)
    return text if last else f"{text}/"


def _is_too_short(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether what ``one`` matches has always fewer names than what ``other`` matches."""
    return ANY_DEPTH not in one and len(one) < sum(name != ANY_DEPTH for name in other)


def _facing(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The names that must match one name: from the front and from the end, up to any number of folders."""

    def fixed(pair: tuple[str, str]) -> bool:
        return ANY_DEPTH not in pair

    yield from takewhile(fixed, zip(one, other, strict=False))
    yield from takewhile(fixed, zip(reversed(one), reversed(other), strict=False))


def _names_may_meet(one: str, other: str) -> bool:
    if not _WILD.search(one):
        return matches(other, one)
    if not _WILD.search(other):
        return matches(one, other)
    return _agree(_head(one), _head(other)) and _agree(_tail(one)[::-1], _tail(other)[::-1])


def _agree(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _head(name: str) -> str:
    return _WILD.split(name, maxsplit=1)[0]


def _tail(name: str) -> str:
    return _WILD.split(name)[-1]


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
