"""The files that tasks were seen to work with, kept for the next task of the same role and name."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from parallel_execution_manager.scheduling.model.task import ClaimMode
from parallel_execution_manager.system.files.atomic_write import PRIVATE, replace_text

logger = logging.getLogger("ParallelExecutionManager")

FILE_NAME: Final = "observed_files.json"
VERSION: Final = 1
MOST_RUNS: Final = 3
"""How many runs of a kind count: a file that none of them had open is not offered any more."""
MOST_KINDS: Final = 500
SAVE_EVERY_S: Final = 5.0

Rows = Sequence[dict[str, str]]
Kinds = dict[str, dict[str, list[Rows]]]


class ObservedBook:
    """Role and name to the files of their last runs. May be used from any thread.

    A file that cannot be read is begun anew: what is lost is seen again when tasks run again.
    """

    def __init__(self, data_dir: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = data_dir / FILE_NAME
        self._clock = clock
        self._lock = threading.Lock()
        self._saved_at = float("-inf")
        self._is_dirty = False
        try:
            self._kinds = _read(self._path)
        except ValueError as error:
            logger.warning("%s; it is begun anew", error)
            self._kinds = {}

    def note(self, role: str, name: str, rows: Rows) -> None:
        """A task has ended that had these files open."""
        with self._lock:
            names = self._kinds.setdefault(role, {})
            runs = names.pop(name, [])
            names[name] = [*runs, rows][-MOST_RUNS:]
            while len(names) > MOST_KINDS:
                del names[next(iter(names))]
            self._is_dirty = True

    def files(self, role: str, name: str) -> list[dict[str, str]]:
        """What `observed_files` gives, with what is not saved yet."""
        with self._lock:
            return _joined(self._kinds.get(role, {}).get(name, ()))

    def save(self, *, now: bool = False) -> None:
        """Write what was noted, not more often than every five seconds unless it is to be ``now``."""
        with self._lock:
            if not self._is_dirty or not (now or self._clock() - self._saved_at >= SAVE_EVERY_S):
                return
            self._saved_at, self._is_dirty = self._clock(), False
            text = json.dumps({"version": VERSION, "roles": self._kinds})
            try:
                replace_text(self._path, text, durable=False, whole=True, mode=PRIVATE, follow=False)
            except (OSError, ValueError) as error:
                logger.warning("The files of tasks cannot be kept in %s: %s", self._path, error)


def observed_files(data_dir: Path, role: str, name: str) -> list[dict[str, str]]:
    """The files that the last tasks of a role and name were seen to work with, as a task's ``files``.

    Each has a ``path`` and a ``mode``: ``write`` if any of the last three runs had it open to write. Without
    such runs there is none. No manager needs to run.

    Raises:
        ValueError: what is kept in ``data_dir`` cannot be read; the message says why.
    """
    return _joined(_read(data_dir / FILE_NAME).get(role, {}).get(name, ()))


def _joined(runs: Sequence[Rows]) -> list[dict[str, str]]:
    modes: dict[str, str] = {}
    for rows in runs:
        for row in rows:
            if modes.get(row["path"]) != ClaimMode.WRITE:
                modes[row["path"]] = row["mode"]
    ordered = sorted(modes.items(), key=lambda item: (item[1] != ClaimMode.WRITE, item[0]))
    return [{"path": path, "mode": mode} for path, mode in ordered]


def _read(path: Path) -> Kinds:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["version"] != VERSION:
            raise ValueError(f"version {data['version']!r} is not {VERSION}")
        return {
            str(role): {str(name): [_rows(run) for run in runs] for name, runs in names.items()}
            for role, names in data["roles"].items()
        }
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        kind = type(error).__name__
        raise ValueError(f"observed files in {path} cannot be used ({kind}: {error})") from error


def _rows(run: Any) -> Rows:
    return [{"path": str(row["path"]), "mode": ClaimMode(row["mode"]).value} for row in run]
