"""Words and numbers for a terminal: durations, percentages, names that hold nothing a terminal obeys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

ELLIPSIS = "…"
MINUTE_S = 60
HOUR_MIN = 60


def printable(text: str, limit: int | None = None) -> str:
    """``text`` on one line, with control and direction characters escaped, cut to ``limit`` characters.

    A task's name comes from a file that anybody may have written: it must not move the cursor,
    colour the screen or reverse the reading order.
    """
    shown = text if text.isprintable() else "".join(map(_escaped, text))
    if limit is not None and len(shown) > limit:
        return shown[: max(limit - 1, 0)] + ELLIPSIS
    return shown


def _escaped(char: str) -> str:
    return char if char.isprintable() else char.encode("unicode_escape").decode("ascii")


def duration(seconds: float) -> str:
    """``4.2 s``, ``3 min 05 s`` or ``2 h 07 min``; never less than nothing."""
    seconds = max(0.0, seconds)
    if seconds < MINUTE_S - 0.05:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), MINUTE_S)
    if minutes < HOUR_MIN:
        return f"{minutes} min {rest:02d} s"
    hours, minutes = divmod(minutes, HOUR_MIN)
    return f"{hours} h {minutes:02d} min"


def moment(seconds: float) -> str:
    """A time on the clock of this place: ``13:18``, or ``2026-03-01 13:18`` on another day."""
    then = datetime.fromtimestamp(seconds).astimezone()
    is_today = then.date() == datetime.now().astimezone().date()
    return f"{then:%H:%M}" if is_today else f"{then:%Y-%m-%d %H:%M}"


def until(facts: Mapping[str, Any]) -> str:
    """`` until 13:18``, if what is told of ends by itself; else nothing."""
    end = facts.get("until")
    return "" if end is None else f" until {moment(end)}"


def percent(value: float | None) -> str:
    """``64 %``, or a dash for what was not measured."""
    return "—" if value is None else f"{value:.0f} %"


def counted(number: int, thing: str) -> str:
    """``1 task``, ``3 tasks``, ``100,000 tasks``."""
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def state_word(state: str) -> str:
    """A state as it is said: ``timed_out`` is ``timed out``."""
    return state.replace("_", " ")
