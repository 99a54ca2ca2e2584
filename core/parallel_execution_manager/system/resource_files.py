"""Finding the files that belong to the program: icons, the demo, the help, the default configuration."""

from __future__ import annotations

from pathlib import Path

# Not importlib.resources: it loads more than everything else at the start of a command.
_PACKAGE = Path(__file__).parents[1]


def resource_path(name: str) -> Path:
    """Where the resource ``name`` (a path with ``/`` below ``resources``) is on this computer.

    A checkout has ``resources/``, ``docs/`` and the default configuration at its root; an installed package
    has all three in its own ``resources/``.

    Raises:
        FileNotFoundError: the installation is not complete.
    """
    packaged = _PACKAGE / "resources" / name
    checkout = _checkout()
    places = [packaged] if checkout is None else [checkout / "resources" / name, checkout / name, packaged]
    for place in places:
        if place.exists():
            return place
    raise FileNotFoundError(
        f"resource {name!r} is missing (looked for {', '.join(map(str, places))}): install the program again"
    )


def _checkout() -> Path | None:
    """The root of the source tree that this module runs from, or ``None`` when it is installed."""
    source_root = Path(__file__).resolve().parents[2]
    root = source_root.parent
    return root if source_root.name == "core" and (root / "pyproject.toml").is_file() else None
