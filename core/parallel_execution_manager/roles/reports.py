"""Parts of reports: the head of a JSON document, Markdown safe for any text, the time zone."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DOCUMENT_VERSION = 1


def document(kind: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """``content`` with the head of a document named ``parallel_execution_manager.<kind>``."""
    return {
        "schema": f"parallel_execution_manager.{kind}",
        "schema_version": DOCUMENT_VERSION,
        "program_version": program_version(),
        "written_at": datetime.now(UTC).isoformat(),
        **content,
    }


def program_version() -> str:
    """The version of this program; ``unknown`` where it runs without being installed."""
    # It loads the parsers of mail: nothing that each start should wait for.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("parallel-execution-manager")
    except PackageNotFoundError:
        return "unknown"


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


LOCALTIME = Path("/etc/localtime")


def local_zone(localtime: Path = LOCALTIME) -> ZoneInfo | None:
    """The zone named by ``TZ``, else by the link ``localtime``; ``None`` where they name none.

    A name is needed, not an offset: only a named zone knows its daylight-saving changes to come.
    """
    given = os.environ.get("TZ")
    return find_zone(given.removeprefix(":") if given else _linked_name(localtime))


def local_time() -> tzinfo:
    """The zone of this machine; where it has no name, the offset that the clock has now."""
    return local_zone() or datetime.now(UTC).astimezone().tzinfo or UTC


def find_zone(name: str) -> ZoneInfo | None:
    """The zone of that name in the time zone database; ``None`` if there is none."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _linked_name(localtime: Path) -> str:
    _, found, name = os.path.realpath(localtime).partition("zoneinfo/")
    return name if found else ""
