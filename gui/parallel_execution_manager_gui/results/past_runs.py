"""The runs of the history that a result is shown beside."""

from __future__ import annotations

from pathlib import Path

from parallel_execution_manager.scheduling.snapshot import TaskView
from parallel_execution_manager.system.storage.history import MOST_ROWS, HistoryError, HistoryQuery, PastRun
from parallel_execution_manager_gui.results.neighbours import Neighbours
from parallel_execution_manager_gui.results.sweep import MOST_RUNS
from parallel_execution_manager_gui.wishes import Wishes


def neighbours(wishes: Wishes, view: TaskView, folder: Path) -> Neighbours:
    """Those of an attempt with this folder. Reads from disk: for threads that may wait."""
    return Neighbours(lambda: _before(wishes, view, folder), lambda: _siblings(wishes, view))


def _before(wishes: Wishes, view: TaskView, folder: Path) -> Path | None:
    # As long as its own end is not written, all that is written was before.
    own = next((run for run in _runs(wishes, task_id=view.id) if run.attempt == view.attempt), None)
    runs = _runs(wishes, role=view.spec.role, up_to=own and own.number - 1)
    same = (run for run in runs if run.name == view.spec.name)
    folders = (wishes.run_folder(run.task_id, run.attempt) for run in same)
    return next((found for found in folders if found is not None and found != folder), None)


def _siblings(wishes: Wishes, view: TaskView) -> list[tuple[str, Path]]:
    runs = _runs(wishes, role=view.spec.role)
    kind = next((run.kind for run in runs if run.task_id == view.id), None)
    alike = [run for run in runs if kind in {None, run.kind}][:MOST_RUNS]
    folders = ((run.name, wishes.run_folder(run.task_id, run.attempt)) for run in alike)
    return [(name, folder) for name, folder in folders if folder is not None]


def _runs(wishes: Wishes, *, role: str = "", task_id: str = "", up_to: int | None = None) -> list[PastRun]:
    """The newest first, without tasks that never ran; none if they cannot be read."""
    try:
        page = wishes.history(HistoryQuery(role=role, task_id=task_id, up_to=up_to, limit=MOST_ROWS))
    except HistoryError:
        return []
    return [run for run in page.runs if run.attempt]
