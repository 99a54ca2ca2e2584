"""A task file from outside of the window queues nothing before the operator has seen it and agrees."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtWidgets import QApplication, QLabel, QPlainTextEdit, QPushButton

from parallel_execution_manager import ParallelExecutionManager, managers_of
from parallel_execution_manager.system.ipc.local_socket import is_supported
from parallel_execution_manager_gui.dialogs.outside_question import OutsideQuestion
from parallel_execution_manager_gui.task_preview import MOST_SHOWN, roles_of, works_of
from parallel_execution_manager_gui.window_bell import WindowBell
from tests.gui.drops import drop

LEFT = Qt.MouseButton.LeftButton
TASKS = [
    *({"role": "task_management", "command": ["echo", f"<b>{number}</b>"]} for number in range(5)),
    {"role": "project_management", "command": ["true"]},
]


@pytest.fixture
def path(tmp_path):
    made = tmp_path / "night.pemtasks"
    made.write_text("".join(f"{json.dumps(task)}\n" for task in TASKS), "utf-8")
    return made


def drop_file(window, path):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    assert drop(window, data)


def question_of(window, qtbot):
    qtbot.waitUntil(lambda: window.findChild(OutsideQuestion) is not None)
    return window.findChild(OutsideQuestion)


def gone(window):
    return window.findChild(OutsideQuestion) is None


def test_a_dropped_file_says_what_it_would_run_and_is_queued_by_the_button(window, manager, qtbot, path):
    drop_file(window, path)
    question = question_of(window, qtbot)
    assert question.isVisible()
    assert question.findChild(QLabel, "outside_file").text() == "Queue 6 tasks of night.pemtasks?"
    assert question.findChild(QLabel, "outside_roles").text() == (
        "Roles: Task management (5), Project management (1)"
    )
    lines = question.findChild(QPlainTextEdit, "outside_works").toPlainText().splitlines()
    assert lines == [*(f"echo '<b>{number}</b>'" for number in range(5)), "true"]
    assert manager.wished == []
    path.write_text("")  # What was shown counts, not what has become of the file.
    button = question.findChild(QPushButton, "answer_yes")
    assert button.text() == "Queue 6 tasks"
    qtbot.mouseClick(button, LEFT)
    qtbot.waitUntil(lambda: window.queue_panel.notices.text == "Queued 6 tasks of night.pemtasks.")
    assert manager.wished == [("submit", TASKS)]
    qtbot.waitUntil(lambda: gone(window))


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space])
def test_the_keys_that_are_pressed_without_reading_queue_nothing(window, manager, qtbot, path, key):
    drop_file(window, path)
    question = question_of(window, qtbot)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is question.findChild(QPushButton, "answer_no"))
    qtbot.keyClick(question.focusWidget(), key)
    qtbot.waitUntil(lambda: gone(window))
    assert manager.wished == []


def test_a_file_that_is_refused_is_told_and_nothing_is_asked(window, manager, qtbot, path):
    path.write_text("{")
    drop_file(window, path)
    qtbot.waitUntil(lambda: "Nothing of night.pemtasks was queued" in window.queue_panel.notices.text)
    assert gone(window)
    assert manager.wished == []


@pytest.mark.skipif(not is_supported(), reason="there are no local sockets for Python on Windows")
def test_a_file_that_a_second_start_brings_is_asked_about(window, manager, qtbot, tmp_path, path):
    served = ParallelExecutionManager(build_contexts=False, base_dir=tmp_path, data_dir=tmp_path / "data")
    bell = WindowBell(served, window, window.open_tasks)
    try:
        (client,) = managers_of(served.data_dir)
        with client, qtbot.waitSignal(bell.rung):
            assert client.show_window(str(path)) is True
        qtbot.waitUntil(lambda: isinstance(QApplication.activeWindow(), OutsideQuestion))
        assert manager.wished == []
        qtbot.mouseClick(window.findChild(OutsideQuestion).findChild(QPushButton, "answer_yes"), LEFT)
        qtbot.waitUntil(lambda: manager.wished == [("submit", TASKS)])
    finally:
        bell.remove()
        served.close()


def test_scripts_and_own_work_are_told_too_and_what_is_foreign_is_harmless():
    tasks = [
        {"role": "a", "script": "fit curve.py", "args": ["--fast"]},
        {"role": "a", "script_path": "x\u202e.py", "args": {"seed": 3}},
        {"role": "b", "name": "sweep"},
    ]
    assert works_of(tasks, str.upper).splitlines() == [
        "'fit curve.py' --fast",
        "'x\\u202e.py' --seed 3",
        "own work of B: sweep",
    ]
    assert roles_of(tasks, str.upper) == "A (2), B (1)"


def test_no_command_is_left_out_and_where_and_with_what_each_runs_is_told():
    tasks = [{"command": ["true"]}] * 100
    env = {"LD_PRELOAD": "/tmp/x y.so", "API_KEY": "swordfish", "E\u202e": "1"}
    tasks.append({"command": ["make"], "cwd": "/home/ada/\x1b[2J", "env": env})
    assert works_of(tasks, str.upper).splitlines() == [
        *["true"] * 100,
        "make",
        "    in the folder /home/ada/\\x1b[2J",
        "    with LD_PRELOAD='/tmp/x y.so' API_KEY=(hidden) E\\u202e=1",
    ]


def test_of_very_many_it_is_said_how_many_more_there_are():
    tasks = [{"command": ["true"]}] * (MOST_SHOWN + 3)
    assert works_of(tasks, str.upper).splitlines()[-2:] == ["true", "and 3 more"]
