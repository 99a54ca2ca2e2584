"""Lengths of time as a schedule writes them: ``30m``, ``6h``, ``1d``, ``2w``."""

from __future__ import annotations

import re

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

LONGEST = 1000
_FORM = re.compile(r"([0-9]{1,4})\s*([mhdw])", re.ASCII)
MINUTES = {"m": 1, "h": 60, "d": 24 * 60, "w": 7 * 24 * 60}


@dataclass(frozen=True, slots=True)
class Span:
    """So many of a unit: ``m``, ``h``, ``d`` or ``w``."""

    count: int
    unit: str

    @property
    def minutes(self) -> int:
        """Its length, a day being 24 hours."""
        return self.count * MINUTES[self.unit]


def parse_span(text: str) -> Span | None:
    """The span that ``text`` writes, from 1 to 1000 of its unit; ``None`` if it is none."""
    match = _FORM.fullmatch(text.strip())
    if match is None or not 1 <= int(match[1]) <= LONGEST:
        return None
    return Span(int(match[1]), match[2])
