"""The two ways to make an environment: uv where it is installed, else venv and pip."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from devtools.processes import Command, answers, quietly
from devtools.project import ToolError


class Installer(Protocol):
    """Makes an environment and fills it."""

    @property
    def name(self) -> str:
        """What to call it in a line of progress."""

    def make(self, folder: Path, interpreter: Path) -> None:
        """Make an empty environment in ``folder``, which does not exist."""

    def can_fill(self, python: Path) -> bool:
        """Whether this installer can install into the environment of ``python``."""

    def install(self, python: Path, lock: Path, project: Path) -> None:
        """Install what ``lock`` names, each with a hash, and then ``project`` itself, editable."""


@dataclass(frozen=True)
class Uv:
    """https://docs.astral.sh/uv: ten times faster, and shares files between environments."""

    program: str
    name: str = "uv"

    def make(self, folder: Path, interpreter: Path) -> None:
        """See Installer."""
        quietly(
            f"making {folder.name}", [self.program, "venv", "--no-project", "--python", interpreter, folder]
        )

    def can_fill(self, python: Path) -> bool:
        """Any environment."""
        return python.exists()

    def install(self, python: Path, lock: Path, project: Path) -> None:
        """See Installer."""
        pip: Command = [self.program, "pip", "install", "--python", python]
        quietly(f"installing {lock.name}", [*pip, "--require-hashes", "-r", lock])
        quietly("installing the project", [*pip, "--no-deps", "--no-build-isolation", "-e", project])


@dataclass(frozen=True)
class VenvAndPip:
    """What Python brings itself."""

    name: str = "venv and pip"

    def make(self, folder: Path, interpreter: Path) -> None:
        """See Installer."""
        if not answers([interpreter, "-c", "import ensurepip, venv"]):
            raise ToolError(
                f"{interpreter} comes without the modules venv and ensurepip. Install them (on Debian and "
                "Ubuntu: sudo apt-get install python3-venv), or install uv, which needs neither."
            )
        quietly(f"making {folder.name}", [interpreter, "-m", "venv", folder])

    def can_fill(self, python: Path) -> bool:
        """One that has pip: uv makes them without."""
        return answers([python, "-m", "pip", "--version"])

    def install(self, python: Path, lock: Path, project: Path) -> None:
        """See Installer."""
        pip: Command = [python, "-m", "pip", "install"]
        quietly(f"installing {lock.name}", [*pip, "--require-hashes", "-r", lock])
        quietly("installing the project", [*pip, "--no-deps", "--no-build-isolation", "-e", project])


def best_installer() -> Installer:
    """Uv if it is installed and starts, else venv and pip."""
    program = shutil.which("uv")
    return Uv(program) if program and answers([program, "--version"]) else VenvAndPip()
