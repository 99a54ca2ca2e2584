"""Tables in Markdown."""

from __future__ import annotations


def row(*cells: str) -> str:
    """One row of a table; bars and line ends in a cell do not end it."""
    return f"| {' | '.join(map(_cell, cells))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
