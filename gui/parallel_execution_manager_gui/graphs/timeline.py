"""Values of several quantities over time: the live end of them, and before that what was read from disk.

Times are seconds since the epoch. A missing value is NaN: a gap, not a zero.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.rows import PastSample
from parallel_execution_manager_gui.graphs.values import Values

_LATE = 2.5
"""After so many times the usual distance the next point is no neighbour any more."""
_LEAST_LATE_S = 3.0
_NO_USE = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Frame:
    """What one picture shows: negative seconds before now, and by quantity the values at these."""

    ages: Values
    values: Values
    names: tuple[str, ...]

    def of(self, name: str) -> Values:
        """The values of one quantity."""
        row: Values = self.values[self.names.index(name)]
        return row


class Timeline:
    """Rings of the newest values, and the past as it was read last."""

    def __init__(self, names: Sequence[str], capacity: int = 700) -> None:
        self.names = tuple(names)
        self._times: Values = np.full(capacity, np.nan)
        self._values: Values = np.full((len(self.names), capacity), np.nan)
        self._next = 0
        self._count = 0
        self._past_until = float("-inf")
        self._past_times: Values = np.empty(0)
        self._past_values: Values = np.empty((len(self.names), 0))

    def append(self, at: float, values: Sequence[float | None], *, after_gap: bool = False) -> None:
        """Add what was measured at ``at``; ``after_gap`` breaks the lines before it."""
        if after_gap:
            self._put(at, np.full(len(self.names), np.nan))
        self._put(at, np.array([np.nan if value is None else value for value in values]))

    def take_past(self, times: Values, low: Values, high: Values, until: float) -> None:
        """Show these instead of all that is older than ``until``; a row a quantity, the oldest first."""
        self._past_until = until
        self._past_times, self._past_values = _with_gaps(times, low, high)

    def last(self, name: str) -> float | None:
        """The newest value of a quantity; ``None`` if it is missing."""
        if not self._count:
            return None
        value = float(self._values[self.names.index(name), self._next - 1])
        return None if np.isnan(value) else value

    def frame(self, now: float, span_s: float) -> Frame:
        """What lies in the last ``span_s`` seconds."""
        order = (np.arange(self._count) + self._next - self._count) % len(self._times)
        times, values = self._times[order], self._values[:, order]
        newer = times > self._past_until
        older = self._past_times <= self._past_until
        times = np.concatenate([self._past_times[older], times[newer]])
        values = np.concatenate([self._past_values[:, older], values[:, newer]], axis=1)
        ages = times - now
        inside = ages >= -span_s
        return Frame(ages[inside], values[:, inside], self.names)

    def _put(self, at: float, values: Values) -> None:
        self._times[self._next] = at
        self._values[:, self._next] = values
        self._next = (self._next + 1) % len(self._times)
        self._count = min(self._count + 1, len(self._times))


def _with_gaps(times: Values, low: Values, high: Values) -> tuple[Values, Values]:
    """Low and high of each span one after the other, and a break where spans are missing."""
    if not len(times):
        return times, low
    apart = np.diff(times)
    late = max(_LEAST_LATE_S, _LATE * float(np.median(apart))) if len(apart) else 0.0
    doubled = np.repeat(times, 2)
    values = np.empty((low.shape[0], len(doubled)))
    values[:, ::2], values[:, 1::2] = low, high
    breaks = 2 * (np.flatnonzero(apart > late) + 1)
    return np.insert(doubled, breaks, doubled[breaks - 1]), np.insert(values, breaks, np.nan, axis=1)


def past_arrays(
    found: Sequence[PastSample], names: Sequence[str], shares: dict[str, tuple[str, int, float]]
) -> tuple[Values, Values, Values]:
    """Times, lows and highs of what was read, a row for each of ``names``.

    ``shares`` says of which role a name is a part, which number of its use is meant, and what makes percent
    of that; all other names are quantities of a sample, in order.
    """
    times = np.array([each.at for each in found])
    plain = [row for row, name in enumerate(names) if name not in shares]
    low, high = (np.full((len(names), len(found)), np.nan) for _ in range(2))
    if found and plain:
        # What is not known is None, and becomes not-a-number.
        low[plain] = np.array([each.low[: len(plain)] for each in found], dtype=float).T
        high[plain] = np.array([each.high[: len(plain)] for each in found], dtype=float).T
    for row, name in enumerate(names):
        if name in shares:
            role, part, factor = shares[name]
            low[row] = high[row] = [each.roles.get(role, _NO_USE)[part] * factor for each in found]
    return times, low, high
