"""A home of its own for a tested script, so that it neither reads nor writes the user's settings."""

from __future__ import annotations

from pathlib import Path


def sandbox_environment(home: Path, user_base: str) -> dict[str, str]:
    """Make ``home`` with its folders and name them as the systems expect it.

    ``user_base`` is where the user's own Python packages are: they are looked up below the home
    folder unless that place is named.
    """
    folders = {
        "HOME": home,
        "USERPROFILE": home,
        "APPDATA": home / "AppData" / "Roaming",
        "LOCALAPPDATA": home / "AppData" / "Local",
        "XDG_CONFIG_HOME": home / ".config",
        "XDG_DATA_HOME": home / ".local" / "share",
        "XDG_STATE_HOME": home / ".local" / "state",
        "XDG_CACHE_HOME": home / ".cache",
        "XDG_RUNTIME_DIR": home / "run",
    }
    for folder in folders.values():
        folder.mkdir(parents=True, exist_ok=True)
    # Qt refuses a runtime folder that others may enter.
    folders["XDG_RUNTIME_DIR"].chmod(0o700)
    return {"PYTHONUSERBASE": user_base, **{name: str(folder) for name, folder in folders.items()}}
