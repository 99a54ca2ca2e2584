"""Relative paths of a task file in the window: from the manager's folder, else from beside the file."""

from __future__ import annotations

import json

import pytest
from PySide6.QtWidgets import QFileDialog

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.roles.task_form import TaskProblem
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.scene_manager import SceneManager
from parallel_execution_manager_gui.task_files import TaskFileRefused, reading_tasks

TASKS = [
    {"id": "short", "role": "agent_simulations", "script": "walk.py", "args": ["100"]},
    {"id": "both", "role": "task_management", "command": ["true"], "after": ["short"], "files": ["both.txt"]},
    {"id": "sub", "role": "task_management", "command": ["true"], "cwd": "sub"},
]


@pytest.fixture
def home(tmp_path):
    """A folder with a task file and what its tasks work with, elsewhere than the manager's."""
    folder = tmp_path / "study"
    (folder / "sub").mkdir(parents=True)
    (folder / "walk.py").write_text("print(1)\n", "utf-8")
    return folder


@pytest.fixture
def check(tmp_path):
    base = tmp_path / "base"
    base.mkdir()
    manager = ParallelExecutionManager(build_contexts=False, base_dir=base, data_dir=tmp_path / "data")
    yield manager.check
    manager.close()


def read(folder, check, tasks=TASKS):
    path = folder / "tasks.jsonl"
    path.write_text("".join(f"{json.dumps(task)}\n" for task in tasks), "utf-8")
    steps, reading = [], reading_tasks(str(path), check)
    while True:
        try:
            steps.append(next(reading))
        except StopIteration as end:
            return end.value, {step.home for step in steps} - {""}


def test_what_is_only_beside_the_file_is_found_there_for_all_of_its_tasks(home, check):
    tasks, homes = read(home, check)
    assert [task["cwd"] for task in tasks] == [str(home), str(home), str(home / "sub")]
    assert homes == {str(home)}


def test_an_id_that_stands_twice_is_told_beside_what_else_is_wrong(home, check):
    twins = [{"id": "z", "role": "task_management", "command": ["true"]}] * 2
    with pytest.raises(TaskFileRefused) as refused:
        read(home, check, [*twins, {"role": "nobody", "command": ["true"]}])
    told = str(refused.value)
    assert "line 2: id 'z' is that of line 1 already" in told
    assert "line 3: " in told


def test_what_the_managers_folder_has_is_taken_from_there(home, check, tmp_path):
    (tmp_path / "base" / "walk.py").write_text("print(2)\n", "utf-8")
    (tmp_path / "base" / "sub").mkdir()
    assert read(home, check) == (TASKS, set())


def test_what_is_in_neither_folder_is_refused_and_both_are_told(home, check, tmp_path):
    (home / "walk.py").unlink()
    with pytest.raises(TaskFileRefused) as refused:
        read(home, check)
    told = str(refused.value)
    assert "walk.py" in told
    assert str(home) in told.splitlines()[-1]
    assert "the folder in which the window was started" in told.splitlines()[-1]


def test_of_a_file_with_another_fault_only_that_is_told(home, check):
    with pytest.raises(TaskFileRefused) as refused:
        read(
            home, check, [*TASKS, {"id": "x", "role": "task_management", "command": ["true"], "retries": -1}]
        )
    lines = [line for line in str(refused.value).splitlines() if line.startswith("line ")]
    assert len(lines) == 1
    assert lines[0].startswith("line 4: ")


def test_where_no_path_is_at_fault_no_folder_is_told(home):
    with pytest.raises(TaskFileRefused) as refused:
        read(home, lambda _: (TaskProblem(0, "role is missing; name one"),))
    assert "folder" not in str(refused.value)


def test_the_notice_says_where_the_paths_start(window, manager, qtbot, home, monkeypatch):
    path = home / "tasks.jsonl"
    path.write_text(json.dumps(TASKS[0]) + "\n", "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(
        SceneManager,
        "check",
        lambda _, tasks: () if "cwd" in tasks[0] else (TaskProblem(0, "script 'walk.py' does not exist"),),
    )
    window.actions_[ActionId.OPEN_TASKS].trigger()
    told = f"Queued 1 task of tasks.jsonl. Their relative paths start at the file's folder, {home}."
    qtbot.waitUntil(lambda: window.queue_panel.notices.text == told)
    assert manager.wished == [("submit", [{**TASKS[0], "cwd": str(home)}])]
