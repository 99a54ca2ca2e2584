"""The output of all running tasks in one view."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.panels.running_logs import RunningLogs

ONE = scene.task("fit", scene.GUI, TaskState.RUNNING)
TWO = scene.task("plot", scene.GUI, TaskState.RUNNING)


@pytest.fixture
def logs(qtbot, tmp_path):
    for view in (ONE, TWO):
        (tmp_path / view.id).mkdir()
    made = RunningLogs(lambda task_id, _: tmp_path / task_id, str)
    qtbot.addWidget(made)
    made.apply(scene.snapshot(tasks=(ONE, TWO, scene.task("waits", scene.GUI))))
    yield made
    made.stop()


def write(tmp_path, view, text):
    with (tmp_path / view.id / "output.log").open("a", encoding="utf-8") as file:
        file.write(text)


def lines(logs):
    return logs.text.toPlainText().splitlines()


def test_whole_lines_come_behind_the_name_of_their_task(logs, tmp_path):
    assert logs.number == 2
    write(tmp_path, ONE, "a\nhal")
    write(tmp_path, TWO, "b\n")
    logs.poll()
    assert lines(logs) == ["fit │ a", "plot │ b"]
    write(tmp_path, ONE, "f\n")
    logs.poll()
    assert lines(logs)[2:] == ["fit │ half"]


def test_of_a_task_that_is_met_anew_the_last_lines_are_shown(logs, tmp_path):
    write(tmp_path, ONE, "".join(f"{number}\n" for number in range(100)))
    logs.poll()
    assert lines(logs) == [f"fit │ {number}" for number in range(90, 100)]


def test_what_ended_is_read_to_its_end(logs, tmp_path):
    write(tmp_path, ONE, "a\n")
    logs.poll()
    write(tmp_path, ONE, "last")
    ended = replace(ONE, state=TaskState.SUCCEEDED)
    logs.apply(scene.snapshot(full=False, tasks=(ended,)))
    logs.poll()
    logs.poll()
    assert lines(logs) == ["fit │ a", "fit │ last"]
    assert logs.number == 1


def test_the_view_is_chosen_in_the_log(window, qtbot):
    window.actions_["tab_log"].trigger()
    log = window.selection.log
    log._bar.of_all.click()
    assert log.running.isVisible()
    assert not log.text.isVisible()
    qtbot.waitUntil(lambda: log.running.number > 0)
    log._bar.of_all.click()
    assert log.text.isVisible()
    assert not log.running.isVisible()
