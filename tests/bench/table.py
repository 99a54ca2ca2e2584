"""The form of every figure: what was measured, ours, a peer's, and how they compare."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

HEAD = "| What | Ours | Peer | Peer's | Ours to peer's |\n|---|---|---|---|---|"
NOT_INSTALLED = "not installed"


@dataclass(frozen=True, slots=True)
class Figure:
    """One row; ``peer`` may also be a goal. ``ratio`` is in words, empty where there is none."""

    what: str
    ours: str
    peer: str = ""
    peers: str = ""
    ratio: str = ""

    def line(self) -> str:
        """The row in Markdown."""
        return f"| {self.what} | {self.ours} | {self.peer} | {self.peers} | {self.ratio} |"


def times(ours: float, peers: float) -> str:
    """How many times as much ours is."""
    return f"{ours / peers:.2f} times" if peers else ""


def markdown(figures: Iterable[Figure]) -> str:
    """The table with a line about the machine and the day."""
    return "\n".join((machine_line(), "", HEAD, *(figure.line() for figure in figures)))


def machine_line() -> str:
    """What the figures were measured on."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else float("nan")
    day = datetime.now(UTC).date().isoformat()
    return (
        f"Measured {day}: {platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, load before {load:.1f}."
    )


def replace_between_marks(path: Path, name: str, text: str) -> None:
    """Put ``text`` between the marks ``<!-- name -->`` and ``<!-- /name -->`` of a document.

    Raises:
        ValueError: the document has no such marks.
    """
    document = path.read_text(encoding="utf-8")
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    if start not in document or end not in document:
        raise ValueError(f"{path} has no marks {start} and {end}; put them where the table belongs")
    before, rest = document.split(start, 1)
    after = rest.split(end, 1)[1]
    path.write_text(f"{before}{start}\n{text}\n{end}{after}", encoding="utf-8")
