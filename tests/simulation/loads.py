"""What the rest of a simulated computer does: amounts that change at known times."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass

NEVER = math.inf


@dataclass(frozen=True, slots=True)
class Steps:
    """An amount over time: before the first of ``steps`` (time, amount) it is 0, after each its amount.

    ``steps`` are in order of time.
    """

    steps: tuple[tuple[float, float], ...] = ()

    def at(self, time: float) -> float:
        """The amount at ``time``."""
        index = bisect_right(self.steps, (time, math.inf))
        return self.steps[index - 1][1] if index else 0.0

    def next_change(self, time: float) -> float:
        """When it changes next after ``time``; ``NEVER`` if it does not."""
        index = bisect_right(self.steps, (time, math.inf))
        return self.steps[index][0] if index < len(self.steps) else NEVER


NOTHING = Steps()


def oscillating(period_s: float, amount: float, start: float, end: float) -> Steps:
    """Half of each period ``amount``, half of it nothing, from ``start`` to ``end``; nothing afterwards."""
    steps = []
    for number in range(math.ceil((end - start) / period_s)):
        begin = start + number * period_s
        steps += [(begin, amount), (begin + period_s / 2, 0.0)]
    return Steps((*(step for step in steps if step[0] < end), (end, 0.0)))
