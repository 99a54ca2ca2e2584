"""Ring buffers of measured values, with gaps where nothing was measured, and the beat of the samples."""

from __future__ import annotations

from collections import deque
from statistics import median

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
_FIRST_PATIENCE_S = 15.0
_LEAST_PATIENCE_S = 3.0


class Cadence:
    """Learns how often samples come, so that a late one is known as late at every sampling interval."""

    def __init__(self) -> None:
        self._intervals: deque[float] = deque(maxlen=9)
        self._last: float | None = None

    def observe(self, at: float) -> bool:
        """Take note of a sample at monotonic time ``at``; says whether it follows without a gap."""
        interval = 0.0 if self._last is None else at - self._last
        in_time = interval <= self.late_after_s
        if self._last is not None:
            self._intervals.append(interval)
        self._last = at
        return in_time

    @property
    def late_after_s(self) -> float:
        """After how many seconds without a sample the newest one counts as stale."""
        if not self._intervals:
            return _FIRST_PATIENCE_S
        return max(_LEAST_PATIENCE_S, 2.5 * median(self._intervals))


class Series:
    """The last ``capacity`` values of one quantity. A missing value is NaN: a gap, not a zero."""

    def __init__(self, capacity: int = 600) -> None:
        self._times: Values = np.full(capacity, np.nan)
        self._values: Values = np.full(capacity, np.nan)
        self._next = 0
        self._count = 0

    def append(self, at: float, value: float | None, *, after_gap: bool = False) -> None:
        """Add a value measured at monotonic time ``at``; ``after_gap`` breaks the line before it."""
        if after_gap:
            self._put(at, np.nan)
        self._put(at, np.nan if value is None else value)

    def _put(self, at: float, value: float) -> None:
        self._times[self._next] = at
        self._values[self._next] = value
        self._next = (self._next + 1) % len(self._times)
        self._count = min(self._count + 1, len(self._times))

    def window(self, now: float, span_s: float) -> tuple[Values, Values]:
        """Seconds before ``now`` (negative) and values of the last ``span_s`` seconds, oldest first."""
        order = (np.arange(self._count) + self._next - self._count) % len(self._times)
        ages = self._times[order] - now
        inside = ages >= -span_s
        return ages[inside], self._values[order][inside]

    @property
    def last(self) -> float | None:
        """The newest value, or ``None`` if it is missing."""
        if not self._count:
            return None
        value = float(self._values[self._next - 1])
        return None if np.isnan(value) else value
