"""The head that every JSON document of a role carries: what it is, its version, who wrote it and when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

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
