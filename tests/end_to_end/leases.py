"""Shells and programs that hold files, as users would start them."""

from __future__ import annotations

import contextlib
import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.end_to_end.pem import PEM, pem_here

PEM_WORDS = shlex.join(PEM)


@contextlib.contextmanager
def shell(cwd: Path, program: str = "sh") -> Iterator[Shell]:
    """A shell that carries out lines until it is closed."""
    with subprocess.Popen(
        [program], cwd=cwd, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        yield Shell(process)
        process.kill()


class Shell:
    """A running shell."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process

    def run(self, line: str) -> tuple[int, str]:
        """The exit code and all output of one line, in which ``pem`` is the command."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f'pem() {{ {PEM_WORDS} "$@"; }}\n{line}\ncode=$?; echo; echo DONE $code\n')
        self.process.stdin.flush()
        said: list[str] = []
        for text in self.process.stdout:
            if text.startswith("DONE "):
                return int(text.split()[1]), "".join(said).strip()
            said.append(text)
        raise AssertionError(f"the shell has ended: {said}")


def start_pem(*arguments: str, cwd: Path) -> subprocess.Popen[str]:
    """A ``pem`` that is still running."""
    return subprocess.Popen(
        [*PEM, *arguments], cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def leased(cwd: Path) -> dict[str, dict[str, Any]]:
    """What ``pem lease list`` tells, by the name of the file."""
    done = pem_here("lease", "list", "--json", cwd=cwd)
    assert done.returncode == 0, done.stderr
    return {Path(row["name"]).name: row for row in json.loads(done.stdout)["files"]}


def waiters(cwd: Path, name: str) -> int:
    """How many wait for a file."""
    return len(leased(cwd).get(name, {"waiters": ()})["waiters"])


def python(code: str) -> list[str]:
    """A command that runs ``code``."""
    return [sys.executable, "-c", code]
