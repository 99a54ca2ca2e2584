"""Between a task's form and a line of a task file. No Qt in here."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import Any

_OWN = frozenset({"name", "priority", "command", "writes", "reads", "after", "cwd", "cpu_cores", "memory_mb"})


def row_of(role: str, values: Mapping[str, Any], kept: Mapping[str, Any]) -> dict[str, Any]:
    """The task's line. ``values`` has what was entered, ``kept`` what the form does not show.

    Raises:
        ValueError: the command's quotes are not closed.
    """
    given = {key: value for key, value in values.items() if value is not None}
    row: dict[str, Any] = {**kept, "role": role}
    row |= {key: given[key] for key in ("name", "priority", "after", "cwd") if key in given}
    if "command" in given:
        try:
            row["command"] = shlex.split(given["command"])
        except ValueError as error:
            raise ValueError(f"Command: {error}; close the quotes") from None
    files = [*given.get("writes", ()), *({"path": path, "mode": "read"} for path in given.get("reads", ()))]
    needs = {key: given[key] for key in ("cpu_cores", "memory_mb") if key in given}
    row |= {key: value for key, value in (("files", files), ("requirements", needs)) if value}
    return row | {key: value for key, value in given.items() if key not in _OWN}


def values_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows of a task's line."""
    values = {
        key: value for key, value in row.items() if key not in ("files", "requirements", "command", "role")
    }
    if row.get("command"):
        values["command"] = shlex.join(row["command"])
    files = [entry if isinstance(entry, dict) else {"path": entry} for entry in row.get("files", ())]
    reads = [entry["path"] for entry in files if entry.get("mode") == "read"]
    writes = [entry["path"] for entry in files if entry.get("mode") != "read"]
    return {**values, **row.get("requirements", {}), "reads": reads, "writes": writes}
