"""Keeps the learned footprints in the data folder, so that the next start knows them."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from parallel_execution_manager.scheduling.admission.footprints import FootprintBook
from parallel_execution_manager.system.files.atomic_write import PRIVATE, replace_text

logger = logging.getLogger("ParallelExecutionManager")

FILE_NAME = "footprints.json"
VERSION = 1
SAVE_EVERY_S = 300.0


class FootprintKeeper:
    """Loads the footprints of a data folder once and saves them now and then.

    A file that cannot be used is set aside under another name, never overwritten; ``problem`` then says
    so. Losing what was learned costs a slower next run, not a task.
    """

    def __init__(self, data_dir: Path, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = data_dir / FILE_NAME
        self._clock = clock
        self._saved_at = clock()
        self.problem: str | None = None
        self.book = self._load()

    @property
    def is_due(self) -> bool:
        """Whether it is time to save again."""
        return self._clock() - self._saved_at >= SAVE_EVERY_S

    def save(self, rows: Mapping[str, Any]) -> None:
        """Write the footprints; a failure is logged and tried again next time."""
        self._saved_at = self._clock()
        try:
            text = json.dumps({"version": VERSION, "kinds": rows})
            replace_text(self._path, text, durable=False, whole=True, mode=PRIVATE, follow=False)
        except OSError as error:
            logger.warning("Learned footprints cannot be kept in %s: %s", self._path, error.strerror)

    def _load(self) -> FootprintBook:
        try:
            data = json.loads(self._path.read_text(encoding="utf-8"))
            if data["version"] != VERSION:
                raise ValueError(f"version {data['version']!r} is not {VERSION}")
            return FootprintBook.from_rows(data["kinds"])
        except FileNotFoundError:
            return FootprintBook()
        except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            return self._begin_anew(error)

    def _begin_anew(self, error: Exception) -> FootprintBook:
        aside = self._path.with_name(f"{FILE_NAME}.unreadable")
        where = f"it is kept as {aside.name}"
        try:
            self._path.replace(aside)
        except OSError as failure:
            where = f"it cannot be set aside either: {failure}"
        self.problem = (
            f"learned footprints in {self._path} cannot be used ({type(error).__name__}: {error}); "
            f"{where}, and tasks are measured anew"
        )
        return FootprintBook()
