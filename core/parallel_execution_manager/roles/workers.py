"""What roles hand to their worker processes: a launch, and the manager's state as a file."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.base import RunContext, task_environment, worker_command
from parallel_execution_manager.roles.results import write_json
from parallel_execution_manager.scheduling.model import TaskSpec
from parallel_execution_manager.system.executor import Launch

STATE_FILE = "manager_state.json"


def worker_launch(task: TaskSpec, context: RunContext, module: str, *arguments: str) -> Launch:
    """A worker of this package for ``task``; the manager's state is left in its run folder first."""
    write_json(context.folder / STATE_FILE, context.manager_state())
    return Launch(
        argv=worker_command(module, *arguments),
        cwd=task.cwd or str(context.base_dir),
        env=task_environment(task, context),
    )


def run_folder() -> Path:
    """In a worker: the run folder of its attempt."""
    return Path(os.environ["PEM_RUN_DIR"])


def own_task_id() -> str:
    """In a worker: the id of the task that it works for."""
    return os.environ["PEM_TASK_ID"]


def read_manager_state(folder: Path) -> dict[str, Any]:
    """The manager's state as it was when the attempt was prepared."""
    state: dict[str, Any] = json.loads((folder / STATE_FILE).read_text(encoding="utf-8"))
    return state
