"""The demo: a fresh copy of its files each time, and every task in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from parallel_execution_manager.control import demo
from parallel_execution_manager.control.demo import DEMO_QUEUE, copy_demo, load_demo
from parallel_execution_manager.control.task_file import read_task_file
from parallel_execution_manager.roles.registry import BUILTIN
from parallel_execution_manager.system.host import resource_path


class Queue:
    """Takes tasks as a manager does."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        self.tasks: list[Mapping[str, Any]] = []

    def submit(self, tasks: list[Mapping[str, Any]]) -> tuple[str, ...]:
        self.tasks.extend(tasks)
        return tuple(task["id"] for task in tasks)


def test_every_copy_has_a_folder_of_its_own(tmp_path):
    first, second = copy_demo(tmp_path), copy_demo(tmp_path)
    assert [first.name, second.name] == ["demo-1", "demo-2"]
    assert (first / DEMO_QUEUE).read_bytes() == (second / DEMO_QUEUE).read_bytes()
    assert not list(first.rglob("__pycache__"))


def test_a_copy_can_be_written_even_if_what_is_installed_can_not(tmp_path, monkeypatch):
    installed = tmp_path / "installed"
    (installed / "inner").mkdir(parents=True)
    (installed / "inner" / "file").touch(mode=0o444)
    for folder in (installed / "inner", installed):
        folder.chmod(0o555)
    monkeypatch.setattr(demo, "resource_path", lambda _: installed)
    folder = copy_demo(tmp_path)
    for path in (folder, folder / "inner", folder / "inner" / "file"):
        assert path.stat().st_mode & 0o200, path
    for path in (installed, installed / "inner"):
        path.chmod(0o755)


def test_all_tasks_are_queued_to_run_in_the_copy(tmp_path):
    queue = Queue(tmp_path)
    ids = load_demo(queue)
    assert len(ids) == len(queue.tasks) > 0
    assert {task["cwd"] for task in queue.tasks} == {str(tmp_path / "demo-1")}


def test_the_demo_has_work_for_every_role():
    tasks = read_task_file(str(resource_path("demo") / DEMO_QUEUE))
    assert tasks.problems == ()
    assert {row.task["role"] for row in tasks.rows} == set(BUILTIN)
