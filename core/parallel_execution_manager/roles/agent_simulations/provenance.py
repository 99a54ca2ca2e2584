"""Where a run came from: the script's content, its commit, the interpreter."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

QUESTION_TIMEOUT_S = 10.0


def file_sha256(path: Path) -> str:
    """SHA-256 of the file's bytes, in hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def git_state(script: Path) -> dict[str, object] | None:
    """The commit that is checked out at the script, and whether the script differs from it.

    ``None`` where there is no repository, no commit or no git.
    """
    commit = _answer("git", "-C", str(script.parent), "rev-parse", "--verify", "HEAD")
    if not commit:
        return None
    changes = _answer("git", "-C", str(script.parent), "status", "--porcelain", "--", script.name)
    return {"commit": commit, "script_differs": changes != ""}


def python_version(python: str) -> str | None:
    """The version of an interpreter; ``None`` if it does not say."""
    if python == sys.executable:
        import platform

        return platform.python_version()
    return _answer(python, "-I", "-c", "import platform; print(platform.python_version())")


def _answer(*command: str) -> str | None:
    try:
        done = subprocess.run(
            command, capture_output=True, stdin=subprocess.DEVNULL, timeout=QUESTION_TIMEOUT_S, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.decode("utf-8", "replace").strip()
