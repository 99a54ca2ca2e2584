"""The operator's hand on a role: it beats whatever the scheduler decides until it is taken away."""

from __future__ import annotations

from enum import StrEnum, unique
from typing import Final

LONGEST_S: Final = 366 * 24 * 3600.0


@unique
class Hand(StrEnum):
    """What the operator has set.

    ``NONE``: the scheduler decides. ``PAUSED``: nothing starts and what runs is suspended. ``HELD``:
    nothing starts. ``GOING``: the role is worked on whatever is measured.
    """

    NONE = "none"
    PAUSED = "paused"
    HELD = "held"
    GOING = "going"


def end_problem(until: float | None, at: float, what: str) -> str | None:
    """Why what is set for ``what`` at ``at`` cannot end at monotonic time ``until``; ``None`` if it can."""
    if until is None or 0 < until - at <= LONGEST_S:
        return None
    return f"what is set for {what} by hand is to last {until - at:g} s; give a time from now to 366 days"
