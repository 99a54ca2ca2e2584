"""Roles that installed packages offer, by entry points.

What reads packages takes longer to load than the six roles together, and seldom finds anything: it is loaded
only if a list of entry points, or something that is no plain folder, may name the group.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Final

_PACKAGES: Final = (".dist-info", "egg-info")
_LIST: Final = "entry_points.txt"


def offered(group: str) -> Iterator[tuple[str, str, str]]:
    """Name, target and package of each entry point of ``group``, in the order of names."""
    if not _may_be_offered(group):
        return
    from importlib.metadata import entry_points

    for point in sorted(entry_points(group=group), key=lambda point: point.name):
        yield point.name, point.value, point.dist.name if point.dist else "an installed package"


def _may_be_offered(group: str) -> bool:
    """Whether some package that can be imported may have an entry point of this group."""
    for finder in sys.meta_path:
        if finder is not PathFinder and hasattr(finder, "find_distributions"):
            return True
    return any(_may_be_named(Path(entry), group.encode()) for entry in sys.path)


def _may_be_named(folder: Path, group: bytes) -> bool:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries]
    except FileNotFoundError:
        return False
    except OSError:
        # An archive of packages, or one that only the importer can read.
        return True
    return any(_names(folder / name / _LIST, group) for name in names if name.lower().endswith(_PACKAGES))


def _names(listed: Path, group: bytes) -> bool:
    try:
        return group in listed.read_bytes()
    except OSError:
        return False
