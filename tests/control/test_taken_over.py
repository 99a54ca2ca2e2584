"""A manager says what it goes on with."""

from __future__ import annotations

from parallel_execution_manager.control.taken_over import taken_over
from parallel_execution_manager.scheduling.model.task import TaskState
from tests.control.views import task_view


def test_what_runs_waits_and_is_paused_is_counted_by_what_it_was():
    tasks = [
        task_view("r", TaskState.RUNNING, started_at=1.0),
        task_view("just started", TaskState.RUNNING, started_at=6.0),
        task_view("q", TaskState.QUEUED, attempt=0),
        task_view("k1", TaskState.QUEUED, attempt=0, paused=True),
        task_view("k2", TaskState.SUSPENDED, started_at=1.0, paused=True),
        task_view("old", TaskState.SUCCEEDED),
    ]
    words = "goes on with 5 tasks of the manager before: 1 still runs, 2 wait, 2 are paused"
    assert taken_over(tasks, 5.0) == words
    assert taken_over(tasks[:1], 5.0) == "goes on with 1 task of the manager before: 1 still runs"
    assert taken_over(tasks[-1:], 5.0) == ""
