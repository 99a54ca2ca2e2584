"""What has ended leaves the list only if somebody wants that, and only what nobody needs."""

from __future__ import annotations

from PySide6.QtCore import QSettings
from PySide6.QtGui import QAction

from parallel_execution_manager.scheduling.model import TaskState
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.tidying import Tidying, leaving
from parallel_execution_manager_gui.wishes import Wishes

WELL = {"ended_at": scene.NOW - 700}


def test_what_failed_or_is_needed_or_ended_just_now_stays():
    views = [
        scene.task("good", scene.AGENTS, TaskState.SUCCEEDED, **WELL),
        scene.task("stopped", scene.AGENTS, TaskState.CANCELLED, **WELL),
        scene.task("bad", scene.AGENTS, TaskState.FAILED, **WELL),
        scene.task("fresh", scene.AGENTS, TaskState.SUCCEEDED, ended_at=scene.NOW - 5),
        scene.task("needed", scene.AGENTS, TaskState.SUCCEEDED, **WELL),
        scene.task("open", scene.AGENTS, after=("needed", "bad")),
    ]
    assert leaving(views, scene.NOW, 600) == ["good", "stopped"]


def test_a_time_that_is_chosen_is_kept_and_takes_tasks_off_the_list(window, manager, settings: QSettings):
    action = window.findChild(QAction, "tidying_600")
    assert window.findChild(QAction, "tidying_0").isChecked()
    action.trigger()
    assert settings.value("queue/ended_leave_after_s") == 600
    window._tidying._clock = lambda: scene.NOW + 1_000
    window._tidying.look()
    (wished,) = manager.wished
    assert wished[0] == "forget_tasks"
    assert set(wished[1]) == {"index-agents", "assess-controller.py", "old-gust-sweep"}
    again = Tidying(window.queue, Wishes(manager, lambda: None), settings, lambda: 0.0, window)
    assert again._after_s == 600
    again.stop()
    window.findChild(QAction, "tidying_0").trigger()
    assert not window._tidying._timer.isActive()
