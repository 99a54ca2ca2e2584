"""What ``dev.py package`` measures: sizes, the time to build, and starts beside the unpackaged program."""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from devtools.environment import Environment
from devtools.processes import Command

ROUNDS = 7
MB = 1e6
LOAD_WINDOW = "import parallel_execution_manager_gui.app, pyqtgraph"


def figures(
    made: Sequence[Path], took_s: float, version: str, packaged: Environment, own: Environment
) -> Iterator[str]:
    """Lines for people: one for each thing that was made, the time that it took, and how it starts."""
    for path in made:
        size = folder_size(path) if path.is_dir() else path.stat().st_size
        yield f"{path.name}: {size / MB:.1f} MB{' unpacked' if path.is_dir() else ''}"
    yield f"built in {took_s:.0f} s with Python {version}"
    pem = made[0] / ("pem.exe" if os.name == "nt" else "pem")
    ways: dict[str, tuple[Path, Path]] = {  # pem, and the Python that runs it
        "packaged": (pem, pem),
        f"unpackaged, Python {packaged.version}": (packaged.program("pem"), packaged.python),
        f"unpackaged, Python {own.version}": (own.program("pem"), own.python),
    }
    starts: dict[str, list[Command]] = {
        "pem --version": [[program, "--version"] for program, _ in ways.values()],
        "pem list": [[program, "list"] for program, _ in ways.values()],
        "a Python that does nothing": [[python, "-P", "-c", "pass"] for _, python in ways.values()],
        "all of the window loaded": [[python, "-P", "-c", LOAD_WINDOW] for _, python in ways.values()],
    }
    for what, commands in starts.items():
        medians = _medians(commands)
        told = ", ".join(f"{way} {seconds * 1000:.0f} ms" for way, seconds in zip(ways, medians, strict=True))
        yield f"{what}: {told} (median of {ROUNDS})"


def folder_size(folder: Path) -> int:
    """Bytes of the files in it; a link counts nothing."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _medians(commands: Sequence[Command]) -> list[float]:
    """Seconds of each; they take turns, so that a busy moment meets all of them."""
    taken: list[list[float]] = [[] for _ in commands]
    with tempfile.TemporaryDirectory() as folder:
        # Else the unpackaged program would compile its modules at each start.
        env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        env["PEM_DATA_DIR"] = folder
        for _ in range(ROUNDS + 1):
            for command, times in zip(commands, taken, strict=True):
                began = time.perf_counter()
                subprocess.run(command, env=env, capture_output=True, check=False)
                times.append(time.perf_counter() - began)
    return [statistics.median(times[1:]) for times in taken]
