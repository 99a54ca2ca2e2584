"""Builds what is given to users from what is committed, twice, to see that both are the same to the byte."""

from __future__ import annotations

import hashlib
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from pathlib import Path

from devtools.project import ROOT, ToolError


def git(*arguments: str, root: Path = ROOT) -> str:
    """What git says.

    Raises:
        ToolError: it refuses; the message is its own.
    """
    said = subprocess.run(
        ["git", "-C", str(root), *arguments], capture_output=True, text=True, encoding="utf-8", check=False
    )
    if said.returncode:
        raise ToolError(f"git {arguments[0]} failed: {said.stderr.strip()}")
    return said.stdout.strip()


def build_committed(python: Path, folder: Path, root: Path = ROOT) -> Mapping[str, str]:
    """Build the source distribution and the wheel of the newest commit into ``folder``: name and SHA-256.

    The time of all that is packed is the commit's, so that the same commit gives the same bytes anywhere:
    https://reproducible-builds.org/docs/source-date-epoch/

    Raises:
        ToolError: a build failed.
    """
    with tempfile.TemporaryDirectory(prefix="pem-release-") as scratch:
        _export(root, Path(scratch) / "archive.tar", Path(scratch) / "tree")
        command = [str(python), "-m", "build", "--no-isolation", "--outdir", str(folder)]
        built = subprocess.run(
            [*command, str(Path(scratch) / "tree")],
            env={**os.environ, "SOURCE_DATE_EPOCH": git("log", "-1", "--format=%ct", root=root)},
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    if built.returncode:
        lines = "\n".join((built.stdout + built.stderr).strip().splitlines()[-12:])
        raise ToolError(f"the distributions cannot be built:\n{lines}")
    return {path.name: digest(path) for path in sorted(folder.iterdir())}


def differing(first: Mapping[str, str], second: Mapping[str, str]) -> list[str]:
    """Names that only one of two builds has, or that are not the same in both."""
    return sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))


def digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _export(root: Path, archive: Path, tree: Path) -> None:
    git("archive", "--format=tar", f"--output={archive}", "HEAD", root=root)
    with tarfile.open(archive) as packed:
        packed.extractall(tree, filter="data")
