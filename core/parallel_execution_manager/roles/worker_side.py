"""What a worker process knows of its attempt, and how it refuses its input."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from parallel_execution_manager.roles.input_files import InputProblems
from parallel_execution_manager.roles.result_model import Finding, Result
from parallel_execution_manager.roles.results import write_result
from parallel_execution_manager.system.processes.environment import RUN_DIR_VARIABLE
from parallel_execution_manager.system.runs.folders import STATE_FILE


def run_folder() -> Path:
    """The run folder of the attempt."""
    return Path(os.environ[RUN_DIR_VARIABLE])


def own_task_id() -> str:
    """The id of the task that the worker works for."""
    return os.environ["PEM_TASK_ID"]


def read_manager_state(folder: Path) -> dict[str, Any]:
    """The manager's state as it was when the attempt was prepared."""
    state: dict[str, Any] = json.loads((folder / STATE_FILE).read_text(encoding="utf-8"))
    return state


def refuse_input(folder: Path, error: InputProblems) -> int:
    """Leave a failed result that names every problem of an input file; returns the worker's exit code."""
    count = len(error.problems)
    summary = error.problems[0] if count == 1 else f"{error.path.name} has {count} problems; nothing was done"
    findings = tuple(Finding("error", problem, str(error.path)) for problem in error.problems)
    write_result(folder, Result(ok=False, summary=summary, findings=findings))
    sys.stdout.writelines(f"{problem}\n" for problem in error.problems)
    return 1
