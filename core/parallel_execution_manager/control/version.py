"""The version of the installed program."""

from __future__ import annotations

DISTRIBUTION = "parallel-execution-manager"


def program_version() -> str:
    """The version of the installed distribution, or what to say when it runs without being installed."""
    # It loads the parsers of mail: nothing that each start should wait for.
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "unknown (not installed)"
