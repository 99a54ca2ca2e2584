"""``pem`` with a fault in it or in its supervisor, which is its first argument; the others are of ``pem``."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from parallel_execution_manager.control.cli import main  # noqa: E402 - found by the line above
from parallel_execution_manager.runtime import ground  # noqa: E402
from parallel_execution_manager.runtime.manager import ParallelExecutionManager  # noqa: E402
from parallel_execution_manager.supervisor.executor import SupervisedExecutor  # noqa: E402
from tests.faults.fault import Fault, arm_fault, fault_from  # noqa: E402
from tests.faults.tasks import LONG  # noqa: E402

GRACE_S = 0.2
ACKNOWLEDGED = "acknowledged"
"""The file, in the current folder, that says that ``submit`` has returned."""

SUPERVISOR = """
import sys
sys.path[:0] = {paths!r}
from tests.faults.fault import arm_fault, fault_from
arm_fault(fault_from({fault!r}))
from parallel_execution_manager.supervisor.main import main
main()
"""


def with_fault(fault: Fault) -> None:
    """Arm it here, or in the supervisors that this process starts."""
    command = None
    if fault.is_of_supervisor:
        code = SUPERVISOR.format(paths=[str(ROOT / "core"), str(ROOT)], fault=fault.text())
        command = (sys.executable, "-I", "-S", "-c", code)
    else:
        arm_fault(fault)

    def executor(data_dir: Path, table: Any, groups: Any) -> SupervisedExecutor:
        return SupervisedExecutor(data_dir, table, groups, command, GRACE_S)

    ground.best_executor = executor  # type: ignore[assignment]


def with_acknowledgement(then: Callable[[ParallelExecutionManager], None] | None) -> None:
    """Say when the tasks are queued; ``then`` runs in a thread of its own."""
    submit = ParallelExecutionManager.submit_read

    def acknowledged(manager: ParallelExecutionManager, tasks: Any) -> tuple[str, ...]:
        ids = submit(manager, tasks)
        Path(ACKNOWLEDGED).touch()
        if then is not None:
            threading.Thread(target=then, args=(manager,), daemon=True).start()
        return ids

    ParallelExecutionManager.submit_read = acknowledged  # type: ignore[method-assign]


def hold_and_die(manager: ParallelExecutionManager) -> None:
    """Suspend a task that runs for a while, and be killed as soon as it stands still."""
    _wait_for(manager, "running")
    manager.pause_task(LONG)
    _wait_for(manager, "suspended")
    os.kill(os.getpid(), signal.SIGKILL)


def _wait_for(manager: ParallelExecutionManager, state: str) -> None:
    while not any(view.id == LONG and view.state.value == state for view in manager.snapshot().tasks):
        time.sleep(0.01)


if __name__ == "__main__":
    given = fault_from(sys.argv[1])
    with_fault(given)
    with_acknowledgement(hold_and_die if given.held else None)
    del sys.argv[1]
    sys.exit(main())
