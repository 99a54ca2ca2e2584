"""Finds the Pythons of this computer that really run."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from devtools.project import PYTHONS, ToolError

PATIENCE_S = 30
ASK = "import sys; print('%d.%d' % sys.version_info[:2]); print(sys.executable)"


def own_version() -> str:
    """The version of the Python that runs this, as ``3.12``."""
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def own_interpreter() -> Path:
    """The Python that runs this; from inside an environment, the one that the environment was made of."""
    return Path(getattr(sys, "_base_executable", sys.executable))


def find(version: str) -> Path | None:
    """An interpreter of that version, tried by starting it; version managers leave shims that only fail."""
    if version == own_version():
        return own_interpreter()
    tried = (_try(candidate, version) for candidate in _candidates(version))
    return next((path for path in tried if path), None)


def chosen(wish: str | None) -> list[tuple[str, Path]]:
    """The interpreters for ``--python``: this one, the named one, or all that can be found, this one first.

    Raises:
        ToolError: the named version is not one of ours or not installed here.
    """
    if wish is None:
        return [(own_version(), own_interpreter())]
    wanted = sorted(PYTHONS, key=own_version().__ne__) if wish == "all" else [wish]
    if wish not in {"all", *PYTHONS}:
        raise ToolError(f"--python {wish}: the project is tested with {', '.join(PYTHONS)}; or say all.")
    found = [(version, path) for version in wanted if (path := find(version))]
    if not found:
        raise ToolError(
            f"--python {wish}: no Python {' or '.join(wanted)} that starts was found. Install it, or name "
            "its folder in PATH; uv python install brings one as well."
        )
    return found


def _candidates(version: str) -> Iterator[Path]:
    name = f"python{version}"
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        if folder:
            yield from (Path(folder, name), Path(folder, f"{name}.exe"))
    for versions in _folders_of_versions():
        for home in sorted(versions.glob(f"*{version}*"), reverse=True):
            yield from (home / "bin" / name, home / "python.exe")
        yield versions / f"Python{version.replace('.', '')}" / "python.exe"
    yield from (Path("/opt/homebrew/bin", name), Path("/usr/local/bin", name))


def _folders_of_versions() -> Iterator[Path]:
    """Folders that hold one folder a version: those of pyenv, uv and whatever brought this Python."""
    environment = os.environ
    yield Path(sys.base_prefix).parent
    yield Path(environment.get("PYENV_ROOT") or Path.home() / ".pyenv", "versions")
    data = environment.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    yield Path(environment.get("UV_PYTHON_INSTALL_DIR") or Path(data, "uv", "python"))
    if sys.platform == "darwin":
        yield Path("/Library/Frameworks/Python.framework/Versions")
    if sys.platform == "win32":
        yield Path(environment.get("LOCALAPPDATA", ""), "Programs", "Python")


def _try(candidate: Path, version: str) -> Path | None:
    """The interpreter behind ``candidate``, if it starts and has that version."""
    if not candidate.is_file():
        return None
    try:
        answer = subprocess.run(
            [candidate, "-I", "-c", ASK], capture_output=True, text=True, timeout=PATIENCE_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found, _, path = answer.stdout.strip().partition("\n")
    return Path(path) if found == version else None
