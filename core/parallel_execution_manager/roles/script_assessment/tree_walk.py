"""Which files below a folder are graded, and what was left out on the way."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import field
from fnmatch import fnmatchcase
from pathlib import Path

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

PYTHON_SUFFIXES = frozenset({".py", ".pyw"})
LINKED_FOLDER = "it is a link to a folder"


@dataclass(slots=True)
class Found:
    """Files to be graded, in order; what was left out, and folders that could not be listed, with reasons."""

    files: list[Path] = field(default_factory=list)
    left_out: dict[Path, str] = field(default_factory=dict)
    unlisted: dict[Path, str] = field(default_factory=dict)


def find_python_files(root: Path, exclude: Sequence[str]) -> Found:
    """The Python files at or below ``root``; a file named outright is taken whatever it is called.

    Links to folders are not followed: they may lead in circles, and out of ``root``.
    """
    found = Found()
    if not root.is_dir():
        found.files.append(root)
        return found

    def note_unlisted(error: OSError) -> None:
        found.unlisted[Path(str(error.filename))] = f"it cannot be listed: {error.strerror}"

    for folder, folders, files in os.walk(root, onerror=note_unlisted):
        here = Path(folder)
        folders[:] = [name for name in sorted(folders) if _is_kept(here / name, root, exclude, found)]
        candidates = (here / name for name in sorted(files) if Path(name).suffix.lower() in PYTHON_SUFFIXES)
        found.files += [path for path in candidates if _is_kept(path, root, exclude, found)]
    return found


def shown_path(path: Path, root: Path) -> str:
    """``path`` below ``root`` as text of one line: what cannot be printed or decoded is escaped."""
    relative = path.relative_to(root) if path != root and path.is_relative_to(root) else path
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in relative.as_posix()
    )


def _is_kept(path: Path, root: Path, exclude: Iterable[str], found: Found) -> bool:
    reason = _reason_to_leave_out(path, root, exclude)
    if reason:
        found.left_out[path] = reason
    return not reason


def _reason_to_leave_out(path: Path, root: Path, exclude: Iterable[str]) -> str:
    relative = path.relative_to(root).as_posix()
    for pattern in exclude:
        if fnmatchcase(relative if "/" in pattern else path.name, pattern):
            return f"it matches {pattern!r}"
    return LINKED_FOLDER if path.is_symlink() and path.is_dir() else ""
