"""Numbers on the command line."""

from __future__ import annotations

import argparse
import math


def number(text: str) -> float:
    """A number, also a fraction.

    Raises:
        argparse.ArgumentTypeError: it is none, or not finite.
    """
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text!r} is no number; give one such as 2 or 0.5")
    return value


def whole_number(text: str) -> int:
    """A whole number.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number; give one such as 2") from None
