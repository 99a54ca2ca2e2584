"""What a task left in its run folder."""

from __future__ import annotations

from pathlib import Path

from parallel_execution_manager.roles.result_model import Artefact
from parallel_execution_manager.roles.results import read_result
from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager.system.executor import Exit
from parallel_execution_manager.system.run_names import RESULT_FILE


def artefacts_of(task: TaskView, folder: Path | None) -> tuple[Artefact, ...]:
    """The artefacts of the task's newest attempt, which has the run folder ``folder``, if any."""
    if folder is None or not (folder / RESULT_FILE).exists():
        return ()
    return read_result(folder, Exit(task.exit_code or 0)).artefacts
