"""When a process was started, told by the clock around its start instead of by ``/proc``.

The kernel notes for each process what CLOCK_BOOTTIME showed when it was made, and tells it in whole clock
ticks (proc(5), ``starttime``). Who makes one between two looks at that clock in the same tick knows what was
noted. To read it takes many times longer: the kernel first makes a folder for the process, and takes it down
at its end.
"""

from __future__ import annotations

import os
import time

_NS_PER_S = 1_000_000_000
_DOUBT_NS = 10_000
"""So near to the next tick, or to the one before, it is not relied on that all clocks agree."""


class StartTicks:
    """Tells when what is started next was started, in clock ticks since boot."""

    def __init__(self) -> None:
        self._tick_ns = _NS_PER_S // os.sysconf("SC_CLK_TCK")
        self._began_ns = self._now_ns()

    def between(self) -> int | None:
        """Of a process that was made since this was; ``None`` if the clock does not tell."""
        early, late = self._began_ns - _DOUBT_NS, self._now_ns() + _DOUBT_NS
        tick = early // self._tick_ns
        return tick if late // self._tick_ns == tick else None

    @staticmethod
    def _now_ns() -> int:
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)
