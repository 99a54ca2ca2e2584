"""The workflows of a ``FileUsageTracker``, in a file of the original's form; any process may change it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from parallel_execution_manager.system.files.atomic_write import replace_text
from parallel_execution_manager.system.files.lock import locked

MOST_ENDED = 1000
"""How many workflows that are over stay in the file; the oldest go first."""
_OVER = ("completed", "failed")


class WorkflowFile:
    """One file; each change reads and replaces it under a lock between processes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self) -> dict[str, Any]:
        """``workflows`` and ``last_updated``; nothing yet if there is no file.

        Raises:
            OSError, ValueError: it cannot be read, or is no such file.
        """
        try:
            data = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            data = {"workflows": {}, "last_updated": None}
        if not isinstance(data, dict) or not isinstance(data.get("workflows", {}), dict):
            raise ValueError(f"{self._path} is no file of workflows; move it away")  # noqa: TRY004 - as if it did not parse
        return {"last_updated": None, **data, "workflows": data.get("workflows", {})}

    def change(self, change: Callable[[dict[str, Any]], bool], now: str) -> bool:
        """Let ``change`` change the workflows; what it answered. Nothing is written if that is ``False``.

        Raises:
            OSError, ValueError, FileLockError: the file cannot be read or written.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with locked(self._path.with_name(f".{self._path.name}.lock")):
            data = self.read()
            workflows = data["workflows"]
            if not change(workflows):
                return False
            over = [name for name, row in workflows.items() if row.get("status") in _OVER]
            for name in over[: max(0, len(over) - MOST_ENDED)]:
                del workflows[name]
            data["last_updated"] = now
            replace_text(self._path, json.dumps(data, indent=2) + "\n")
            return True
