"""What was wished is in sight before the manager is asked, and goes when it is known what became of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QObject, Qt

from parallel_execution_manager.scheduling.model.task import RoleState, TaskState
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.columns import Column
from parallel_execution_manager_gui.looks import Wished
from parallel_execution_manager_gui.main_window import MainWindow
from parallel_execution_manager_gui.models.role_model import RoleColumn
from parallel_execution_manager_gui.scene_manager import SceneManager
from parallel_execution_manager_gui.wished_words import PATIENCE_S, WishedWords
from parallel_execution_manager_gui.wishes import Wishes

TASK = "wing-v3-seed-11"


class AskedManager(SceneManager):
    """Notes what was painted when it was asked; refuses all but pausing."""

    def __init__(self, folder):
        super().__init__(folder)
        self.painted = ""
        self.seen = []

    def pause_task(self, task_id):
        self.seen.append((task_id, self.painted))

    def pause_role(self, role, for_s=None):
        self.seen.append((role, self.painted))


class Painted(QObject):
    """Tells the manager what a cell says each time its view is painted."""

    def __init__(self, view, index, manager):
        super().__init__(view)
        self._index, self._manager = index, manager
        view.viewport().installEventFilter(self)

    def eventFilter(self, _watched, event):
        if event.type() == QEvent.Type.Paint:
            self._manager.painted = self._index.data()
        return False


@pytest.fixture
def manager(tmp_path):
    return AskedManager(tmp_path)


@pytest.fixture
def window(qtbot, manager, theme, settings):
    made = MainWindow(Wishes(manager, lambda: None), theme, settings, lambda: scene.NOW + 0.4)
    made.show()
    qtbot.waitExposed(made)
    made.show_snapshot(scene.snapshot())
    yield made
    made.show_snapshot(scene.empty_snapshot())
    made.close()
    made.deleteLater()


def state_of(window, task_id=TASK):
    return window.queue.index(window.queue.row_of(task_id), Column.STATE)


def task(**given):
    return scene.task("wing v3 seed 11", scene.AGENTS, **{"state": TaskState.RUNNING, **given})


def test_a_key_is_answered_in_the_row_before_the_manager_is_asked(window, manager, qtbot):
    window.queue_panel.show_task(TASK)
    index = state_of(window)
    Painted(window.queue_panel.view, index, manager)
    qtbot.keyClick(window.queue_panel.view, Qt.Key.Key_Space)
    assert manager.seen == [(TASK, "Pausing…")]
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).startswith("Pausing…")
    window.show_snapshot(scene.snapshot(full=False, tasks=(task(paused=True),)))
    assert state_of(window).data() == "Running"


def test_a_role_answers_likewise(window, manager, qtbot):
    index = window.roles.index(0, RoleColumn.STATE)
    Painted(window.roles_panel.view, index, manager)
    window.roles_panel.view.selectRow(0)
    window.roles_panel.view.setFocus()
    qtbot.keyClick(window.roles_panel.view, Qt.Key.Key_Space)
    assert manager.seen == [(scene.AGENTS, "Pausing…")]
    first, *rest = scene.roles()
    assert first.state is RoleState.ACTIVE
    window.show_snapshot(scene.snapshot(full=False, tasks=()))
    assert index.data() == "Pausing…"
    window.show_snapshot(scene.snapshot(full=False, tasks=(), roles=(replace(first, running=0), *rest)))
    assert index.data() == "Waiting"


def test_what_is_refused_is_shown_as_it_is(window, qtbot):
    window.queue_panel.show_task("render-lift-report")
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert state_of(window, "render-lift-report").data() == "Failed"


def test_what_is_not_obeyed_for_long_is_shown_as_it_is(window, qtbot):
    window.queue_panel.show_task(TASK)
    qtbot.keyClick(window.queue_panel.view, Qt.Key.Key_Space)
    window.queue_panel.tick(scene.NOW + PATIENCE_S / 2)
    assert state_of(window).data() == "Pausing…"
    window.queue_panel.tick(scene.NOW + 1 + PATIENCE_S)
    assert state_of(window).data() == "Running"


def test_words_are_kept_for_each_name_until_it_is_settled():
    words = WishedWords()
    assert not words.forget()
    words.put(["a", "b"], Wished.PAUSING, 10.0)
    words.settle("a")
    assert (words.get("a"), words.get("b")) == (None, Wished.PAUSING)
    assert not words.expire(10.0 + PATIENCE_S / 2)
    assert words.expire(10.0 + PATIENCE_S)
    assert words.get("b") is None
