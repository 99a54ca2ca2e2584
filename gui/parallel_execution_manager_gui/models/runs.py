"""Rows that follow each other, so that many changed rows become few change signals."""

from __future__ import annotations

from collections.abc import Sequence


def runs_of(rows: Sequence[int], at_most: int | None = None) -> list[tuple[int, int]]:
    """First and last row of each unbroken run of ascending ``rows``.

    More runs than ``at_most`` become one that spans them all: repainting rows that did not change
    is cheaper than many signals.
    """
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    if at_most is not None and len(runs) > at_most:
        return [(rows[0], rows[-1])]
    return runs
