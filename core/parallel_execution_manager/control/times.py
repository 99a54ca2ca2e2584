"""Times on the command line: how long, and until when."""

from __future__ import annotations

import argparse
import re
import time
from datetime import datetime, timedelta

_SPAN = re.compile(r"(?P<number>\d+(?:\.\d+)?)(?P<unit>[smhd]?)")
_UNITS = {"": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_LONGEST_S = 366 * 86400.0


def span(text: str) -> float:
    """Seconds of ``90``, ``90s``, ``10m``, ``1.5h`` or ``2d``.

    Raises:
        argparse.ArgumentTypeError: it is no such time, or longer than a year.
    """
    match = _SPAN.fullmatch(text.strip())
    seconds = float(match["number"]) * _UNITS[match["unit"]] if match else 0.0
    if not 0 < seconds <= _LONGEST_S:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; write 90s, 10m, 1.5h or 2d, at most a year")
    return seconds


def clock_time(text: str) -> float:
    """Seconds since the epoch of ``14:30`` (the next), or ``2026-03-01T14:30``.

    Raises:
        argparse.ArgumentTypeError: it is no such time, or over.
    """
    now = datetime.now().astimezone()
    try:
        moment = _next(datetime.strptime(text, "%H:%M"), now) if ":" in text[:3] else _given(text)  # noqa: DTZ007
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time of day; write 14:30, or 2026-03-01T14:30"
        ) from None
    if moment.timestamp() <= now.timestamp():
        raise argparse.ArgumentTypeError(f"{text!r} is over already; give a time that is to come")
    return moment.timestamp()


def seconds_to(moment: float) -> float:
    """How long it is until a moment given in seconds since the epoch; at least a second."""
    return max(1.0, moment - time.time())


def _given(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone()


def _next(clock: datetime, now: datetime) -> datetime:
    today = now.replace(tzinfo=None, hour=clock.hour, minute=clock.minute, second=0, microsecond=0)
    moment = today.astimezone()
    return moment if moment > now else (today + timedelta(days=1)).astimezone()
