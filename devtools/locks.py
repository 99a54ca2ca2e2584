"""``dev.py lock``: makes the lock files from ``pyproject.toml``."""

from __future__ import annotations

import shutil

from devtools.processes import call
from devtools.project import PYTHONS, ROOT, ToolError, say

GROUPS = {  # file: what goes into it
    "run": ("pyproject.toml", "--group", "build"),
    "dev": ("pyproject.toml", "--group", "dev"),
    # They are installed beside the others, so they may not want other versions of what those have.
    "bench": ("--group", "bench", "--constraints", "locks/dev.txt"),
    "docs": ("--group", "docs", "--constraints", "locks/dev.txt"),
    "audit": ("--group", "audit", "--constraints", "locks/dev.txt"),
    # What is packaged is what runs, in the same versions.
    "package": ("pyproject.toml", "--group", "package", "--constraints", "locks/run.txt"),
}


def lock() -> int:
    """Resolve anew for all systems and Pythons, with a hash of each file and no word on where it was found.

    Raises:
        ToolError: uv is not installed; pip cannot write a lock for other systems than its own.
    """
    uv = shutil.which("uv")
    if uv is None:
        raise ToolError(
            "lock needs uv, because only uv locks for all systems at once: install uv and try again."
        )
    for name, content in GROUPS.items():
        say(f"making locks/{name}.txt")
        command = [
            *(uv, "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--upgrade"),
            # An extra that somebody asks for and that is not locked pip takes in its newest version.
            "--no-strip-extras",
            *("--python-version", PYTHONS[0], "--no-emit-" + "index-url", "--no-header"),
            *(*content, "-o", f"locks/{name}.txt"),
        ]
        if code := call(command, cwd=ROOT):
            return code
    return 0
