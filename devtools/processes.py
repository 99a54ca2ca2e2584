"""Starts the programs that do the work."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from devtools.failures import explain
from devtools.project import ToolError, say

WORTH_SHOWING = "Downloading "
Command = Sequence[str | Path]
# They would send pip elsewhere, or let it see packages that are not in the environment.
MISLEADING = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PYTHONHOME", "PYTHONPATH")


def call(command: Command, cwd: Path | None = None, **env: str) -> int:
    """Run in the foreground; gives the exit code, as a shell would (128 + n for signal n).

    Ctrl-C reaches the program too, which ends in its own way.
    """
    process = subprocess.Popen(command, cwd=cwd, env={**os.environ, **env})
    while True:
        try:
            code = process.wait()
        except KeyboardInterrupt:
            continue
        return code if code >= 0 else 128 - code


def become(command: Command) -> NoReturn:
    """Let the program take the place of this one, where the system can do that."""
    if os.name == "posix":
        os.execv(command[0], list(map(str, command)))  # noqa: S606 - pem, no shell wanted
    sys.exit(call(command))


def quietly(what: str, command: Command) -> None:
    """Run a step of the set-up, showing only what it fetches.

    Raises:
        ToolError: the step failed; the message says why and what to do.
    """
    env = {name: value for name, value in os.environ.items() if name not in MISLEADING}
    output = []
    with subprocess.Popen(
        command, env={**env, **_calm()}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, encoding="utf-8", errors="replace",
    ) as process:  # fmt: skip
        for line in process.stdout or ():
            output.append(line)
            if line.lstrip().startswith(WORTH_SHOWING):
                say(f"  {line.strip()}")
    if process.returncode:
        raise ToolError(explain(what, "".join(output)))


def _calm() -> Mapping[str, str]:
    return {
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_NO_INPUT": "1",
        "PIP_PROGRESS_BAR": "off",
        "NO_COLOR": "1",
    }


def answers(command: Command) -> bool:
    """Whether the program can be started and ends well, for example with ``--version``."""
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False
