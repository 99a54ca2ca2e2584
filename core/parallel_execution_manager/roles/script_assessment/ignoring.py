"""Findings that somebody has looked at and lets pass, each with the reason."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

if TYPE_CHECKING:  # it brings radon, which only the grading itself needs
    from parallel_execution_manager.roles.script_assessment.assessment import PlacedBlock

FORM = "PATH: NAME = REASON, such as 'solver/mesh.py: refine = generated'"


@dataclass(frozen=True, slots=True)
class Ignored:
    """What is ignored, as patterns with ``*`` and ``?``, why, and how it was written."""

    path: str
    name: str
    reason: str
    written: str

    def fits(self, placed: PlacedBlock) -> bool:
        """Whether it is about this function or class."""
        return fnmatchcase(placed.path, self.path) and fnmatchcase(placed.block.name, self.name)


def ignored(written: str) -> Ignored:
    """One entry of the list.

    Raises:
        ValueError: it names no file, no function or no reason; says what the form is.
    """
    what, _, reason = written.partition("=")
    path, _, name = what.rpartition(":")
    parts = path.strip(), name.strip(), reason.strip()
    if not all(parts):
        raise ValueError(f"ignore: {written!r} is not of the form {FORM}; write all three")
    return Ignored(*parts, written)


def entry_problems(entries: Iterable[str]) -> list[str]:
    """What is wrong with entries, in sentences."""
    problems: list[str] = []
    for written in entries:
        try:
            ignored(written)
        except ValueError as error:
            problems.append(str(error))
    return problems


class IgnoreList:
    """Says of each block why it is ignored, and in the end which entries fitted nothing."""

    def __init__(self, entries: Iterable[str]) -> None:
        written = list(entries)
        self.problems = entry_problems(written)
        self._entries = [ignored(entry) for entry in written if not entry_problems([entry])]
        self._used: set[Ignored] = set()

    def reason(self, placed: PlacedBlock) -> str:
        """Why a block is ignored; empty if it is not."""
        found = next((entry for entry in self._entries if entry.fits(placed)), None)
        if found is None:
            return ""
        self._used.add(found)
        return found.reason

    @property
    def unused(self) -> list[str]:
        """Entries that were about no finding so far, as they are written."""
        return [entry.written for entry in self._entries if entry not in self._used]
