"""Where things are in the checkout, and how the tools talk."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHONS = ("3.11", "3.12", "3.13")


class ToolError(Exception):
    """What the tools cannot do; the message names the thing, the reason and the way out."""


def say(text: str) -> None:
    """One line of progress. It goes to stderr, so that a program's own output stays clean."""
    print(f"dev.py: {text}", file=sys.stderr, flush=True)
