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

    def add(self, python: Path, lock: Path) -> None:
        """Install what ``lock`` names, each with a hash."""

    def add_project(self, python: Path, project: Path) -> None:
        """Install ``project`` itself, editable, once all that it needs is there."""


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

    def add(self, python: Path, lock: Path) -> None:
        """See Installer."""
        quietly(f"installing {lock.name}", [*self._install(python), "--require-hashes", "-r", lock])

    def add_project(self, python: Path, project: Path) -> None:
        """See Installer."""
        options = ("--no-deps", "--no-build-isolation", "-e", project)
        quietly("installing the project", [*self._install(python), *options])

    def _install(self, python: Path) -> Command:
        # Compiled once here: who starts it later may not, or does not, write what Python compiles.
        return [self.program, "pip", "install", "--compile-bytecode", "--python", python]


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

    def add(self, python: Path, lock: Path) -> None:
        """See Installer."""
        quietly(f"installing {lock.name}", [python, "-m", "pip", "install", "--require-hashes", "-r", lock])

    def add_project(self, python: Path, project: Path) -> None:
        """See Installer."""
        options = ("--no-deps", "--no-build-isolation", "-e", project)
        quietly("installing the project", [python, "-m", "pip", "install", *options])


def best_installer() -> Installer:
    """Uv if it is installed and starts, else venv and pip."""
    program = shutil.which("uv")
    return Uv(program) if program and answers([program, "--version"]) else VenvAndPip()
