"""A limit pair while somebody drags it: always one that makes sense, in whole percent."""

from __future__ import annotations

from enum import StrEnum, unique

from parallel_execution_manager.scheduling.model.policy import LimitPair
from parallel_execution_manager.scheduling.settings.sections import HIGHEST_LIMIT, LOWEST_LIMIT

_APART = 1.0
"""How far below the throttle limit a role resumes at least, so that it does not come and go."""


@unique
class Line(StrEnum):
    """Which line of a pair."""

    THROTTLE = "throttle"
    RESUME = "resume"


def moved(pair: LimitPair, line: Line, value: float) -> LimitPair:
    """The pair with one line at ``value``, or as near to it as makes sense.

    The throttle line takes the resume line along downwards; the resume line stops below the throttle line.
    """
    whole = float(round(min(HIGHEST_LIMIT, max(LOWEST_LIMIT, value))))
    if line is Line.THROTTLE:
        throttle = max(LOWEST_LIMIT + _APART, whole)
        return LimitPair(throttle, min(pair.resume, throttle - _APART))
    return LimitPair(pair.throttle, max(LOWEST_LIMIT, min(whole, pair.throttle - _APART)))


def value_of(pair: LimitPair, line: Line) -> float:
    """Where a line is."""
    return pair.throttle if line is Line.THROTTLE else pair.resume


def nearest(pair: LimitPair, value: float, within: float) -> Line | None:
    """The line that is not farther than ``within`` from a value; the throttle line if both are as near."""
    distances = {line: abs(value_of(pair, line) - value) for line in Line}
    line = min(Line, key=distances.__getitem__)
    return line if distances[line] <= within else None
