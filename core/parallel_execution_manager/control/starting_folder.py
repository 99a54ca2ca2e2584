"""Where the relative paths of a task start, if not at the manager's folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any


def starting_at(task: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """The task with its relative paths starting at ``folder``, not at the manager's; also its ``cwd``'s."""
    cwd = task.get("cwd")
    if cwd is not None and not isinstance(cwd, str):
        return dict(task)
    return {**task, "cwd": str(folder / cwd) if cwd else str(folder)}
