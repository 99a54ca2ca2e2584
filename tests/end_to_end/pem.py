"""Running the real command, as a user would."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from parallel_execution_manager.control.command import carry_out

PEM = (sys.executable, "-m", "parallel_execution_manager")
PATIENCE_S = 120
SMALL = {"cpu_cores": 0, "memory_mb": 1}


def run_pem(
    *arguments: str | Path, cwd: Path, stdin: bytes = b"", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run ``pem`` to its end."""
    done = subprocess.run(
        [*PEM, *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        check=False,
        timeout=PATIENCE_S,
        env=env,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    )


def pem_here(*arguments: str | Path, cwd: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    """Carry out ``pem`` in the test's process: a hundred starts of Python take longer than what they do."""
    words = list(map(str, arguments))
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    with (
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            code = carry_out(words)
        except SystemExit as end:
            code = int(end.code or 0)
    for stream in (out, err):
        stream.seek(0)
    return subprocess.CompletedProcess(words, code, out.read(), err.read())


def without_display() -> dict[str, str]:
    """The environment of a computer without a screen."""
    return {name: value for name, value in os.environ.items() if name not in {"DISPLAY", "WAYLAND_DISPLAY"}}


def write_tasks(path: Path, *tasks: Mapping[str, Any]) -> Path:
    """A task file; each task is one of agent_simulations with small requirements unless it says."""
    usual = {"role": "agent_simulations", "requirements": SMALL}
    path.write_text("".join(json.dumps({**usual, **task}) + "\n" for task in tasks), encoding="utf-8")
    return path


def python(code: str) -> list[str]:
    """A command that runs ``code``."""
    return [sys.executable, "-S", "-c", code]


def states(report: Path) -> dict[str, str]:
    """The state of each task of a report, by id."""
    return {task["id"]: task["state"] for task in json.loads(report.read_text(encoding="utf-8"))["tasks"]}
