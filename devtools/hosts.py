"""No file of the project says where packages come from: that is the choice of whoever installs it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from devtools.project import ROOT, ToolError

# Put together here, so that this file names none of them either.
REGISTRIES = (("pypi", "org"), ("pypi", "python", "org"), ("python" + "hosted", "org"), ("anaconda", "org"))
OPTIONS = ("--" + "index-url", "--extra-" + "index-url", "--find-" + "links")
HOST = re.compile("|".join(re.escape(".".join(parts)) for parts in REGISTRIES), re.IGNORECASE)
OPTION = re.compile("|".join(OPTIONS))


def named_hosts(root: Path = ROOT) -> list[str]:
    """Where a file of the project names a package registry, or a lock file an index: ``path:line: text``."""
    return [
        f"{path.relative_to(root).as_posix()}:{number}: {line.strip()}"
        for path in project_files(root)
        for number, line in _lines(path)
        if HOST.search(line) or (path.parent == root / "locks" and (OPTION.search(line) or "://" in line))
    ]


def project_files(root: Path) -> list[Path]:
    """Files that are, or are about to be, under version control.

    Raises:
        ToolError: ``root`` is no git checkout.
    """
    command = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, capture_output=True, check=False)
    if listed.returncode:
        reason = listed.stderr.decode("utf-8", "replace").strip()
        raise ToolError(
            f"only git knows which files are the project's, and it says: {reason}. Work in a git clone."
        )
    return [
        path for name in listed.stdout.decode("utf-8").split("\0") if name and (path := root / name).is_file()
    ]


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    return enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1)
