"""What all watching costs while twenty tasks sleep: samples once a second, pulses in between.

The processor time of the whole manager with monitoring, less that of the same manager without; so the
engine's handling of what was measured is in it too.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.scheduling.model import TaskState
from tests.bench.table import Figure, times

TASKS = 20
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
            watched = _percent_of_a_core(args.watch_seconds)
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


def _run_sleepers(manager: ParallelExecutionManager) -> None:
    manager.change_configuration(CONFIGURATION)
    manager.start_role(ROLE)
    sleep = shutil.which("sleep") or "sleep"
    needs = {"cpu_cores": 0.01, "memory_mb": 1}
    manager.submit([{"role": ROLE, "command": [sleep, "600"], "requirements": needs}] * TASKS)
    while sum(view.state is TaskState.RUNNING for view in manager.snapshot().tasks) < TASKS:
        time.sleep(0.05)


def _percent_of_a_core(seconds: float) -> float:
    """The share that this process used in the next ``seconds``, all its threads together."""
    began, used = time.monotonic(), time.process_time()
    time.sleep(seconds)
    return 100.0 * (time.process_time() - used) / (time.monotonic() - began)
