"""Linux's counters of the whole machine, read from ``/proc`` (proc(5)): quick, for many looks a second.

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

from parallel_execution_manager.system.processes.linux_proc import PROC, KeptFiles

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


_KIB_PER_MB = 1024
_STILL_KIB = 4 * 1024
"""Memory stands still while it changes by less than this."""

_LOOK_AGAIN_S = 1.0
"""What is taken out of the lists for other things than programs' own memory changes neither number."""

# Where idle and iowait stand among the numbers of the "cpu" line of /proc/stat; guest and
# guest_nice, the ninth and tenth, are in user and nice already: proc(5).
_IDLE, _IOWAIT, _GUESTS = 3, 4, 8


class LinuxMachine:
    """Reads the machine's own counters; what cannot be read is ``None``."""

    def __init__(self, proc: str = PROC, clock: Callable[[], float] = time.monotonic) -> None:
        self._files = KeptFiles(proc)
        self._clock = clock
        self._looked_at = -math.inf
        self._lists = FreePageLists(proc)
        self._free_mb = 0.0
        self._available = self._anonymous = -math.inf

    def busy_and_idle(self) -> tuple[float, float] | None:
        """Clock ticks that all cores together were busy and idle."""
        try:
            first = self._files.read("stat").split(b"\n", 1)[0]
            numbers = [float(word) for word in first.split()[1:]][:_GUESTS]
            idle = numbers[_IDLE] + numbers[_IOWAIT]
        except (OSError, ValueError, IndexError):
            return None
        return sum(numbers) - idle, idle

    def used_and_whole_mb(self) -> tuple[float, float] | None:
        """Used and whole memory in MiB; used is what could not be had without swapping."""
        try:
            data = self._files.read("meminfo")
            whole, available = (_kib(data, name) for name in (b"MemTotal:", b"MemAvailable:"))
            anonymous = _kib(data, b"AnonPages:") if b"AnonPages:" in data else 0.0
        except (OSError, ValueError, IndexError):
            return None
        if whole <= 0:
            return None
        now, changes = self._clock(), (abs(available - self._available), abs(anonymous - self._anonymous))
        if max(changes) > _STILL_KIB or now >= self._looked_at + _LOOK_AGAIN_S:
            # Else hardly a page went into the lists or out of them: to read those takes much longer.
            self._looked_at, self._available, self._anonymous = now, available, anonymous
            self._free_mb = self._lists.to_be_had_mb()
        used_mb = (whole - available) / _KIB_PER_MB - self._free_mb
        return min(max(0.0, used_mb), whole / _KIB_PER_MB), whole / _KIB_PER_MB


def _kib(data: bytes, name: bytes) -> float:
    return float(data.partition(name)[2].split(None, 1)[0])
