"""The beat of the samples. No Qt and no numpy in here: it is loaded before the first paint of the window."""

from __future__ import annotations

from collections import deque

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
        ordered = sorted(self._intervals)
        middle = len(ordered) // 2
        median = (ordered[middle] + ordered[~middle]) / 2
        return max(_LEAST_PATIENCE_S, 2.5 * median)
