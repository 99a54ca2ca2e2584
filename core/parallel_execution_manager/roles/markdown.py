"""The few pieces of Markdown that reports are made of, safe for any text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

_SPECIAL = str.maketrans({character: f"\\{character}" for character in "\\`*_|<>[]#"})


def plain(text: object) -> str:
    """``text`` as one line that Markdown shows as it is."""
    line = " ".join(
        "".join(
            c if c.isprintable() or c.isspace() else "\N{REPLACEMENT CHARACTER}" for c in str(text)
        ).split()
    )
    return line.translate(_SPECIAL)


def table(titles: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """The lines of a table."""
    head = f"| {' | '.join(titles)} |"
    rule = f"|{'---|' * len(titles)}"
    return [head, rule, *(f"| {' | '.join(plain(cell) for cell in row)} |" for row in rows), ""]


def bullets(lines: Iterable[object]) -> list[str]:
    """The lines of a list."""
    return [*(f"- {plain(line)}" for line in lines), ""]
