"""The time zone of this machine, by its name where the system tells it."""

from __future__ import annotations

import os
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

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
