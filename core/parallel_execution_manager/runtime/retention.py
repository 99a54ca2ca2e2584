"""Removes run folders that are too old or too much, in small steps and never one that is still needed."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from parallel_execution_manager.scheduling.settings.configuration import OutputRules
from parallel_execution_manager.system.logs.reader import amount
from parallel_execution_manager.system.metrics.sleep import seconds_with_sleep
from parallel_execution_manager.system.runs.folders import TASK_FILE, RunFolders
from parallel_execution_manager.system.runs.retention import (
    Removal,
    RemovedRuns,
    Run,
    Steps,
    chosen,
    finish_removals,
    room_of,
    runs_in,
    take_away,
)
from parallel_execution_manager.system.runs.run_files import read_regular

logger = logging.getLogger("ParallelExecutionManager")

_DAY_S: Final = 86_400.0
_GIB: Final = 1 << 30
_JUMP_S: Final = 3600.0


class Retention:
    """Knows which run folders are to go. Nothing is removed while neither limit is set.

    ``is_open`` says of a task's id whether the task is still to end: the newest folder of such a task
    stays. So does, for a day, one that does not say whose it is.

    Ages are told by the clock on the wall. If that was set by more than an hour, nothing is removed for
    its age until a day has passed: a clock that is wrong by years must not cost all results.
    """

    def __init__(
        self,
        data_dir: Path,
        is_open: Callable[[str], bool],
        wall: Callable[[], float] = time.time,
        elapsed: Callable[[], float] = seconds_with_sleep,
    ) -> None:
        self._data_dir = data_dir
        self._folders = RunFolders(data_dir)
        self._journal = RemovedRuns(data_dir)
        self._is_open = is_open
        self._wall = wall
        self._elapsed = elapsed
        self._offset = wall() - elapsed()
        self._trusted_from = float("-inf")
        self._told: set[Path] = set()

    def one_pass(self, rules: OutputRules) -> Steps:
        """Remove what is to go by ``rules``; each step of the iterator is short.

        One that is broken off leaves no half of a folder: what it moved out of sight goes with the next.
        A folder that cannot be removed is told once; the others go, and the next pass tries it again.
        """
        yield from finish_removals(self._data_dir, self._tell_failed)
        if not (rules.keep_days or rules.keep_gb):
            return
        runs: list[Run] = []
        for run in runs_in(self._data_dir):
            size = 0
            for part in room_of(run.folder) if rules.keep_gb else ():
                size += part
                yield
            runs.append(Run(run.folder, run.changed_at, size))
            yield
        most = int(rules.keep_gb * _GIB) if rules.keep_gb else None
        for removal in chosen(runs, self._oldest_at(rules), most, self._is_kept):
            try:
                yield from self._remove(removal)
            except OSError as error:
                self._tell_failed(removal.run.folder, error)

    def _tell_failed(self, folder: Path, error: OSError) -> None:
        if folder not in self._told:
            self._told.add(folder)
            logger.warning("The folder %s cannot be removed: %s; remove it by hand", folder, error)

    def _remove(self, removal: Removal) -> Steps:
        try:
            self._journal.note(removal, self._wall())
        except OSError as error:
            # On a full disk nothing can be noted, and it is just there that room has to be made.
            logger.warning("The removal of %s cannot be noted: %s", removal.run.folder, error)
        reason = "older than output.keep_days" if removal.is_old else "beyond output.keep_gb"
        size = f" ({amount(removal.run.size)})" if removal.run.size else ""
        logger.info("The run folder %s%s is removed: it is %s", removal.run.folder, size, reason)
        yield from take_away(self._data_dir, removal.run.folder)

    def _oldest_at(self, rules: OutputRules) -> float | None:
        now, offset = self._elapsed(), self._wall() - self._elapsed()
        jump, self._offset = offset - self._offset, offset
        if abs(jump) > _JUMP_S:
            self._trusted_from = now + _DAY_S
            logger.warning("The clock was set: no run folder is removed for its age within a day")
        if not rules.keep_days or now < self._trusted_from:
            return None
        return self._wall() - rules.keep_days * _DAY_S

    def _is_kept(self, run: Run) -> bool:
        try:
            task_id = str(json.loads(read_regular(run.folder / TASK_FILE))["id"])
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            return self._wall() - run.changed_at < _DAY_S
        return self._is_open(task_id) and self._folders.newest(task_id) == run.folder
