"""A small invented disk with every kind of alias, and what claims on it mean: the files themselves.

``/m`` is ``/p`` mounted again, ``/p/b/l.csv`` a hard link to ``/p/a/f.csv``; ``/p/new`` does not exist yet.
Each of ``LINKS`` is a symbolic link to a file, or to what is missing, or to a folder.
"""

from __future__ import annotations

import random
from dataclasses import replace
from fnmatch import fnmatchcase
from functools import cache

from parallel_execution_manager.scheduling.model.task import ClaimMode, ClaimScope, FileClaim

FOLDERS = {
    "/": 2,
    "/p": 3,
    "/p/a": 4,
    "/p/a/x": 5,
    "/p/b": 6,
    "/q": 7,
    "/m": 3,
    "/m/a": 4,
    "/m/a/x": 5,
    "/m/b": 6,
}
NAMES = ("f.csv", "g.csv", "run-1.txt", "plain")
EXISTING = {
    "/p/a/f.csv": 11,
    "/p/b/l.csv": 11,
    "/m/b/l.csv": 11,
    "/m/a/f.csv": 11,
    "/p/a/x/plain": 12,
    "/m/a/x/plain": 12,
}
FILES = tuple(
    f"{'' if folder == '/' else folder}/{name}"
    for folder in (*FOLDERS, "/p/new", "/p/new/er", "/m/new", "/m/new/er")
    for name in (*NAMES, "l.csv")
)
PATTERNS = ("", "*.csv", "**/*.csv", "run-*", "f.csv", "*/f.csv", "**/x/**", "?/**/plain", "g*.csv")
LINKS = {
    "/q/s": "/p/a",
    "/q/again.txt": "/p/b/g.csv",
    "/p/b/same-folder.txt": "/p/b/plain",
    "/p/c": "/q",
    "/q/later": "/p/new",
}
DEVICE = 1


def file_claim(path: str, mode: ClaimMode = ClaimMode.WRITE) -> FileClaim:
    """A claim on one file, with all that is known of it."""
    folder, name = _nearest(path)
    inode = EXISTING.get(path)
    return FileClaim(
        path,
        mode,
        inode=None if inode is None else (DEVICE, inode),
        place=(DEVICE, FOLDERS[folder], name),
        folders=_folders(folder),
    )


def tree_claim(path: str, mode: ClaimMode = ClaimMode.WRITE, pattern: str = "") -> FileClaim:
    """A claim on a folder, or on what a pattern means of it."""
    folder, name = _nearest(path)
    return FileClaim(
        path,
        mode,
        inode=(DEVICE, FOLDERS[path]) if path in FOLDERS else None,
        scope=ClaimScope.TREE,
        pattern=pattern,
        place=(DEVICE, FOLDERS[folder], name),
        folders=_folders(folder),
    )


def through_link(link: str, below: str, mode: ClaimMode = ClaimMode.WRITE, pattern: str = "") -> FileClaim:
    """A claim by way of a link: on what it leads to, or on what is ``below`` that."""
    real, named = (f"{path}/{below}".rstrip("/") for path in (LINKS[link], link))
    is_tree = bool(pattern) or real in FOLDERS
    claim = tree_claim(real, mode, pattern) if is_tree else file_claim(real, mode)
    folder, name = _nearest(named)
    place = (DEVICE, FOLDERS[folder], name)
    name_of_it = replace(claim, path=named, inode=None, place=place, folders=_folders(folder))
    return replace(claim, links=(name_of_it,))


@cache
def meant(claim: FileClaim) -> frozenset[str]:
    """The files of the disk that a claim means, each by one name."""
    if claim.scope is ClaimScope.FILE:
        return frozenset({_one_name(claim.path)})
    root = claim.path.rstrip("/") + "/"
    below = (path for path in FILES if path.startswith(root))
    wanted = claim.pattern.split("/") if claim.pattern else ["**"]
    found = (path for path in below if _matches(path.removeprefix(root).split("/"), wanted))
    return frozenset(_one_name(path) for path in found)


def random_claim(rng: random.Random) -> FileClaim:
    """Some claim: mostly of a file, now and then of a tree."""
    mode = rng.choice(list(ClaimMode))
    if rng.random() < 0.15:
        link = rng.choice(list(LINKS))
        return through_link(link, "", mode) if "." in link else _below_link(rng, link, mode)
    if rng.random() < 0.7:
        return file_claim(rng.choice(FILES), mode)
    roots = [*(folder for folder in FOLDERS if folder != "/"), "/p/new", "/p/new/er"]
    return tree_claim(rng.choice(roots), mode, rng.choice(PATTERNS))


def _below_link(rng: random.Random, link: str, mode: ClaimMode) -> FileClaim:
    if rng.random() < 0.5:
        return through_link(link, "", mode, rng.choice(PATTERNS[1:]))
    return through_link(link, rng.choice(NAMES), mode)


def _nearest(path: str) -> tuple[str, str]:
    folder, _, name = path.rpartition("/")
    folder = folder or "/"
    if folder in FOLDERS:
        return folder, name
    nearest, rest = _nearest(folder)
    return nearest, f"{rest}/{name}"


def _folders(folder: str) -> tuple[tuple[int, int], ...]:
    above = [folder]
    while above[-1] != "/":
        above.append(above[-1].rpartition("/")[0] or "/")
    return tuple((DEVICE, FOLDERS[path]) for path in above)


def _one_name(path: str) -> str:
    path = f"/p/{path.removeprefix('/m/')}" if path.startswith("/m/") else path
    return "/p/a/f.csv" if path == "/p/b/l.csv" else path


def _matches(names: list[str], wanted: list[str]) -> bool:
    if not wanted:
        return not names
    if wanted[0] == "**":
        if len(wanted) == 1:
            return bool(names)
        return any(_matches(names[n:], wanted[1:]) for n in range(len(names)))
    return bool(names) and fnmatchcase(names[0], wanted[0]) and _matches(names[1:], wanted[1:])
