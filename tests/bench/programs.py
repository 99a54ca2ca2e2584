"""Running ``pem batch`` and the peers it is compared with."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Command = Sequence[str]
RunAll = Callable[[Sequence[Command], Path], None]

PEM = (sys.executable, "-m", "parallel_execution_manager")


@dataclass(frozen=True, slots=True)
class Peer:
    """A way to run commands: its name, the program it needs (empty: none), and how."""

    name: str
    program: str
    run: RunAll

    @property
    def installed(self) -> bool:
        """Whether it can be measured here."""
        return not self.program or shutil.which(self.program) is not None


def pem_batch(
    tasks: Sequence[Mapping[str, Any]],
    folder: Path,
    configuration: Mapping[str, Any],
    pem: Command = PEM,
    data: Path | None = None,
) -> dict[str, Any]:
    """Run tasks through ``pem batch`` in ``folder``, also its data folder unless ``data`` is; its report.

    Raises:
        RuntimeError: not all tasks succeeded; has what the command said.
    """
    files = {name: folder / f"{name}.json" for name in ("tasks", "config", "report")}
    files["config"].write_text(json.dumps(configuration), encoding="utf-8")
    files["tasks"].write_text("".join(json.dumps(task) + "\n" for task in tasks), encoding="utf-8")
    argv = [*pem, "batch", files["tasks"], "--config", files["config"], "--report", files["report"]]
    # As it is installed: with its modules compiled. Some development environments switch that off.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(
        [*map(str, argv), "--data-dir", str(data or folder / "data")],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"pem batch ended with {done.returncode}: {done.stderr[-2000:]}")
    return dict(json.loads(files["report"].read_text(encoding="utf-8")))


def one_after_the_other(commands: Sequence[Command], _folder: Path) -> None:
    """The plain loop that everybody writes first."""
    for command in commands:
        subprocess.run(command, stdout=subprocess.DEVNULL, check=False)


def through_xargs(width: int) -> RunAll:
    """``xargs -P``: one shell line an entry."""

    def run(commands: Sequence[Command], _folder: Path) -> None:
        lines = "\n".join(map(shlex.join, commands))
        subprocess.run(
            ["xargs", "-P", str(width), "-I{}", "sh", "-c", "exec {}"], input=lines, text=True, check=False
        )

    return run


def through_plain_xargs(width: int) -> RunAll:
    """``xargs -P`` without a shell; every command must be one program with one argument."""

    def run(commands: Sequence[Command], _folder: Path) -> None:
        lines = "\n".join(command[-1] for command in commands)
        argv = ["xargs", "-P", str(width), "-n1", commands[0][0]]
        subprocess.run(argv, input=lines, text=True, stdout=subprocess.DEVNULL, check=False)

    return run


def through_parallel(width: int, *options: str) -> RunAll:
    """GNU parallel, which keeps the output of each command in a file of its own for a while."""

    def run(commands: Sequence[Command], folder: Path) -> None:
        lines = "\n".join(map(shlex.join, commands))
        argv = ["parallel", "--will-cite", "--tmpdir", str(folder), "-j", str(width), *options]
        subprocess.run(argv, input=lines, text=True, stdout=subprocess.DEVNULL, check=False)

    return run


def through_task_spooler(width: int) -> RunAll:
    """task-spooler: a server of its own for each run, waited for until its queue is empty."""

    def run(commands: Sequence[Command], folder: Path) -> None:
        environment = {**os.environ, "TS_SOCKET": str(folder / "tsp.sock"), "TS_MAXFINISHED": "100000"}

        def tsp(*arguments: str) -> str:
            return subprocess.run(
                ["tsp", *arguments], env=environment, capture_output=True, text=True, check=False
            ).stdout

        tsp("-S", str(width))
        for command in commands:
            tsp("-n", *command)
        while any(word in tsp("-l") for word in (" queued ", " running ")):
            time.sleep(0.05)
        tsp("-K")

    return run
