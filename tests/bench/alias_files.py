"""Files under all kinds of names, and tasks that each check that they are alone on theirs."""

from __future__ import annotations

import contextlib
import ctypes
import os
import random
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parallel_execution_manager.scheduling.snapshot import TaskView

ROLE = "agent_simulations"
REQUIREMENTS = {"cpu_cores": 0, "memory_mb": 1}
CONFIGURATION: Mapping[str, Any] = {
    "resource_thresholds": {"cpu_percent": 100, "memory_percent": 100, "disk_percent": 100}
}
MS_BIND, MNT_DETACH = 4096, 2

# Whoever makes the marker is alone (noclobber: O_EXCL); who cannot leaves a line in the list of overlaps. A
# file that is remade gets another inode each time.
ALONE = """
for marker in $1; do (set -C; : > "$marker") 2>/dev/null || echo "$marker" >> "$2"; done
[ -z "$4" ] || { : > "$4.new" && mv "$4.new" "$4"; }
sleep "$3"
rm -f $1
"""


@dataclass(frozen=True, slots=True)
class Edit:
    """A task on the files of these numbers, each under a name of a kind; it takes about ``seconds``."""

    id: str
    files: tuple[tuple[int, str], ...]
    seconds: float


class AliasFiles:
    """``count`` files in ``folder``, each under a name of every kind that can be made here."""

    def __init__(self, folder: Path, count: int) -> None:
        self.folder = folder
        self.overlaps = folder / "overlaps"
        self._remade = {number for number in range(count) if number % 5 == 4}
        self._linked = {number for number in range(count) if number % 5 in (1, 2)}
        for number in range(count):
            self._make(number)
        self.count = count
        self._mounted = False

    @contextlib.contextmanager
    def mounted(self) -> Iterator[None]:
        """Show the files a second time through a bind mount, where that may be done."""
        point = self.folder / "seen"
        point.mkdir()
        libc = ctypes.CDLL(None, use_errno=True)
        may = sys.platform == "linux" and os.geteuid() == 0
        self._mounted = (
            may and libc.mount(bytes(self.folder / "real"), bytes(point), b"none", MS_BIND, None) == 0
        )
        try:
            yield
        finally:
            if self._mounted:
                libc.umount2(bytes(point), MNT_DETACH)

    def kinds(self, number: int) -> dict[str, str]:
        """Names of a file by their kind, as they are written in a task file."""
        names = {
            "relative": f"real/d{number}/file",
            "absolute": str(self.folder / "real" / f"d{number}" / "file"),
            "dotted": f"real/../real/./d{number}//file",
            "link": f"links/file{number}",
            "linked folder": f"links/folder{number}/file",
        }
        if self._mounted:
            names["bind mount"] = f"seen/d{number}/file"
        # A tree does not know the names outside it of a file that is in it.
        if number in self._linked:
            names["hard link"] = f"links/hard{number}"
        else:
            names["folder"] = f"real/d{number}/"
            names["pattern"] = f"links/folder{number}/fi*"
        return names

    def row(self, edit: Edit) -> dict[str, Any]:
        """The task as a line of a task file."""
        markers = " ".join(f"markers/{number}" for number, _ in edit.files)
        remade = [f"real/d{number}/file" for number, _ in edit.files if number in self._remade]
        arguments = [markers, str(self.overlaps), f"{edit.seconds:.3f}", remade[0] if remade else ""]
        return {
            "id": edit.id,
            "role": ROLE,
            "command": ["sh", "-c", ALONE, edit.id, *arguments],
            "files": [self.kinds(number)[kind] for number, kind in edit.files],
            "requirements": REQUIREMENTS,
        }

    def seen_overlaps(self) -> int:
        """How often a task was not alone."""
        return len(self.overlaps.read_text().splitlines()) if self.overlaps.exists() else 0

    def _make(self, number: int) -> None:
        home, links = self.folder / "real" / f"d{number}", self.folder / "links"
        for folder in (home, links, self.folder / "markers"):
            folder.mkdir(parents=True, exist_ok=True)
        (links / f"file{number}").symlink_to(home / "file")
        (links / f"folder{number}").symlink_to(Path("..", "real", f"d{number}"))
        # What is remade does not exist yet: the first task that has it makes it.
        if number not in self._remade:
            (home / "file").touch()
        if number in self._linked:
            os.link(home / "file", links / f"hard{number}")


def make_edits(files: AliasFiles, count: int, seconds: float, seed: int) -> list[Edit]:
    """Edits of one file each, a fifth of them on the first, which makes theirs the longest chain."""
    rng = random.Random(seed)
    weights = [files.count / 4, *[1.0] * (files.count - 1)]
    numbers = rng.choices(range(files.count), weights, k=count)
    return [
        Edit(f"t{index}", ((number, rng.choice(sorted(files.kinds(number)))),), seconds)
        for index, number in enumerate(numbers)
    ]


def make_pairs(files: AliasFiles, count: int) -> list[Edit]:
    """Pairs of edits of the same two files, named in opposite orders."""
    rng = random.Random(count)
    edits: list[Edit] = []
    for index in range(count):
        one, other = rng.sample(range(files.count), 2)
        sides = [(number, rng.choice(sorted(files.kinds(number)))) for number in (one, other)]
        edits += [Edit(f"ab{index}", tuple(sides), 0), Edit(f"ba{index}", tuple(reversed(sides)), 0)]
    return edits


@dataclass(frozen=True, slots=True)
class Course:
    """How long it took, and the least it could take: the longest chain on one file, or all side by side."""

    seconds: float
    chain_s: float
    side_by_side_s: float

    @property
    def ratio(self) -> float:
        """How many times the least it took."""
        return self.seconds / max(self.chain_s, self.side_by_side_s)


def course(edits: Sequence[Edit], views: Mapping[str, TaskView], width: int) -> Course:
    """What came of ``edits`` that all ended, by the manager's own account of each."""
    chains: dict[int, float] = {}
    total, starts, ends = 0.0, [], []
    for edit in edits:
        started, ended = views[edit.id].started_at, views[edit.id].ended_at
        if started is None or ended is None:
            raise ValueError(f"{edit.id} has not ended")
        starts.append(started)
        ends.append(ended)
        total += ended - started
        for number, _ in edit.files:
            chains[number] = chains.get(number, 0.0) + ended - started
    return Course(max(ends) - min(starts), max(chains.values()), total / width)
