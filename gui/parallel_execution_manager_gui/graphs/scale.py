"""Where something is on a graph: spans, ticks and the top of a scale. Free of Qt."""

from __future__ import annotations

import math
from enum import Enum, unique

_NICE = (1.0, 2.0, 5.0, 10.0)
_ROOM = 1.1
PERCENT_TOP = 100.0


@unique
class Span(Enum):
    """How far back a graph goes: seconds, and the ages at which a tick stands."""

    FIVE_MINUTES = (300.0, (240.0, 180.0, 120.0, 60.0))
    HOUR = (3600.0, (2700.0, 1800.0, 900.0))
    SIX_HOURS = (21_600.0, (18_000.0, 14_400.0, 10_800.0, 7200.0, 3600.0))
    DAY = (86_400.0, (64_800.0, 43_200.0, 21_600.0))

    @property
    def seconds(self) -> float:
        """The whole span."""
        return float(self.value[0])

    @property
    def ticks(self) -> tuple[float, ...]:
        """Ages of the ticks, the oldest first."""
        return tuple(self.value[1])


def tick_text(age_s: float) -> str:
    """``4 min`` or ``6 h``."""
    minutes = age_s / 60
    return f"{minutes:.0f} min" if minutes <= 60 and minutes != 60 else f"{minutes / 60:.0f} h"


def top_of(highest: float | None) -> float:
    """The top of a scale that has no natural one: 1, 2 or 5 times a power of ten, above ``highest``."""
    if highest is None or not math.isfinite(highest) or highest <= 0:
        return 1.0
    wanted = highest * _ROOM
    power = 10.0 ** math.floor(math.log10(wanted))
    return max(1.0, next(nice * power for nice in _NICE if nice * power >= wanted))


def number_text(value: float, unit: str) -> str:
    """A value without its unit: whole percent, rates with one digit after the point."""
    return f"{value:.0f}" if unit == "%" else f"{value:.1f}"


def value_text(value: float, unit: str) -> str:
    """``63 %`` or ``3.1 MiB/s``."""
    return f"{number_text(value, unit)} {unit}"
