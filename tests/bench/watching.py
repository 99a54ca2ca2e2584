"""What all watching costs while twenty tasks sleep: samples once a second, pulses in between, and files.

The processor time of the whole manager with monitoring, less that of the same manager without; so the
engine's handling of what was measured is in it too. The watch over files has a thread of its own, whose
time the kernel counts.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.scheduling.model.task import TaskState
from tests.bench.table import Figure, times

TASKS = 20
FILES = 5
ROLE = "agent_simulations"
GOAL_PERCENT = 1.0
CONFIGURATION = {
    "monitoring_interval": 1,
    "resource_thresholds": {"cpu_percent": 100, "memory_percent": 100, "disk_percent": 100},
    "scheduling": {"max_parallel_tasks": TASKS},
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this bench."""
    parser.add_argument(
        "--watch-seconds", type=float, default=20.0, help="watching: how long (default: %(default)s)"
    )


def measure(args: argparse.Namespace) -> Iterator[Figure]:
    """The same manager and tasks, first unwatched, then watched."""
    with tempfile.TemporaryDirectory() as folder:
        manager = ParallelExecutionManager(base_dir=Path(folder), data_dir=Path(folder, "data"))
        try:
            _run_sleepers(manager)
            unwatched = _percent_of_a_core(args.watch_seconds)
            manager.start_monitoring()
            files_s = _thread_s()
            watched = _percent_of_a_core(args.watch_seconds)
            files = 100.0 * (_thread_s() - files_s) / args.watch_seconds
        finally:
            manager.close()
    cost = watched - unwatched
    yield Figure(
        f"watching {TASKS} sleeping tasks, samples at 1 Hz and pulses at 10 Hz",
        f"{cost:.2f} % of a core",
        "the goal",
        f"below {GOAL_PERCENT:g} %",
        times(cost, GOAL_PERCENT),
    )
    yield Figure(
        f"watching the files of {TASKS} sleeping tasks, {FILES} leased and open in each",
        f"{files:.2f} % of a core",
        "the goal",
        f"below {GOAL_PERCENT:g} %",
        times(files, GOAL_PERCENT),
    )


def _run_sleepers(manager: ParallelExecutionManager) -> None:
    manager.change_configuration(CONFIGURATION)
    manager.start_role(ROLE)
    needs = {"cpu_cores": 0.01, "memory_mb": 1}
    shell = shutil.which("sh") or "sh"
    for number in range(TASKS):
        files = [f"file-{number}-{which}" for which in range(FILES)]
        opened = " ".join(f"{3 + which}>{name}" for which, name in enumerate(files))
        command = [shell, "-c", f"exec {opened}; exec sleep 600"]
        manager.submit([{"role": ROLE, "command": command, "files": files, "requirements": needs}])
    while sum(view.state is TaskState.RUNNING for view in manager.snapshot().tasks) < TASKS:
        time.sleep(0.05)


def _percent_of_a_core(seconds: float) -> float:
    """The share that this process used in the next ``seconds``, all its threads together."""
    began, used = time.monotonic(), time.process_time()
    time.sleep(seconds)
    return 100.0 * (time.process_time() - used) / (time.monotonic() - began)


def _thread_s() -> float:
    """Seconds of processor time that the watch over files has used so far."""
    thread = next(thread for thread in threading.enumerate() if thread.name == "pem-file-watch")
    return next(t.user_time + t.system_time for t in psutil.Process().threads() if t.id == thread.native_id)
