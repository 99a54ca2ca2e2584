"""The version of the installed program."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

DISTRIBUTION = "parallel-execution-manager"


def program_version() -> str:
    """The version of the installed distribution, or what to say when it runs without being installed."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "unknown (not installed)"
