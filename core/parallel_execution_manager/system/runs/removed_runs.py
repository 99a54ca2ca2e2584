"""Which run folders were removed, when and why: so that whoever looks for one is told."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from parallel_execution_manager.system.runs.folders import RUNS
from parallel_execution_manager.system.runs.run_files import append_text, read_regular
from parallel_execution_manager.system.runs.run_retention import Removal

NEWEST: Final = ".removed.jsonl"
BEFORE: Final = ".removed.1.jsonl"
_MOST_BYTES: Final = 2 << 20


def missing_told(folder: Path) -> str | None:
    """Why a run folder is not there, as a sentence; ``None`` if it is there."""
    if folder.is_dir():
        return None
    removed = RemovedRuns(folder.parent.parent.parent).told(folder)
    return removed or f"The run folder is gone, and not by this program: {folder}"


class RemovedRuns:
    """A journal of two files in ``runs/``, of which the older one is dropped when the newer one is full."""

    def __init__(self, data_dir: Path) -> None:
        self._runs = data_dir / RUNS

    def note(self, removal: Removal, at: float) -> None:
        """Write down that a run folder goes, at ``at`` (seconds since 1970).

        Raises:
            OSError: the data folder is full or not writable.
        """
        row = {"run": self._name(removal.run.folder), "at": at, "old": removal.is_old}
        newest = self._led_to() / NEWEST
        append_text(newest, json.dumps(row) + "\n")
        if newest.stat().st_size > _MOST_BYTES:
            newest.replace(newest.with_name(BEFORE))

    def told(self, folder: Path) -> str | None:
        """What became of a run folder, as a sentence; ``None`` if it was not removed, as far as is known."""
        wanted = self._name(folder)
        for row in self._rows():
            at = row.get("at")
            if row.get("run") == wanted and isinstance(at, float | int):
                when = datetime.fromtimestamp(at, UTC).astimezone().strftime("%Y-%m-%d %H:%M")
                setting = "output.keep_days" if row.get("old") else "output.keep_gb"
                return f"The run folder was removed at {when} ({setting})."
        return None

    def _led_to(self) -> Path:
        """The folder itself: its user may have made a link of it, to a larger disk."""
        return Path(os.path.realpath(self._runs))

    def _name(self, folder: Path) -> str:
        return os.path.relpath(folder, self._runs)

    def _rows(self) -> Iterator[dict[str, object]]:
        """The newest first; a line that was cut by a full disk is passed over."""
        for name in (NEWEST, BEFORE):
            try:
                lines = read_regular(self._led_to() / name).decode("utf-8", "replace").splitlines()
            except OSError:
                continue
            for line in reversed(lines):
                try:
                    row = json.loads(line)
                except ValueError:
                    continue
                if isinstance(row, dict):
                    yield row
