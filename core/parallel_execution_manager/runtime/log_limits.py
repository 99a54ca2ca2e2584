"""Keeps the logs of running tasks within their limit, and tells what that meant; once for each log."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Protocol

from parallel_execution_manager.runtime.under_way import RunningLog
from parallel_execution_manager.system.logs.limit import CannotLimitError, trim
from parallel_execution_manager.system.runs.run_files import Identity, identity_of

logger = logging.getLogger("ParallelExecutionManager")

MIB = 1 << 20


class Trim(Protocol):
    """Drops the middle of a log, as `trim` does."""

    def __call__(self, path: Path, limit_bytes: int, /, *, known: Identity | None = None) -> int:
        """How much room that gave back; ``known`` is the file that it must be."""


class LogLimits:
    """Looks at logs now and then. ``report`` tells an operator what cannot be done.

    A task may put another file in the place of its log: that one is no log. Which file it was made as is
    noted when it is first seen; where that is not known, it is the file that is seen then.
    """

    def __init__(self, report: Callable[[str], None], trim_log: Trim = trim) -> None:
        self._report = report
        self._trim = trim_log
        self._files: dict[Path, Identity] = {}
        self._before: frozenset[Path] = frozenset()
        self._told: set[Path] = set()
        self._is_unable_told = False

    def check(self, logs: Collection[RunningLog], limit_mb: int) -> None:
        """Trim each log over ``limit_mb`` (0: none is), once more also those whose task has ended."""
        now = frozenset(log.path for log in logs)
        self._files.update({log.path: log.file for log in logs if log.file is not None})
        for path in now | self._before if limit_mb else ():
            self._check(path, limit_mb)
        self._before = now
        self._told &= now
        self._files = {path: file for path, file in self._files.items() if path in now}

    def _check(self, path: Path, limit_mb: int) -> None:
        try:
            known = self._files.get(path)
            if known is None:
                known = self._files[path] = identity_of(path.lstat())
            freed = self._trim(path, limit_mb * MIB, known=known)
        except FileNotFoundError:
            return
        except CannotLimitError as error:
            self._tell_unable(path, error)
        except OSError as error:
            self._tell(path, f"The log cannot be kept within output.max_log_mb: {error}")
        else:
            if freed:
                words = f"is larger than output.max_log_mb ({limit_mb} MiB): its middle is dropped"
                self._tell(path, f"The log {path} {words}")

    def _tell(self, path: Path, message: str) -> None:
        if path not in self._told:
            self._told.add(path)
            logger.warning("%s", message)

    def _tell_unable(self, path: Path, error: CannotLimitError) -> None:
        if not self._is_unable_told:
            self._is_unable_told = True
            self._report(
                f"the log {path} is larger than output.max_log_mb allows and goes on growing: its file "
                f"system cannot drop the middle of a file ({error}); choose a data folder on another one, or "
                "let the task write less"
            )
