"""A manager in this process with real tasks, and a load from outside of it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from parallel_execution_manager import ParallelExecutionManager

SOURCE = Path(__file__).with_name("worker.c")
ENDLESS_S = "100000"


def compile_worker(folder: Path, name: str) -> Path | None:
    """The worker as a program called ``name``; ``None`` without a compiler."""
    compiler = shutil.which("cc")
    if compiler is None:
        return None
    program = folder / name
    subprocess.run([compiler, "-O1", "-o", str(program), str(SOURCE)], check=True)
    return program


@contextmanager
def manager(configuration: Mapping[str, Any]) -> Iterator[ParallelExecutionManager]:
    """A manager with a data folder of its own that watches, all roles started; ends with all of its tasks."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "config.json").write_text(json.dumps(configuration), encoding="utf-8")
        made = ParallelExecutionManager("config.json", False, base_dir=folder, data_dir=folder / "data")
        try:
            made.start_monitoring()
            for role in made.get_available_roles():
                made.start_role(role)
            yield made
        finally:
            for role in made.get_available_roles():
                made.stop_role(role)
            made.kill_running_tasks()
            made.close()


def wait_for(condition: Callable[[], bool], timeout_s: float) -> bool:
    """Whether ``condition`` became true in time."""
    end = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


class ForeignLoad:
    """Processes outside of the manager that burn all cores."""

    def __init__(self, worker: Path) -> None:
        self._argv = [str(worker), "foreign", ENDLESS_S, "1", "0", os.devnull]
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> float:
        """Burn a core with each of as many processes; the moment at which they began."""
        began = time.monotonic()
        self._processes = [subprocess.Popen(self._argv) for _ in range(os.cpu_count() or 1)]
        return began

    def signal(self, number: signal.Signals) -> None:
        """Send all of them a signal."""
        for process in self._processes:
            process.send_signal(number)

    def end(self) -> None:
        """End them at once, also while they are stopped."""
        for process in self._processes:
            process.kill()
            process.wait()
        self._processes = []
