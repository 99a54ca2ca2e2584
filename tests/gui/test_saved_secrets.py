"""Saving the queue: values that may be secrets are written only if wished, and never run as a mask."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.control.task_file import read_task_file
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.task_files import TaskFileRefused, reading_tasks

ENV = {"SERVICE_TOKEN": "swordfish", "DATABASE": "postgres://ada:opensesame@db/x", "STEPS": "12"}


@pytest.fixture
def path(window, tmp_path, monkeypatch) -> Path:
    """Where the queue is saved: one task with variables."""
    view = scene.task("fit", scene.AGENTS, command=("true", "--token=swordfish"))
    view = replace(view, spec=replace(view.spec, env=ENV))
    window.show_snapshot(scene.snapshot(tasks=(view,), at=scene.NOW + 1))
    path = tmp_path / "queue.pemtasks"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    return path


@pytest.fixture
def answer(qtbot) -> Callable[[str], list[str]]:
    """Have the question answered by a button as soon as it is there; what it says."""

    def when_asked(name: str) -> list[str]:
        seen: list[str] = []

        def look() -> None:
            box = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "secrets_question")
            assert isinstance(box, QMessageBox)
            default = box.defaultButton()
            seen.extend([box.text(), box.informativeText(), default.objectName()])
            if name == "escape":
                qtbot.keyClick(box, Qt.Key.Key_Escape)
            else:
                button = next(b for b in box.buttons() if b.objectName() == name)
                qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

        QTimer.singleShot(0, look)
        return seen

    return when_asked


def save(window, qtbot) -> str:
    """Save the queue; what is told of it in the end."""
    window.actions_[ActionId.SAVE_QUEUE].trigger()
    notices = window.queue_panel.notices
    qtbot.waitUntil(lambda: notices.text.startswith("Saved "))
    return str(notices.text)


def saved(path: Path) -> dict[str, str]:
    (row,) = read_task_file(str(path)).rows
    env: dict[str, str] = row.task["env"]
    return env


def test_what_may_be_a_secret_is_not_saved_unless_that_is_wished(window, qtbot, path, answer):
    seen = answer("answer_hide")
    told = save(window, qtbot)
    assert seen[0] == "Save values that may be secrets?"
    assert seen[1].endswith("DATABASE\nSERVICE_TOKEN")
    assert seen[2] == "answer_hide"
    assert saved(path) == {"SERVICE_TOKEN": "(hidden)", "DATABASE": "(hidden)", "STEPS": "12"}
    assert "Not saved: the values of DATABASE, SERVICE_TOKEN." in told
    assert "swordfish" not in path.read_text("utf-8")


def test_a_file_with_hidden_values_is_refused_and_the_variable_is_named(
    window, qtbot, path, answer, tmp_path
):
    answer("answer_hide")
    save(window, qtbot)
    manager = ParallelExecutionManager(build_contexts=False, base_dir=tmp_path, data_dir=tmp_path / "data")
    try:
        with pytest.raises(TaskFileRefused, match=r"env\.SERVICE_TOKEN is hidden.*Save with these values"):
            list(reading_tasks(str(path), manager.check))
    finally:
        manager.close()


def test_what_is_wished_is_saved_for_its_user_alone(window, qtbot, path, answer):
    path.touch(mode=0o644)
    answer("answer_yes")
    told = save(window, qtbot)
    assert saved(path) == ENV
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "Not saved" not in told


@pytest.mark.parametrize("button", ["answer_no", "escape"])
def test_whoever_says_neither_has_nothing_saved(window, path, answer, button):
    answer(button)
    window.actions_[ActionId.SAVE_QUEUE].trigger()
    assert not path.exists()


def test_without_secrets_nothing_is_asked(window, qtbot, path):
    view = scene.task("plain", scene.AGENTS, TaskState.QUEUED, command=("true",))
    window.show_snapshot(scene.snapshot(tasks=(view,), at=scene.NOW + 2))
    save(window, qtbot)
    assert len(read_task_file(str(path)).rows) == 1
