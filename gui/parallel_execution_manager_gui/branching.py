"""In how many ways a regular expression may be tried, told from how it is written.

One that is tried in too many ways, on a text that a task chose, would keep the window from doing anything
else; neither library can be stopped in the middle of it. Free of Qt.
"""

from __future__ import annotations

import math
import re
from typing import Final

LONGEST: Final = 500
"""Characters of a text that are taken for a repeat without end."""
MOST: Final = 2.5
"""Repeats without end, and some choices more, that can be tried on a text of that length."""

# What follows a parenthesis is taken with it: its question mark is no repeat. Where the libraries differ,
# what has more ways is taken, so nothing is hidden in a part that only one of them knows.
_TOKEN: Final = re.compile(
    r"""
    (?P<unknown> \(\?(?:R|\d|[+-]\d|&|P>) | \\g['<] | \(\?[a-zA-Z^]*x[a-zA-Z]*[-:)] )
    | (?P<atom> \\Q.*?(?:\\E|\Z) | \\. | \[\^?\]?(?:\\.|[^\]\\])*\] | \(\?\#[^)]*\) )
    | (?P<open> \((?:\?(?:<?[=!]|P?<\w*>|'\w*'|[:>|]|[a-zA-Z^-]*:?)|\*[^)]*)? )
    | (?P<close> \) )
    | (?P<bar> \| )
    | (?P<repeat> (?:[*+?]|\{\s*(?:\d+\s*(?:,\s*\d*)?|,\s*\d+)\s*\})[?+]? )
    | (?P<other> . )
    """,
    re.VERBOSE | re.DOTALL,
)


def branching(pattern: str) -> float:
    """How many repeats without end one has that are tried in each other's ways; choices count in part.

    Infinite if what is repeated can be tried in several ways itself, or if it cannot be told.
    """
    ways = _Ways()
    for token in _TOKEN.finditer(pattern):
        ways.take(token.lastgroup or "", token[0])
    return ways.all() / math.log(LONGEST)


class _Ways:
    """Adds up the logarithms of how many ways there are, as they multiply."""

    def __init__(self) -> None:
        # Of each open group: its branches, and the ways of what is in it.
        self._groups: list[tuple[int, float]] = [(1, 0.0)]
        # The ways of what would be repeated now; of a repeat itself they are taken for infinite.
        self._last = 0.0
        self._takers = {"open": self._open, "close": self._close, "bar": self._bar, "repeat": self._repeat}

    def take(self, kind: str, text: str) -> None:
        """Take the next piece of the pattern."""
        taker = self._takers.get(kind)
        if taker is not None:
            taker(text)
        else:
            self._last = 0.0
            self._add(math.inf if kind == "unknown" else 0.0)

    def all(self) -> float:
        """The ways of all that was taken."""
        return sum(ways + math.log(branches) for branches, ways in self._groups)

    def _add(self, ways: float) -> None:
        branches, before = self._groups[-1]
        self._groups[-1] = (branches, before + ways)

    def _open(self, _: str) -> None:
        self._groups.append((1, 0.0))
        self._last = 0.0

    def _bar(self, _: str) -> None:
        branches, ways = self._groups[-1]
        self._groups[-1] = (branches + 1, ways)
        self._last = 0.0

    def _close(self, _: str) -> None:
        self._last = 0.0
        if len(self._groups) > 1:
            branches, ways = self._groups.pop()
            self._last = ways + math.log(branches)
            self._add(self._last)

    def _repeat(self, text: str) -> None:
        choices, most = _choices(text)
        is_nested = self._last == math.inf or (self._last > 0.0 and most > 1)
        self._add(math.inf if is_nested else math.log(choices))
        self._last = math.inf


def _choices(repeat: str) -> tuple[int, int]:
    """How many lengths a repeat can have, and how often it repeats at most."""
    if repeat[0] in "*+":
        return LONGEST, LONGEST
    if repeat[0] == "?":
        return 2, 1
    low, comma, high = repeat.strip("{}?+").partition(",")
    least = min(LONGEST, int(low.strip() or 0))
    if comma and not high.strip():
        return LONGEST, LONGEST
    most = min(LONGEST, int(high)) if comma else least
    return max(1, most - least + 1), most
