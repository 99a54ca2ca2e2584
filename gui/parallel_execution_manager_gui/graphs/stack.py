"""Shares stacked above each other as a picture: each has a colour and a pattern, so colour is not alone.

Drawn by arithmetic on arrays: filled paths of a plotting library cost many times as much.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from parallel_execution_manager_gui.graphs.values import Values

Pixels = NDArray[np.uint32]
Grid = NDArray[np.int64]
Mask = NDArray[np.bool_]

PATTERNS: tuple[Callable[[Grid, Grid], Mask], ...] = (
    lambda x, y: (x + y) % 6 < 2,
    lambda x, y: (y % 4 < 1) & (x >= 0),
    lambda x, y: (x % 4 < 2) & (y % 4 < 2),
    lambda x, y: (x - y) % 6 < 2,
    lambda x, y: (x % 4 < 1) & (y >= 0),
    lambda x, y: ((x + y) % 8 < 1) | ((x - y) % 8 < 1),
    lambda x, y: (x % 6 < 1) | (y % 6 < 1),
    lambda x, y: (x % 6 < 2) & (y % 3 < 1),
)
"""Where a share is drawn in its full colour: stripes, lines, squares, crosses; elsewhere it is pale."""


def columns_of(ages: Values, values: Values, span_s: float, width: int) -> Values:
    """For each column of pixels the newest values in or shortly before it; NaN where there are none."""
    found = np.full((values.shape[0], width), np.nan)
    if not len(ages) or width < 1:
        return found
    edges = np.linspace(-span_s, 0, width + 1)[1:]
    at = np.searchsorted(ages, edges, side="right") - 1
    known = at >= 0
    found[:, known] = values[:, at[known]]
    # What ends long before a column says nothing about it.
    reach = max(3 * span_s / width, 3 * float(np.median(np.diff(ages))) if len(ages) > 1 else span_s / width)
    found[:, known & (edges - ages[at] > reach)] = np.nan
    return found


def picture(shares: Values, top: float, height: int, colours: Sequence[tuple[int, int]]) -> Pixels:
    """The pixels (0xAARRGGBB, row by row from above) of shares stacked from the first upwards.

    ``shares`` has a row a share and a column a pixel; ``colours`` has the full and the pale colour of each.
    """
    width = shares.shape[1]
    pixels: Pixels = np.zeros((height, width), dtype=np.uint32)
    y, x = np.mgrid[0:height, 0:width]
    level = (height - 0.5 - y) * top / height
    below = np.zeros(width)
    for number, share in enumerate(shares):
        above = below + np.nan_to_num(share)
        inside = (level >= below) & (level < above)
        strong = PATTERNS[number % len(PATTERNS)](x, y)
        full, pale = colours[number % len(colours)]
        pixels[inside & strong] = full
        pixels[inside & ~strong] = pale
        below = above
    return pixels


def swatch(number: int, size: int, colours: Sequence[tuple[int, int]]) -> Pixels:
    """A square that looks like a share, for a legend."""
    shares = np.zeros((number + 1, size))
    shares[number] = 1.0
    return picture(shares, 1.0, size, colours)
