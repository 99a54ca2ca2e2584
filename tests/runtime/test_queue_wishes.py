"""Wishes for the queue of a real manager: undoing what was wished, and what was learned of a task."""

from __future__ import annotations

from pathlib import Path

import pytest

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.runtime import shell
from parallel_execution_manager.runtime.notifications import NewsKind, Notification
from parallel_execution_manager.scheduling.model.rows import TaskChange
from parallel_execution_manager.scheduling.model.task import TaskState
from tests.runtime.waiting import until, view_of

ROLE = "task_management"


def submit(manager: ParallelExecutionManager, *names: str) -> None:
    """Queue commands that end at once."""
    manager.submit([{"role": ROLE, "id": name, "command": ["true"]} for name in names])


def changes_by(manager: ParallelExecutionManager, names: list[str]) -> list[TaskChange]:
    """Cancel tasks; what that has changed."""
    before = manager.task_rows(names, followers=True)
    for name in names:
        manager.cancel_task(name)
    after = manager.task_rows(before)
    return [TaskChange(name, before[name], after[name]) for name in before]


def test_what_can_be_undone_is_and_what_cannot_is_told(manager: ParallelExecutionManager) -> None:
    manager.hold_role(ROLE)
    submit(manager, "a", "b", "c")
    changes = changes_by(manager, ["a", "b"])
    manager.retry_task("a")
    problems = manager.put_back(changes)
    assert problems == {"a": "task 'a' was changed again meanwhile; change it by hand"}
    order = sorted(("b", "c", "a"), key=lambda name: view_of(manager, name).order)
    assert order == ["b", "c", "a"]
    manager.resume_role(ROLE)
    assert manager.wait_until_idle(60)
    assert view_of(manager, "b").state is TaskState.SUCCEEDED


def test_the_next_manager_of_the_folder_knows_what_was_put_back(tmp_path: Path) -> None:
    with_a = ParallelExecutionManager(base_dir=tmp_path, data_dir=tmp_path / "data")
    submit(with_a, "a")
    assert with_a.put_back(changes_by(with_a, ["a"])) == {}
    with_a.close()
    next_one = ParallelExecutionManager(base_dir=tmp_path, data_dir=tmp_path / "data")
    assert view_of(next_one, "a").state is TaskState.QUEUED
    next_one.close()


def test_a_suggestion_is_what_was_learned_of_such_a_task(manager: ParallelExecutionManager) -> None:
    row = {"role": ROLE, "command": ["sleep", "0.2"], "requirements": {"cpu_cores": 1.0}, "files": ["x"]}
    estimate = manager.suggested_requirement(row)
    assert estimate is not None
    assert estimate.runs == 0
    manager.submit([row])
    assert manager.wait_until_idle(60)
    estimate = manager.suggested_requirement(row)
    assert estimate is not None
    assert estimate.runs == 1
    assert manager.suggested_requirement({"role": "nobody", "command": ["true"]}) is None


def test_who_waits_for_an_effect_is_told_at_once(
    manager: ParallelExecutionManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shell, "PUBLISH_EVERY_S", 3600.0)
    told: list[str] = []

    def listen(news: Notification) -> None:
        if news.kind is NewsKind.SNAPSHOT_CHANGED:
            told.extend(view.id for view in news.data.tasks)

    manager.subscribe(listen)
    manager.hold_role(ROLE)
    submit(manager, "a")
    assert view_of(manager, "a").state is TaskState.QUEUED
    assert told == []
    manager.hasten_snapshot()
    until(lambda: told == ["a"])
