"""Colours of a log made readable on the ground of the window. No Qt in here.

Contrast is that of the Web Content Accessibility Guidelines 2.2 (relative luminance); text needs 4.5.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from parallel_execution_manager.system.logs.text import Style

LEAST_CONTRAST: Final = 4.5
_STEPS: Final = 32


@lru_cache(maxsize=4096)
def letters(style: Style, text: int, base: int) -> tuple[int, int | None]:
    """The colour of letters and of the ground behind them (``None`` for the view's own).

    ``text`` and ``base`` are the view's own colours. The letters keep their hue and get lighter or darker
    until they can be read.
    """
    if style.swapped:
        ground = text if style.colour is None else style.colour
        return readable_on(base if style.ground is None else style.ground, ground), ground
    behind = base if style.ground is None else style.ground
    return readable_on(text if style.colour is None else style.colour, behind), style.ground


def readable_on(colour: int, ground: int) -> int:
    """The colour nearest to ``colour`` with enough contrast, towards white or black."""
    if contrast(colour, ground) >= LEAST_CONTRAST:
        return colour
    end = 0xFFFFFF if contrast(0xFFFFFF, ground) > contrast(0, ground) else 0
    mixed = (_mixed(colour, end, step / _STEPS) for step in range(1, _STEPS))
    return next((one for one in mixed if contrast(one, ground) >= LEAST_CONTRAST), end)


def contrast(one: int, other: int) -> float:
    """From 1 (the same) to 21 (black on white)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: int) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _parts(colour: int) -> tuple[int, int, int]:
    return colour >> 16 & 255, colour >> 8 & 255, colour & 255


def _mixed(colour: int, end: int, share: float) -> int:
    pairs = zip(_parts(colour), _parts(end), strict=True)
    red, green, blue = (round(a + (b - a) * share) for a, b in pairs)
    return red << 16 | green << 8 | blue
