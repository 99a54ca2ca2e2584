"""Where an axis of dates has its ticks, and what stands there. No Qt in here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

_MINUTE: Final = 60
_HOUR: Final = 60 * _MINUTE
_DAY: Final = 24 * _HOUR
_STEPS: Final = (
    *(_MINUTE * n for n in (1, 2, 5, 10, 15, 30)),
    *(_HOUR * n for n in (1, 2, 3, 6, 12)),
    *(_DAY * n for n in (1, 2, 7, 14, 28, 91, 182, 365, 1825, 3650, 18250, 36500)),
)
Ticks = list[tuple[float, str]]


def date_ticks(start: float, end: float, most: int) -> Ticks:
    """Whole times from ``start`` to ``end`` (seconds since the epoch) and their words, about ``most``.

    Steps of a day and more begin at midnight of the operator's time zone, so that a tick is a date.
    """
    span = max(end - start, 1.0)
    step = next((step for step in _STEPS if span / step <= most), _STEPS[-1])
    local = datetime.fromtimestamp(start).astimezone()
    day = local.replace(hour=0, minute=0, second=0, microsecond=0)
    at = day
    if step < _DAY:
        at += timedelta(seconds=((local - day).total_seconds() // step) * step)
    ticks: Ticks = []
    while at.timestamp() <= end and len(ticks) < most + 1:
        if at.timestamp() >= start:
            ticks.append((at.timestamp(), at.strftime("%m-%d" if step >= _DAY else "%H:%M")))
        at += timedelta(seconds=step)
    return ticks
