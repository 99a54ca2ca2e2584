"""The packaged program where a user may have it: not as who built it, and not where it was built."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILT = ROOT / "dist" / "parallel-execution-manager"
IS_BUILT = (BUILT / "pem").is_file()
NOBODY = 65534
PATIENCE_S = 240


@dataclass(frozen=True)
class Artefact:
    """A copy of what was built, in ``folder``, and a home beside it."""

    folder: Path
    home: Path

    def run(self, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """Run ``pem`` with nothing in its environment but a home and an empty ``PATH``."""
        return self.run_program("pem", *words, **env)

    def run_program(self, name: str, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
        """The same with any program of the folder."""
        nowhere = self.home / "no programs"
        nowhere.mkdir(exist_ok=True)
        surroundings: Mapping[str, str] = {"HOME": str(self.home), "PATH": str(nowhere), **env}
        # The runner of the tests may be root; a user is not.
        other = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
        return subprocess.run(
            [os.path.join(self.folder, name), *words],  # noqa: PTH118 - as it is, with "." and ".."
            env=surroundings,
            cwd=self.home,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=PATIENCE_S,
            check=False,
            **other,
        )


@contextlib.contextmanager
def installed() -> Iterator[Artefact]:
    """The program in a read-only folder whose path has spaces and letters that are not ASCII."""
    with tempfile.TemporaryDirectory(prefix="pem artefact ", ignore_cleanup_errors=True) as name:
        place = Path(name, "Programme für alle")
        home = Path(name, "home of nobody")
        Path(name).chmod(0o755)
        place.mkdir(mode=0o755)
        home.mkdir(mode=0o700)
        if os.geteuid() == 0:
            os.chown(home, NOBODY, NOBODY)
        folder = place / BUILT.name
        shutil.copytree(BUILT, folder, symlinks=True)
        for path in (folder, *folder.rglob("*")):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode & ~0o222)
        yield Artefact(folder, home)
