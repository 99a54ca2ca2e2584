"""Turning counters that only grow into percentages and rates, by difference."""

from __future__ import annotations


class BusyMeter:
    """How much of the time between two readings was busy."""

    def __init__(self) -> None:
        self._last: tuple[float, float] | None = None

    def percent(self, busy_s: float, idle_s: float) -> float | None:
        """Busy percent since the last reading; ``None`` at first and when a counter went backwards.

        ``busy_s`` and ``idle_s`` are counters in seconds, summed over all cores.
        """
        last, self._last = self._last, (busy_s, idle_s)
        if last is None:
            return None
        busy, idle = busy_s - last[0], idle_s - last[1]
        if busy < 0 or idle < 0 or busy + idle == 0:
            return None
        return 100.0 * busy / (busy + idle)


class RateMeter:
    """How fast a counter grows."""

    def __init__(self) -> None:
        self._last: tuple[float, float] | None = None

    def per_second(self, at: float, counter: float | None) -> float | None:
        """Growth a second since the last reading; ``None`` at first, after a gap and after a step back.

        ``at`` is monotonic seconds. ``None`` for a counter that could not be read begins anew.
        """
        last, self._last = self._last, None if counter is None else (at, counter)
        if last is None or counter is None or at <= last[0] or counter < last[1]:
            return None
        return (counter - last[1]) / (at - last[0])
