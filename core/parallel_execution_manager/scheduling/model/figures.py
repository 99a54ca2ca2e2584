"""Numbers as people read them, rounded only as far as what is said about them stays true."""

from __future__ import annotations

from collections.abc import Callable
from operator import gt, le
from typing import Final

MOST_DIGITS: Final = 12
SECONDS_IN_MINUTE: Final = 60
MINUTES_FROM_S: Final = 120.0
HOURS_FROM_S: Final = 7200.0


def plain(value: float) -> str:
    """A number without needless digits."""
    return f"{value:.12g}"


def above(value: float, limit: float) -> str:
    """``value`` with as few digits as show that it is above ``limit``."""
    return _shortest(value, limit, gt)


def at_most(value: float, limit: float) -> str:
    """``value`` with as few digits as show that it is at or below ``limit``."""
    return _shortest(value, limit, le)


def duration(seconds: float) -> str:
    """A time in the unit in which it is easily said."""
    if seconds >= HOURS_FROM_S:
        return f"{seconds / SECONDS_IN_MINUTE**2:.0f} h"
    if seconds >= MINUTES_FROM_S:
        return f"{seconds / SECONDS_IN_MINUTE:.0f} min"
    return f"{seconds:.0f} s"


def _shortest(value: float, limit: float, holds: Callable[[float, float], bool]) -> str:
    for digits in range(MOST_DIGITS):
        text = f"{value:.{digits}f}"
        if holds(float(text), limit):
            return text
    return repr(value)
