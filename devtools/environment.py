"""The virtual environments: ``.venv`` for the Python that runs dev.py, ``.venv-3.12`` for another.

A stamp is written last, when all is installed. Without it an environment is half made and is made anew;
with one of an older lock it is brought up to date; with the right one there is nothing to do, and finding
that out costs a few milliseconds.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from devtools.alone import alone
from devtools.installers import Installer, best_installer
from devtools.interpreters import own_version
from devtools.processes import answers
from devtools.project import ROOT, say

SOURCES = ("core", "gui")
STAMP = "set-up-finished"
RUN, DEV, BENCH, DOCS, PACKAGE = "run", "dev", "bench", "docs", "package"


@dataclass(frozen=True)
class Environment:
    """A virtual environment of the checkout in ``root`` for one version of Python."""

    root: Path
    folder: Path
    version: str
    interpreter: Path

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.program("python")

    def program(self, name: str) -> Path:
        """A program that is installed in it."""
        if os.name == "nt":
            return self.folder / "Scripts" / f"{name}.exe"
        return self.folder / "bin" / name

    def prepare(self, packages: str, choose_installer: Callable[[], Installer] = best_installer) -> None:
        """Make it hold what ``packages`` (``run`` or ``dev``) names; ``dev`` holds all of ``run``.

        Raises:
            ToolError: it cannot be made or filled.
        """
        if self._is_ready(packages):
            return
        with alone(self.folder.with_name(f"{self.folder.name}.lock"), self._say_waiting):
            if not self._is_ready(packages):
                self._set_up(self._at_least(packages), choose_installer())

    def compile_sources(self) -> None:
        """Compile our own sources if they have changed, so that each process of a run need not do it again.

        With ``PYTHONDONTWRITEBYTECODE`` Python keeps nothing of what it compiles, but reads what it finds.
        A source that cannot be compiled says so where it is used.
        """
        answers([self.python, "-m", "compileall", "-qq", *(self.root / folder for folder in SOURCES)])

    def add(self, packages: str, choose_installer: Callable[[], Installer] = best_installer) -> None:
        """Make a prepared one also hold what ``packages`` (``bench`` or ``docs``) names.

        Raises:
            ToolError: it cannot be installed.
        """
        stamp = self.folder / f"{packages}-added"
        with alone(self.folder.with_name(f"{self.folder.name}.lock"), self._say_waiting):
            if stamp.exists() and stamp.read_text(encoding="utf-8") == self._digest(packages):
                return
            say(f"installing what locks/{packages}.txt names into {self.folder.name} ...")
            choose_installer().add(self.python, self._lock(packages))
            stamp.write_text(self._digest(packages), encoding="utf-8")

    def _is_ready(self, packages: str) -> bool:
        made_for, filled_with = self._stamp()
        wanted = {self._digest(packages), self._digest(DEV)}
        return made_for == self._identity() and filled_with in wanted and self.python.exists()

    def _at_least(self, packages: str) -> str:
        """An environment for development stays one, also when the program is only run."""
        return DEV if self._stamp()[1].startswith(f"{DEV} ") else packages

    def _set_up(self, packages: str, installer: Installer) -> None:
        began = time.monotonic()
        reason = self._why_anew(installer)
        (self.folder / STAMP).unlink(missing_ok=True)
        if reason:
            self._make_anew(installer, reason)
        say(f"installing what locks/{packages}.txt names into {self.folder.name} with {installer.name} ...")
        installer.add(self.python, self._lock(packages))
        installer.add_project(self.python, self.root)
        self.compile_sources()
        (self.folder / STAMP).write_text(f"{self._identity()}\n{self._digest(packages)}\n", encoding="utf-8")
        say(f"{self.folder.name} is ready after {time.monotonic() - began:.0f} s")

    def _why_anew(self, installer: Installer) -> str:
        """Why the folder cannot be used as it stands; empty if it can."""
        made_for, _ = self._stamp()
        if not self.folder.exists():
            return "there is none yet"
        if not made_for:
            return "its set-up was never finished"
        if made_for != self._identity():
            return f"it was made for {made_for}"
        if not self.python.exists():
            return "its Python is gone"
        return "" if installer.can_fill(self.python) else f"{installer.name} cannot install into it"

    def _make_anew(self, installer: Installer, reason: str) -> None:
        say(f"making {self.folder.name} for Python {self.version} with {installer.name} ({reason})")
        if self.folder.is_symlink():
            self.folder.unlink()
        elif self.folder.exists():
            shutil.rmtree(self.folder)
        installer.make(self.folder, self.interpreter)

    def _stamp(self) -> tuple[str, str]:
        try:
            made_for, filled_with = (self.folder / STAMP).read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError):
            return "", ""
        return made_for, filled_with

    def _identity(self) -> str:
        """An environment holds its own path and belongs to one Python: it can be neither moved nor shared."""
        return f"Python {self.version} in {self.folder}"

    def _lock(self, packages: str) -> Path:
        return self.root / "locks" / f"{packages}.txt"

    def _digest(self, packages: str) -> str:
        """Changes with whatever the content of an environment depends on."""
        content = hashlib.sha256()
        for path in (self._lock(packages), self.root / "pyproject.toml"):
            content.update(path.read_bytes())
        return f"{packages} {content.hexdigest()}"

    def _say_waiting(self) -> None:
        say(f"another dev.py is setting up {self.folder.name}: waiting for it")


def environment_for(version: str, interpreter: Path) -> Environment:
    """The environment of that Python: ``.venv`` for the one that runs this."""
    name = ".venv" if version == own_version() else f".venv-{version}"
    return Environment(ROOT, ROOT / name, version, interpreter)
