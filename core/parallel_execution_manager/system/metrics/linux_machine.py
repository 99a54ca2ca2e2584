"""Linux's counters of the whole machine, read from ``/proc`` (proc(5)): quick, for many looks a second."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

from parallel_execution_manager.system.metrics.free_page_lists import FreePageLists
from parallel_execution_manager.system.processes.kept_files import KeptFiles
from parallel_execution_manager.system.processes.linux_proc import PROC

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
