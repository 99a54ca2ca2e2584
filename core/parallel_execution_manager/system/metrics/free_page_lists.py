"""Free memory that Linux keeps in a list for each processor, and does not count as available.

A page that is freed goes first into the list of the processor that frees it, and the next one that is wanted
there is taken from it. Since Linux 6.7 the kernel tunes how long these lists may be, up to an eighth of a
zone for all processors (commit 90b41691b988, "mm: add framework for PCP high auto-tuning"; sysctl
``vm.percpu_pagelist_high_fraction``). After large processes have ended they hold that for many seconds: seen
was 1.3 GiB of 24. To take it for used would keep tasks from memory that they would have at once.
"""

from __future__ import annotations

import math
import os
import re
import time
from collections.abc import Callable
from pathlib import Path

from parallel_execution_manager.system.processes.linux_proc import PROC

FADES_S = 600.0
"""Time constant with which it is forgotten what the lists held at first."""

_COUNT = re.compile(rb"\n\s+count:\s+(\d+)")


class FreePageLists:
    """What the lists hold, in MiB; nothing where that is not told.

    What they held at first counts as used: a limit that somebody has found by the kernel's own count of that
    moment must not be taken for a larger one. It fades, as that count says something else soon.
    """

    def __init__(self, proc: str = PROC, clock: Callable[[], float] = time.monotonic) -> None:
        self._path = Path(proc, "zoneinfo")
        self._clock = clock
        self._began_at = clock()
        self._mb_per_page = os.sysconf("SC_PAGE_SIZE") / 2**20 if hasattr(os, "sysconf") else 0.0
        self._first_mb = self._held_mb()

    def to_be_had_mb(self) -> float:
        """What may be counted as available, too; below zero as long as more was in use at first."""
        faded = math.exp((self._began_at - self._clock()) / FADES_S)
        return self._held_mb() - self._first_mb * faded

    def _held_mb(self) -> float:
        try:
            pages = sum(map(int, _COUNT.findall(self._path.read_bytes())))
        except OSError:
            return 0.0
        return pages * self._mb_per_page
