"""Numbers and times in words of equal width; ``None`` is always shown as a dash, never as a zero."""

from __future__ import annotations

from datetime import datetime

from parallel_execution_manager.scheduling.model.sample import WallClock

NOTHING = "—"
LONGEST_MOMENT = "2026-08-28 08:58:58"
"""What takes the most room of all dates and times."""
LONGEST_MINUTE = "2026-08-28 08:58"
_MIB_A_GIB = 1024.0


_MANY_CORES = 99.95


def duration(seconds: float | None) -> str:
    """``00:09``, ``02:11`` or ``1:02:11``; days are counted in hours."""
    if seconds is None:
        return NOTHING
    whole = max(0, int(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes:02}:{left:02}"


def ago(seconds: float) -> str:
    """``0.4 s ago`` below ten seconds, then whole seconds, then ``02:11 ago``."""
    if seconds < 10:
        return f"{max(0.0, seconds):.1f} s ago"
    return f"{seconds:.0f} s ago" if seconds < 100 else f"{duration(seconds)} ago"


def memory(mebibytes: float | None) -> str:
    """``212 MiB`` or ``1.4 GiB``."""
    if mebibytes is None:
        return NOTHING
    if mebibytes < 1000:
        return f"{mebibytes:.0f} MiB"
    return f"{mebibytes / _MIB_A_GIB:.1f} GiB"


def cores(value: float | None) -> str:
    """Processor cores in use, with one digit after the point, from a hundred on without."""
    if value is None:
        return NOTHING
    return f"{value:.1f}" if value < _MANY_CORES else f"{value:.0f}"


def percent(value: float | None) -> str:
    """``63 %``."""
    return NOTHING if value is None else f"{value:.0f} %"


def rate(mebibytes_a_second: float | None) -> str:
    """``3.1 MiB/s``."""
    return NOTHING if mebibytes_a_second is None else f"{mebibytes_a_second:.1f} MiB/s"


def clock_time(at: float, wall: WallClock) -> str:
    """The time of day of a monotonic time, as ``14:02:11`` in the operator's time zone."""
    return time_of_day(wall.of(at))


def short_time(at: float, wall: WallClock) -> str:
    """The time of day of a monotonic time without seconds, as ``14:02``."""
    return clock_time(at, wall)[:5]


def date_time(at: float, wall: WallClock) -> str:
    """Date and time of day of a monotonic time, as ``2026-11-24 14:02:11``."""
    return moment(wall.of(at))


def time_of_day(at: float) -> str:
    """The time of day of seconds since the epoch, as ``14:02:11`` in the operator's time zone."""
    return datetime.fromtimestamp(at).astimezone().strftime("%H:%M:%S")


def moment(at: float | None) -> str:
    """Date and time of day of seconds since the epoch, as ``2026-11-24 14:02:11``."""
    if at is None:
        return NOTHING
    return datetime.fromtimestamp(at).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def minute(at: float | None) -> str:
    """The same without seconds, as ``2026-11-24 14:02``."""
    return NOTHING if at is None else moment(at)[: len(LONGEST_MINUTE)]


def in_about(seconds: float) -> str:
    """A span for people, no more exact than it is known: ``40 s``, ``4 min``, ``2 h 10 min``."""
    whole = max(0.0, seconds)
    if whole < 60:
        return f"{max(1, round(whole / 5) * 5) if whole >= 10 else max(1, round(whole))} s"
    minutes = round(whole / 60)
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours else f"{minutes} min"


def counted(number: int, noun: str) -> str:
    """``1 task`` or ``3 tasks``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def doing(number: int, verb: str) -> str:
    """``runs`` for one, ``run`` for several."""
    return f"{verb}s" if number == 1 else verb
