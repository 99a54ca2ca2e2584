"""Actions that can do nothing for what is selected are greyed out, and say why."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QLabel, QToolButton

from parallel_execution_manager.scheduling.model.task import Priority, RoleState, TaskState
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.action_reasons.keeper import MOST_LOOKED_AT
from parallel_execution_manager_gui.actions import ActionId as A
from parallel_execution_manager_gui.scene_manager import SceneManager


def show(window, *tasks, at=1.0):
    window.show_snapshot(scene.snapshot(tasks=tasks, at=scene.NOW + at))
    return [view.id for view in tasks]


def reasons(window, *actions):
    return [window.actions_.reason(action) for action in actions]


RUNNING = scene.task("running", scene.GUI, TaskState.RUNNING)
DONE = scene.task("done", scene.GUI, TaskState.SUCCEEDED)
QUEUED = scene.task("queued", scene.GUI, number=5)


@pytest.mark.parametrize(
    ("task", "can", "cannot"),
    [
        (
            RUNNING,
            {A.CANCEL, A.TOGGLE_PAUSE, A.DUPLICATE_TASK, A.OPEN_FOLDER},
            {A.RETRY, A.MOVE_UP, A.EDIT_TASK},
        ),
        (
            DONE,
            {A.RETRY, A.CANCEL, A.DUPLICATE_TASK},
            {A.TOGGLE_PAUSE, A.MOVE_TO, A.RAISE_PRIORITY, A.EDIT_TASK},
        ),
        (
            QUEUED,
            {A.EDIT_TASK, A.CANCEL, A.RAISE_PRIORITY, A.MOVE_TO},
            {A.RETRY, A.OPEN_FOLDER, A.GO_TO_BLOCKER},
        ),
    ],
)
def test_what_can_be_done_follows_the_state_of_the_selected_task(window, task, can, cannot):
    show(window, RUNNING, DONE, QUEUED)
    window.queue_panel.view.select([task.id])
    assert {action for action in can | cannot if window.actions_[action].isEnabled()} == can
    for action in cannot:
        reason = window.actions_.reason(action)
        assert reason
        assert reason in window.actions_[action].toolTip()
        assert reason in window.actions_[action].statusTip()


def test_an_action_can_be_used_again_as_soon_as_the_task_has_changed(window):
    (task_id,) = show(window, RUNNING)
    window.queue_panel.view.select([task_id])
    assert not window.actions_[A.RETRY].isEnabled()
    ended = replace(RUNNING, state=TaskState.FAILED, ended_at=scene.NOW)
    window.show_snapshot(scene.snapshot(full=False, tasks=(ended,), at=scene.NOW + 2))
    assert window.actions_[A.RETRY].isEnabled()
    assert window.actions_[A.RETRY].toolTip() == "Queue the selected ended tasks again (Ctrl+R)"


def test_without_a_selection_nothing_can_be_done_to_tasks(window, qtbot):
    view = window.queue_panel.view
    view.clearSelection()
    view.setFocus()
    assert set(reasons(window, A.CANCEL, A.RETRY, A.MOVE_TO)) == {"select a task first"}
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert window.queue_panel.notices.text == "Not possible now: select a task first."
    qtbot.keyClick(view, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    assert window.queue_panel.notices.text == "Not possible now: select a task first."


def test_of_several_some_suffice_but_what_is_done_to_one_needs_one(window):
    window.queue_panel.view.select(show(window, RUNNING, DONE, QUEUED))
    assert reasons(window, A.RETRY, A.TOGGLE_PAUSE, A.MOVE_TO) == ["", "", "select one task"]
    assert window.actions_.reason(A.EDIT_TASK) == "only one of them is queued; select it alone"


def test_what_stands_first_or_last_or_is_important_already_is_not_moved_further(window, qtbot):
    high, low = (
        scene.task(name, scene.GUI, number=number, priority=priority)
        for number, (name, priority) in enumerate((("high", Priority.HIGH), ("low", Priority.LOW)))
    )
    show(window, high, low)
    view = window.queue_panel.view
    view.select([high.id])
    assert reasons(window, A.MOVE_UP, A.MOVE_TOP, A.MOVE_DOWN) == ["it stands first already"] * 2 + [""]
    assert reasons(window, A.RAISE_PRIORITY, A.LOWER_PRIORITY) == ["it has the highest priority already", ""]
    view.select([low.id])
    assert reasons(window, A.MOVE_DOWN, A.LOWER_PRIORITY) == [
        "it stands last already",
        "it has the lowest priority already",
    ]
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert "lowest priority" in window.queue_panel.notices.text


def test_of_very_many_selected_tasks_only_the_first_are_looked_at(window):
    many = [scene.task(f"t{number}", scene.GUI, number=number) for number in range(MOST_LOOKED_AT + 1)]
    show(window, *many)
    window.queue_panel.view.selectAll()
    assert window.queue_panel.view.first_selected(MOST_LOOKED_AT)[1] is False
    assert reasons(window, A.RETRY, A.MOVE_UP, A.RAISE_PRIORITY, A.EDIT_TASK) == [""] * 4
    flags = QItemSelectionModel.SelectionFlag
    index = window.queue.index(0, 0)
    window.queue_panel.view.selectionModel().select(index, flags.Deselect | flags.Rows)
    assert window.queue_panel.view.first_selected(MOST_LOOKED_AT)[1] is True
    assert window.actions_.reason(A.RETRY)


def test_the_buttons_of_a_role_follow_its_state(window, qtbot):
    view = window.roles_panel.view
    view.setCurrentIndex(window.roles.index(-1, -1))
    assert set(reasons(window, A.START_ROLE, A.STOP_ROLE, A.ROLE_OPTIONS)) == {"select a role first"}
    view.selectRow([role.name for role in window.roles.roles()].index(scene.AGENTS))
    assert reasons(window, A.START_ROLE, A.STOP_ROLE, A.HAND_BACK_ROLE) == [
        "it works on its queue already",
        "",
        "nothing is set for it by hand",
    ]
    assert not window.findChild(QToolButton, "button_start_role").isEnabled()
    stopped = tuple(replace(role, state=RoleState.STOPPED) for role in scene.roles())
    window.show_snapshot(scene.snapshot(full=False, tasks=(), at=scene.NOW + 1, roles=stopped))
    assert reasons(window, A.START_ROLE, A.STOP_ALL) == ["", "all roles are stopped"]
    assert "start it first" in window.actions_.reason(A.TOGGLE_ROLE)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert "start it first" in window.queue_panel.notices.text


@pytest.mark.parametrize("action", [A.EDIT_TASK, A.MOVE_TO, A.RAISE_PRIORITY])
def test_what_has_become_impossible_since_it_was_looked_at_says_why(window, manager, action):
    window.queue_panel.view.select(show(window, RUNNING))
    window.actions_[action].setEnabled(True)
    window.actions_[action].trigger()
    assert window.queue_panel.notices.text == f"Not possible now: {window.actions_.reason(action)}."
    assert manager.wished == []


def test_a_run_folder_that_is_not_known_is_told(window, monkeypatch):
    window.queue_panel.view.select(show(window, replace(RUNNING, attempt=1)))
    monkeypatch.setattr(SceneManager, "run_folder", lambda *_: None)
    window.actions_[A.OPEN_FOLDER].trigger()
    assert window.queue_panel.notices.text == "No run folder of “running” is known."


def test_of_several_selected_tasks_the_details_say_whose_they_are(window):
    view = window.queue_panel.view
    label = window.findChild(QLabel, "details_several")
    ids = show(window, RUNNING, DONE, QUEUED)
    window.queue_panel.show_task(ids[0])
    assert label.isHidden()
    view.selectAll()
    assert label.text() == "3 tasks selected; the details are those of “running”."
    assert not label.isHidden()
    window.queue_panel.show_task(ids[1])
    assert label.isHidden()
