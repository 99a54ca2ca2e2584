"""Claims on files for programs that are no tasks, by the same identity as those of tasks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from parallel_execution_manager.scheduling.model.task import ClaimMode, FileClaim
from parallel_execution_manager.system.files.identity import FileIdentifier


def claims_of(paths: Sequence[str], cwd: str, mode: ClaimMode, data_dir: Path) -> tuple[FileClaim, ...]:
    """One claim for each path, in their order and each once; of the data folder nobody can have all.

    Raises:
        FileIdentityError: one of them names no file for certain.
    """
    identifier = FileIdentifier((str(data_dir),))
    return tuple(dict.fromkeys(identifier.identify(path, cwd, mode) for path in paths))


def is_same(one: FileClaim, other: FileClaim) -> bool:
    """Whether two claims mean the same: one path, or one file that has got another name since."""
    if one.pattern != other.pattern:
        return False
    return one.path == other.path or (one.inode is not None and one.inode == other.inode)
