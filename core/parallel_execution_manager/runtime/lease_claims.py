"""Claims on files for programs that are no tasks, by the same identity as those of tasks."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from parallel_execution_manager.scheduling.model import ClaimMode, ClaimScope, FileClaim
from parallel_execution_manager.system.file_identity import identify


def claims_of(paths: Sequence[str], cwd: str, mode: ClaimMode) -> tuple[FileClaim, ...]:
    """One claim for each path, in their order and each once; a folder is all that is below it.

    Raises:
        FileIdentityError: one of them names no file for certain.
    """
    return tuple(dict.fromkeys(_claim(path, cwd, mode) for path in paths))


def _claim(path: str, cwd: str, mode: ClaimMode) -> FileClaim:
    claim = identify(path, cwd, mode)
    if path.endswith(os.sep) or Path(claim.path).is_dir():
        return replace(claim, scope=ClaimScope.TREE)
    return claim
