"""Trees that have lost their supervisor: found again by what tells their processes from all others."""

from __future__ import annotations

import os
import time
from collections.abc import Mapping
from typing import Any

from parallel_execution_manager.supervisor.checks import is_of_attempt, is_sound
from parallel_execution_manager.supervisor.supervised_process import Root, file_of
from parallel_execution_manager.system.boot import boot_id
from parallel_execution_manager.system.linux_proc import PROC, read_marks, read_stat

_LOADING_S = 0.2


class Survivors:
    """Looks for what is left of attempts; all processes are looked at once or twice, if at all."""

    def __init__(self) -> None:
        self._boot = boot_id()
        self._eldest: dict[str, tuple[int, int]] | None = None
        self._looked_again = False

    def find(self, row: Mapping[str, Any]) -> Root | None:
        """The root of an attempt's tree, or whoever is the eldest if that is gone; ``None`` if all are.

        ``row`` is its record, which may lack the root if the supervisor was killed while it started it.
        """
        mark, output = row["mark"], row["output"]
        if row.get("boot", self._boot) != self._boot:
            return None
        stat = read_stat(row["pid"]) if "pid" in row else None
        if stat is not None and stat.alive and stat.started == row["ticks"]:
            return Root(row["pid"], stat.started, mark, output, file=file_of(row))
        if self._eldest is None:
            self._eldest = _eldest_by_mark()
        if "pid" not in row and mark not in self._eldest and not self._looked_again:
            # Between its birth and its program's start a process has the environment of the supervisor.
            time.sleep(_LOADING_S)
            self._eldest, self._looked_again = _eldest_by_mark(), True
        found = self._eldest.get(mark)
        if not found:
            return None
        return Root(found[1], found[0], mark, output, headless="pid" in row, file=file_of(row))


def ended_root(row: Mapping[str, Any]) -> Root | None:
    """The root of an attempt whose end is on record, and so is its exit code; ``None`` of any other."""
    if not (is_of_attempt(row) and row["state"] == "ended" and is_sound(row) and "pid" in row):
        return None
    return Root(row["pid"], row["ticks"], row["mark"], row["output"], file=file_of(row))


def _eldest_by_mark() -> dict[str, tuple[int, int]]:
    """Start and pid of the eldest living process with each task mark."""
    found: dict[str, tuple[int, int]] = {}
    for name in filter(str.isdecimal, os.listdir(PROC)):  # noqa: PTH208 - names are wanted, no paths
        stat = read_stat(int(name))
        if stat is not None and stat.alive:
            for mark in read_marks(int(name)) or ():
                found[mark] = min(found.get(mark, (stat.started, int(name))), (stat.started, int(name)))
    return found
