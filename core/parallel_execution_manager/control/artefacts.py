"""What a task left in its run folder."""

from __future__ import annotations

import os
from pathlib import Path

from parallel_execution_manager.roles.results import Artefact, read_result
from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager.system.processes.executor import Exit
from parallel_execution_manager.system.runs.folders import RESULT_FILE


def artefacts_of(task: TaskView, folder: Path | None) -> tuple[Artefact, ...]:
    """The artefacts of the task's newest attempt, which has the run folder ``folder``, if any."""
    # Asked for each task of a batch: no Path is made of it.
    if folder is None or not os.path.exists(f"{folder}/{RESULT_FILE}"):  # noqa: PTH110
        return ()
    return read_result(folder, Exit(task.exit_code or 0)).artefacts
