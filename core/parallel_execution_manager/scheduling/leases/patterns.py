"""Patterns of file names: what a pattern matches, and whether two may match the same file.

``*`` and ``?`` stay inside a name; a name of ``**`` is any number of folders, none too, and at the end all
that is below. Everything else is meant literally. Names are parted by ``/``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import Final

ANY_DEPTH: Final = "**"
_WILD: Final = re.compile(r"[*?]")


def matches(pattern: str, below: str) -> bool:
    """Whether a path below the pattern's folder is meant by the pattern."""
    return _compiled(pattern).fullmatch(below) is not None


def may_meet(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two patterns, as their names, may match one path; ``False`` only if that is certain."""
    if ANY_DEPTH not in one and ANY_DEPTH not in other and len(one) != len(other):
        return False
    if _is_too_short(one, other) or _is_too_short(other, one):
        return False
    return all(_names_may_meet(*pair) for pair in _facing(one, other))


def suffix_of(name: str) -> str:
    """The last dot of a name and what follows it; empty without a dot."""
    return name[name.rfind(".") :] if "." in name else ""


def suffix_meant(pattern: str) -> str:
    """The suffix that every file of a pattern has; empty if they may have any, or none."""
    return suffix_of(_tail(pattern.rsplit("/", 1)[-1]))


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    names = pattern.split("/")
    last = len(names) - 1
    return re.compile("".join(_expression(name, last=n == last) for n, name in enumerate(names)), re.DOTALL)


def _expression(name: str, *, last: bool) -> str:
    if name == ANY_DEPTH:
        return ".+" if last else "(?:.+/)?"
    wild = {"*": "[^/]*", "?": "[^/]"}
    text = "".join(wild.get(character) or re.escape(character) for character in name)
    return text if last else f"{text}/"


def _is_too_short(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether what ``one`` matches has always fewer names than what ``other`` matches."""
    return ANY_DEPTH not in one and len(one) < sum(name != ANY_DEPTH for name in other)


def _facing(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The names that must match one name: from the front and from the end, up to any number of folders."""

    def fixed(pair: tuple[str, str]) -> bool:
        return ANY_DEPTH not in pair

    yield from takewhile(fixed, zip(one, other, strict=False))
    yield from takewhile(fixed, zip(reversed(one), reversed(other), strict=False))


def _names_may_meet(one: str, other: str) -> bool:
    if not _WILD.search(one):
        return matches(other, one)
    if not _WILD.search(other):
        return matches(one, other)
    return _agree(_head(one), _head(other)) and _agree(_tail(one)[::-1], _tail(other)[::-1])


def _agree(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _head(name: str) -> str:
    return _WILD.split(name, maxsplit=1)[0]


def _tail(name: str) -> str:
    return _WILD.split(name)[-1]
