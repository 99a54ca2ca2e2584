"""The window over the invented scene, driven by keys and mouse."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QDropEvent, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QFileDialog,
    QInputDialog,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QToolButton,
)

from parallel_execution_manager.control.task_file import read_task_file
from parallel_execution_manager.roles.task_form import TaskProblem
from parallel_execution_manager.runtime.errors import WishNotKept
from parallel_execution_manager.scheduling.model.task import Priority, RoleState, TaskState
from parallel_execution_manager.supervisor.paths import is_supported
from parallel_execution_manager.system.runs.retention import Removal, RemovedRuns, Run
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.commands import queue_commands, role_commands
from parallel_execution_manager_gui.layout import Dock
from parallel_execution_manager_gui.looks import LookGroup
from parallel_execution_manager_gui.models.data_roles import ID_ROLE
from parallel_execution_manager_gui.models.role_model import RoleColumn
from parallel_execution_manager_gui.moving import Placed, to_gap
from parallel_execution_manager_gui.palette import DARK, LIGHT
from parallel_execution_manager_gui.panels.fact_list import FactLabel, FactList
from parallel_execution_manager_gui.scene_manager import SceneManager
from parallel_execution_manager_gui.theme import Theme, ThemeChoice
from parallel_execution_manager_gui.widgets import EmptyText
from parallel_execution_manager_gui.wishes import Wishes


def select(window, *task_ids):
    view = window.queue_panel.view
    view.clearSelection()
    view.setFocus()
    flags = view.selectionModel().SelectionFlag
    for task_id in task_ids:
        index = window.queue.index(window.queue.row_of(task_id), 0)
        view.selectionModel().setCurrentIndex(index, flags.Select | flags.Rows)
    return view


def label(window, name):
    return window.findChild(QLabel, name).text()


def test_the_whole_scene_is_in_the_window(window):
    assert window.queue.rowCount() == len(scene.tasks())
    assert window.roles.rowCount() == 6
    assert label(window, "cpu_number") == "48 %"
    assert label(window, "status_mode") == "Scheduler: running"
    assert "5 running · 3 throttled" in label(window, "status_counts")
    assert label(window, "status_sampled") == "sampled 0.4 s ago"


@pytest.mark.parametrize(
    ("key", "modifier", "selected", "wished"),
    [
        (Qt.Key.Key_Space, "", "wing-v3-seed-11", ("pause_task", "wing-v3-seed-11")),
        (Qt.Key.Key_Space, "", "calibrate-gust-model", ("resume_task", "calibrate-gust-model")),
        (Qt.Key.Key_R, "ctrl", "render-lift-report", ("retry_task", "render-lift-report")),
        (Qt.Key.Key_Delete, "", "assess-mesh.py", ("cancel_task", "assess-mesh.py", "only_queued")),
        (Qt.Key.Key_Delete, "", "old-gust-sweep", ("forget_tasks", ["old-gust-sweep"])),
        (Qt.Key.Key_Up, "alt", "wing-v3-seed-14", ("move_task", "wing-v3-seed-14", 0)),
        (Qt.Key.Key_Down, "alt", "wing-v3-seed-14", ("move_task", "wing-v3-seed-14", 2)),
        (Qt.Key.Key_Home, "alt", "compare-seeds", ("move_task", "compare-seeds", 0)),
        (Qt.Key.Key_End, "alt", "wing-v3-seed-13", ("move_task", "wing-v3-seed-13", 3)),
        (Qt.Key.Key_Plus, "", "assess-mesh.py", ("set_task_priority", "assess-mesh.py", "high")),
        (Qt.Key.Key_Minus, "", "assess-mesh.py", ("set_task_priority", "assess-mesh.py", "low")),
    ],
)
def test_a_key_in_the_queue_becomes_a_wish(window, manager, qtbot, key, modifier, selected, wished):
    modifiers = {"": Qt.KeyboardModifier.NoModifier, "ctrl": Qt.KeyboardModifier.ControlModifier}
    modifiers["alt"] = Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(select(window, selected), key, modifiers[modifier])
    assert manager.wished == [wished]


@pytest.mark.parametrize("task_id", ["wing-v3-seed-13", "watch-consumers"])
def test_what_cannot_move_up_wishes_nothing(window, manager, qtbot, task_id):
    qtbot.keyClick(select(window, task_id), Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert manager.wished == []


def test_several_tasks_move_down_without_passing_each_other(window, manager, qtbot):
    view = select(window, "wing-v3-seed-13", "wing-v3-seed-14")
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert manager.wished == [("move_task", "wing-v3-seed-14", 2), ("move_task", "wing-v3-seed-13", 1)]


def test_all_failed_tasks_are_retried_at_once(window, manager, qtbot):
    button = window.findChild(QToolButton, "button_retry_failed")
    assert button.text() == "Retry all failed (2)"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert manager.wished == [("retry_task", "render-lift-report"), ("retry_task", "wing-v2-baseline")]


@pytest.mark.parametrize("agreed", [True, False])
def test_running_tasks_are_only_ended_after_a_question(window, manager, qtbot, monkeypatch, agreed):
    asked = []
    monkeypatch.setattr(
        queue_commands,
        "may_end",
        lambda _, tasks, __: asked.append([task.spec.name for task in tasks]) or agreed,
    )
    qtbot.keyClick(select(window, "wing-v3-seed-11", "assess-mesh.py"), Qt.Key.Key_Delete)
    assert asked == [["wing v3 seed 11"]]
    assert len(manager.wished) == (2 if agreed else 0)


def answer(qtbot, object_name, button):
    def click():
        box = next(w for w in QApplication.topLevelWidgets() if w.objectName() == object_name)
        assert isinstance(box, QMessageBox)
        assert box.defaultButton().objectName() == "answer_no"
        qtbot.mouseClick(
            next(b for b in box.buttons() if b.objectName() == button), Qt.MouseButton.LeftButton
        )

    return click


@pytest.mark.parametrize(("button", "wishes"), [("answer_yes", 1), ("answer_no", 0)])
def test_the_question_keeps_tasks_running_unless_told_otherwise(window, manager, qtbot, button, wishes):
    view = select(window, "wing-v3-seed-11")
    QTimer.singleShot(0, answer(qtbot, "cancel_question", button))
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert len(manager.wished) == wishes


def test_closing_over_running_tasks_asks_first(window, qtbot):
    QTimer.singleShot(0, answer(qtbot, "quit_question", "answer_no"))
    window.close()
    assert window.isVisible()


def quit_box():
    return next(w for w in QApplication.topLevelWidgets() if w.objectName() == "quit_question")


def press(name, *, remember=False):
    box = quit_box()
    box.checkBox().setChecked(remember)
    next(b for b in box.buttons() if b.objectName() == name).click()


@pytest.mark.parametrize(("running", "question"), [(2, "2 tasks run. Quit?"), (1, "1 task runs. Quit?")])
def test_closing_asks_with_the_number_of_what_runs(window, running, question):
    asked = []

    def read():
        box = quit_box()
        asked.extend([box.text(), box.defaultButton().text(), *sorted(b.text() for b in box.buttons())])
        box.defaultButton().click()

    live = tuple(scene.task(f"r{n}", scene.GUI, TaskState.RUNNING) for n in range(running))
    window.show_snapshot(scene.snapshot(tasks=(*live, scene.task("q", scene.GUI)), at=scene.NOW + 1))
    QTimer.singleShot(0, read)
    window.close()
    assert asked[:2] == [question, "Keep working"]
    assert set(asked[2:]) >= {"Keep working", "Stop tasks and quit"}
    assert window.isVisible()


def test_closing_over_waiting_tasks_does_not_ask_as_they_are_kept(window):
    window.show_snapshot(scene.snapshot(tasks=(scene.task("q", scene.GUI),), at=scene.NOW + 1))
    assert window.close()


@pytest.mark.skipif(not is_supported(), reason="tasks cannot go on here without their manager")
def test_running_tasks_may_go_on_and_the_answer_can_be_remembered_until_the_layout_is_reset(window):
    QTimer.singleShot(0, lambda: press("answer_keep", remember=True))
    assert window.close()
    assert window.closing.keeps_running
    window.show()
    assert window.close()
    window.show()
    window.actions_[ActionId.RESET_LAYOUT].trigger()
    QTimer.singleShot(0, lambda: press("answer_yes"))
    assert window.close()
    assert not window.closing.keeps_running


def test_closing_over_ended_tasks_only_does_not_ask(window):
    ended = scene.task("done", scene.GUI, TaskState.SUCCEEDED)
    window.show_snapshot(scene.snapshot(tasks=(ended,), at=scene.NOW + 1))
    assert window.close()


def test_a_notice_moves_no_row(window, qtbot):
    view = window.queue_panel.view
    place = view.viewport().mapToGlobal(view.visualRect(window.queue.index(2, 0)).topLeft())
    size = view.size()
    window.show_problem("a problem\nof two lines")
    window.queue_panel.notices.tell("and news")
    assert view.viewport().mapToGlobal(view.visualRect(window.queue.index(2, 0)).topLeft()) == place
    assert view.size() == size
    notice = window.queue_panel.notices
    assert notice.geometry().bottom() == view.viewport().geometry().bottom()
    assert notice.width() == view.viewport().width()
    window.resize(window.width(), window.height() + 60)
    qtbot.waitUntil(lambda: notice.geometry().bottom() == view.viewport().geometry().bottom())


def test_problems_stay_below_each_other_while_news_come_and_go(window):
    notices = window.queue_panel.notices
    window.show_problem("one")
    window.show_problem("two")
    window.show_problem("one")
    notices.tell("news")
    assert notices.text == "two\none\nnews"
    notices._timer.timeout.emit()
    assert notices.text == "two\none"
    assert notices.isVisible()
    notices.close_notice()
    assert not notices.isVisible()


def test_every_line_of_a_long_problem_can_be_read(window):
    notices = window.queue_panel.notices
    window.show_problem("\n".join(f"line {number}: is wrong" for number in range(60)))
    area = notices.findChild(QScrollArea, "notice_area")
    assert notices.height() < window.queue_panel.view.height()
    assert area.verticalScrollBar().maximum() > 0
    notices.close_notice()
    window.show_problem("one\ntwo\nthree")
    assert area.verticalScrollBar().maximum() == 0


def test_a_task_that_is_gone_to_is_not_hidden_by_the_notice(window):
    def is_covered(row):
        top = view.visualRect(window.queue.index(row, 0)).top() + view.viewport().y()
        return notices.covers(top)

    view, notices = window.queue_panel.view, window.queue_panel.notices
    window.show_problem("a problem")
    rows = range(window.queue.rowCount())
    view.scrollToTop()
    in_sight = [
        row for row in rows if view.visualRect(window.queue.index(row, 0)).top() < view.viewport().height()
    ]
    assert any(map(is_covered, in_sight))
    # Behind the last ones there is nothing to scroll to.
    ids = [window.queue.index(row, 0).data(ID_ROLE) for row in rows[:-2]]
    assert len(ids) > len(in_sight)
    for row, task_id in enumerate(ids):
        assert window.queue_panel.show_task(task_id)
        assert not is_covered(row), task_id


def test_escape_clears_the_filter_and_goes_back_to_the_queue(window, qtbot):
    qtbot.mouseClick(window.findChild(QToolButton, "chip_queued"), Qt.MouseButton.LeftButton)
    window.filter_box.setFocus()
    qtbot.keyClicks(window.filter_box, "wing")
    qtbot.keyClick(window.filter_box, Qt.Key.Key_Escape)
    assert window.filter_box.text() == ""
    assert window.queue.rowCount() == len(scene.tasks())
    assert QApplication.focusWidget() is window.queue_panel.view


def test_a_task_file_is_queued_as_a_whole(window, manager, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "tasks.jsonl"
    path.write_text('{"role": "gui_testing", "name": "a"}\n\n{"role": "gui_testing", "name": "b"}\n', "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    qtbot.keyClick(window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    rows = [{"role": "gui_testing", "name": name} for name in ("a", "b")]
    qtbot.waitUntil(lambda: window.queue_panel.notices.text == "Queued 2 tasks of tasks.jsonl.")
    assert manager.wished == [("submit", rows)]


def test_a_task_file_with_problems_is_refused_with_the_numbers_of_its_lines(
    window, manager, qtbot, tmp_path, monkeypatch
):
    path = tmp_path / "tasks.jsonl"
    path.write_text('\n{"name": "a"}\n{"name":\n', "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    monkeypatch.setattr(SceneManager, "check", lambda *_: (TaskProblem(0, "role is missing; name one"),))
    window.actions_[ActionId.OPEN_TASKS].trigger()
    qtbot.waitUntil(lambda: bool(window.queue_panel.notices.text))
    first, *lines = window.queue_panel.notices.text.splitlines()
    assert first == "Nothing of tasks.jsonl was queued; mend it and open it again:"
    assert lines[0] == "line 2: role is missing; name one"
    assert lines[1].startswith("line 3: is not JSON")
    assert manager.wished == []


@pytest.mark.parametrize(("content", "reason"), [("", "holds no task"), (None, "no such task file")])
def test_a_task_file_without_tasks_is_explained(
    window, manager, qtbot, tmp_path, monkeypatch, content, reason
):
    path = tmp_path / "tasks.jsonl"
    if content is not None:
        path.write_text(content, "utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    window.actions_[ActionId.OPEN_TASKS].trigger()
    qtbot.waitUntil(lambda: reason in window.queue_panel.notices.text)
    assert manager.wished == []


def test_the_saved_queue_has_every_queued_task_and_nothing_else(window, qtbot, tmp_path, monkeypatch):
    path = tmp_path / "queue.jsonl"
    done = scene.task("done", scene.GUI, TaskState.SUCCEEDED)
    after = (scene.task("a", scene.GUI, after=("done", "b")), scene.task("b", scene.GUI))
    window.show_snapshot(scene.snapshot(full=False, tasks=(done, *after), at=scene.NOW + 1))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    qtbot.keyClick(window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(path.exists)
    rows = {row.task["id"]: row.task for row in read_task_file(str(path)).rows}
    queued = {view.id for view in window.queue.views() if view.state is TaskState.QUEUED}
    assert rows.keys() == queued
    assert rows["a"]["after"] == ["b"]
    assert "after" not in rows["b"]
    qtbot.waitUntil(lambda: f"Saved {len(queued)} queued tasks" in window.queue_panel.notices.text)


def test_a_queue_that_cannot_be_saved_is_explained(window, qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "no" / "q.jsonl"), ""))
    window.actions_[ActionId.SAVE_QUEUE].trigger()
    qtbot.waitUntil(lambda: "cannot be written" in window.queue_panel.notices.text)
    window.show_snapshot(scene.snapshot(tasks=(), at=scene.NOW + 1))
    window.actions_[ActionId.SAVE_QUEUE].trigger()
    assert "nothing to save" in window.queue_panel.notices.text


def test_an_added_task_is_selected_when_it_arrives(window):
    window.queue_panel.show_added("new")
    assert window.queue_panel.view.current_id() != "new"
    window.show_snapshot(scene.snapshot(full=False, tasks=(scene.task("new", scene.GUI),), at=scene.NOW + 1))
    assert window.queue_panel.view.selected_ids() == ["new"]
    view = window.queue_panel.view
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()).center())


def test_an_added_task_that_the_filter_hides_is_told(window):
    window.filter_box.setText("wing")
    window.queue_panel.show_added("new")
    window.show_snapshot(scene.snapshot(full=False, tasks=(scene.task("new", scene.GUI),), at=scene.NOW + 1))
    assert "“new” is queued, but hidden by the filter" in window.queue_panel.notices.text


def test_a_cancelled_task_can_be_queued_again_by_number(window, manager, qtbot):
    qtbot.keyClick(select(window, "assess-mesh.py"), Qt.Key.Key_Delete)
    assert window.queue_panel.notices.text.endswith("Retry (Ctrl+R) queues it again.")
    qtbot.keyClick(select(window, "assess-mesh.py", "assess-plotting"), Qt.Key.Key_Delete)
    assert window.queue_panel.notices.text.endswith("Retry (Ctrl+R) queues them again.")


def test_a_refused_wish_is_told_and_stays_until_closed(window, manager, qtbot):
    window.show_problem("task 'x' is running; wait for its end")
    assert window.queue_panel.notices.text == "task 'x' is running; wait for its end"
    qtbot.mouseClick(window.findChild(QToolButton, "notice_close"), Qt.MouseButton.LeftButton)
    assert window.queue_panel.notices.text == ""


def test_typing_into_the_filter_hides_rows_and_clearing_shows_them(window, qtbot):
    qtbot.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(window.filter_box, "wing")
    assert 0 < window.queue.rowCount() < len(scene.tasks())
    window.actions_[ActionId.CLEAR_FILTER].trigger()
    assert window.queue.rowCount() == len(scene.tasks())
    assert window.filter_box.text() == ""


def test_a_click_on_a_chip_filters_by_state(window, qtbot):
    chip = window.findChild(QToolButton, "chip_failed")
    assert chip.text() == "Failed 2"
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert window.queue.group is LookGroup.FAILED
    assert window.queue.rowCount() == 2


def test_an_empty_queue_says_what_to_do(window):
    window.show_snapshot(scene.empty_snapshot())
    texts = [w.text() for w in window.queue_panel.view.viewport().findChildren(QLabel) if w.isVisible()]
    assert any("Add a task (Ctrl+N)" in text for text in texts)
    window.show_snapshot(scene.snapshot())
    window.filter_box.setText("no such task")
    texts = [w.text() for w in window.queue_panel.view.viewport().findChildren(QLabel) if w.isVisible()]
    assert any("No task matches the filter" in text for text in texts)


def test_selection_and_scroll_survive_a_refresh(window):
    view = select(window, "test-export-dialog")
    view.scrollToBottom()
    place = view.verticalScrollBar().value()
    changed = tuple(replace(v, detail="other") for v in scene.tasks())
    window.show_snapshot(scene.snapshot(full=False, tasks=changed, at=scene.NOW + 1))
    assert view.selected_ids() == ["test-export-dialog"]
    assert view.verticalScrollBar().value() == place


def test_rows_hold_still_while_ctrl_is_held(window, qtbot):
    view = select(window, "test-export-dialog")
    before = [view.model().index(row, 0).data(ID_ROLE) for row in range(10)]
    qtbot.keyPress(view, Qt.Key.Key_Control)
    started = replace(window.queue.view("assess-plotting"), state=TaskState.RUNNING, started_at=1.0)
    window.show_snapshot(scene.snapshot(full=False, tasks=(started,), at=scene.NOW + 1))
    assert [view.model().index(row, 0).data(ID_ROLE) for row in range(10)] == before
    qtbot.keyRelease(view, Qt.Key.Key_Control)
    assert view.model().index(0, 0).data(ID_ROLE) == "assess-plotting"


def test_rows_hold_still_while_a_menu_is_open(window, qtbot):
    view = select(window, "test-export-dialog")
    view.customContextMenuRequested.emit(QPoint(50, 50))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert window.actions_[ActionId.CANCEL] in menu.actions()
    started = replace(window.queue.view("assess-plotting"), state=TaskState.RUNNING, started_at=1.0)
    window.show_snapshot(scene.snapshot(full=False, tasks=(started,), at=scene.NOW + 1))
    assert view.model().index(0, 0).data(ID_ROLE) == "watch-consumers"
    menu.close()
    qtbot.waitUntil(lambda: view.model().index(0, 0).data(ID_ROLE) == "assess-plotting")


def drop(window, monkeypatch, target, *, below):
    view = window.queue_panel.view
    index = window.queue.index(window.queue.row_of(target), 0)
    view.scrollTo(index)
    box = view.visualRect(index)
    y = box.bottom() - 2 if below else box.top() + 2
    event = QDropEvent(
        QPointF(60, y),
        Qt.DropAction.MoveAction,
        QMimeData(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    monkeypatch.setattr(QDropEvent, "source", lambda _: view)
    view.dropEvent(event)


@pytest.mark.parametrize(
    ("target", "below", "wished"),
    [
        ("compare-seeds", True, [("move_task", "wing-v3-seed-13", 2)]),
        ("compare-seeds", False, [("move_task", "wing-v3-seed-13", 1)]),
        ("wing-v3-seed-13", True, []),
        ("assess-mesh.py", True, []),
        ("wing-v3-seed-11", True, []),
    ],
)
def test_a_task_is_dropped_only_among_queued_tasks_of_its_role(
    window, manager, monkeypatch, target, below, wished
):
    select(window, "wing-v3-seed-13")
    drop(window, monkeypatch, target, below=below)
    assert manager.wished == wished


@pytest.mark.parametrize(
    ("old", "target", "below", "place"),
    [(0, 2, True, 2), (0, 2, False, 1), (3, 1, False, 1), (3, 1, True, 2), (1, 1, True, 1), (1, 1, False, 1)],
)
def test_a_dropped_task_does_not_count_itself(old, target, below, place):
    assert to_gap([Placed("a", "role", old)], target + below) == [("a", place)]


def test_dragging_in_another_order_says_how_to_get_back(window):
    window.queue_panel.view.sortByColumn(2, Qt.SortOrder.AscendingOrder)
    select(window, "wing-v3-seed-13").startDrag(Qt.DropAction.MoveAction)
    assert "Sort by #" in window.queue_panel.notices.text


def choose_role(window, name):
    view = window.roles_panel.view
    view.setFocus()
    view.selectRow([role.name for role in window.roles.roles()].index(name))
    return view


@pytest.mark.parametrize(
    ("role", "wished"),
    [(scene.AGENTS, "pause_role"), (scene.SCRIPTS, "resume_role"), (scene.GUI, "resume_role")],
)
def test_space_pauses_or_resumes_the_selected_role(window, manager, qtbot, role, wished):
    qtbot.keyClick(choose_role(window, role), Qt.Key.Key_Space)
    assert manager.wished == [(wished, role)]


@pytest.mark.parametrize(
    ("action", "role"), [(ActionId.HOLD_ROLE, scene.AGENTS), (ActionId.HAND_BACK_ROLE, scene.GUI)]
)
def test_the_selected_role_is_held_or_handed_back(window, manager, action, role):
    window.roles_panel.view.setCurrentIndex(window.roles.index(-1, -1))
    window.actions_[action].trigger()
    assert manager.wished == []
    choose_role(window, role)
    window.actions_[action].trigger()
    assert manager.wished == [(action.value, role)]


def test_a_role_is_started_by_its_button_and_stopped_after_a_question(window, manager, qtbot, monkeypatch):
    asked = []
    monkeypatch.setattr(role_commands, "may_stop_roles", lambda _, names: asked.append(names) or True)
    for role, name in ((scene.GUI, "button_start_role"), (scene.AGENTS, "button_stop_role")):
        choose_role(window, role)
        qtbot.mouseClick(window.findChild(QToolButton, name), Qt.MouseButton.LeftButton)
    assert manager.wished == [("start_role", scene.GUI), ("stop_role", scene.AGENTS)]
    assert asked == [["wing v3 seed 11", "wing v3 seed 12"]]


def test_everything_is_paused_and_resumed_by_the_toolbar(window, manager, qtbot):
    qtbot.mouseClick(window.findChild(QToolButton, "button_pause_all"), Qt.MouseButton.LeftButton)
    paused = [role for name, role in manager.wished if name == "pause_role"]
    assert scene.GUI not in paused
    assert len(paused) == 5
    manager.wished.clear()
    qtbot.mouseClick(window.findChild(QToolButton, "button_resume_all"), Qt.MouseButton.LeftButton)
    assert manager.wished == [("resume_role", scene.SCRIPTS), ("resume_role", scene.GUI)]


def test_an_action_without_a_selection_says_what_to_do(window, manager, qtbot):
    window.roles_panel.view.setCurrentIndex(window.roles.index(-1, -1))
    window.roles_panel.view.setFocus()
    qtbot.keyClick(window.roles_panel.view, Qt.Key.Key_Space)
    assert window.queue_panel.notices.text == "Not possible now: select a role first."
    window.queue_panel.view.clearSelection()
    window.queue_panel.view.setFocus()
    qtbot.keyClick(window.queue_panel.view, Qt.Key.Key_F2)
    assert window.queue_panel.notices.text == "Not possible now: select a task first."
    assert manager.wished == []


def test_the_blocker_of_a_waiting_task_is_one_key_away(window, qtbot):
    view = select(window, "status-report")
    qtbot.keyClick(view, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert view.selected_ids() == ["update-milestones"]


def test_the_details_show_command_needs_and_checks_of_the_selected_task(window, qtbot):
    select(window, "wing-v3-seed-11")
    assert label(window, "details_work_command").startswith("python3 simulate.py --agent wing_v3")
    assert label(window, "details_measures_peak") == "2.3 cores, 893 MiB, 3 processes"
    select(window, "status-report")
    qtbot.waitUntil(lambda: window.selection.details.why.checks.rowCount() == 4)
    assert "update milestones" in window.selection.details.why.checks.index(0).data()


def test_the_details_name_the_task_and_where_it_works(window, tmp_path):
    select(window, "wing-v3-seed-11")
    shown = window.findChild(QLabel, "details_work_id")
    assert shown.text() == "wing-v3-seed-11"
    assert shown.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse
    bare = replace(scene.task("bare", scene.GUI).spec, cwd="")
    changed = replace(scene.task("bare", scene.GUI), spec=bare)
    window.show_snapshot(scene.snapshot(full=False, tasks=(changed,), at=scene.NOW + 1))
    select(window, "bare")
    assert ">/home/ada/wing-study\n" in window.findChild(QLabel, "details_work_works_in").toolTip()


def test_every_fact_is_seen_whole_in_the_smallest_window(window, qtbot):
    window.resize(window.minimumSize())
    task = scene.task(
        "long",
        scene.GUI,
        TaskState.CANCELLED,
        suspended_s=71.0,
        command=("python3", "-c", "print(1) # " + "a few words " * 8),
        detail="cancelled by you, with a sentence that goes on for quite a while",
    )
    running = replace(task, state=TaskState.RUNNING, detail="", suspended_s=0.0, ended_at=None)
    window.show_snapshot(scene.snapshot(full=False, tasks=(running,), at=scene.NOW + 1))
    select(window, "long")
    wait_for_whole_facts(window, qtbot)
    window.show_snapshot(scene.snapshot(full=False, tasks=(task,), at=scene.NOW + 2))
    wait_for_whole_facts(window, qtbot)


def wait_for_whole_facts(window, qtbot):
    shown = window.selection.details.findChildren(FactLabel)
    assert shown
    qtbot.waitUntil(
        lambda: all(fact.isVisible() and fact.height() >= fact.heightForWidth(fact.width()) for fact in shown)
    )


def test_a_long_path_loses_its_middle_and_is_copied_whole(qtbot):
    facts = FactList("facts", "Facts")
    qtbot.addWidget(facts)
    facts.resize(240, 60)
    facts.show()
    path = "/home/ada/" + "deep/" * 30 + "run-1"
    facts.show_facts([("Run folder", path)])
    shown = facts.findChild(QLabel, "facts_run_folder")
    qtbot.waitUntil(lambda: "…" in shown.text())
    assert shown.text().startswith("/")
    assert shown.text().endswith("run-1")
    assert path in shown.toolTip()
    shown.copy()
    assert QApplication.clipboard().text() == path


def test_the_log_of_the_selected_task_is_read_when_it_is_in_sight(window, qtbot):
    select(window, "wing-v3-seed-11")
    assert window.selection.log.text.toPlainText() == ""
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: "step  84,000" in window.selection.log.text.toPlainText())


def test_the_log_lets_go_when_scrolled_up_and_counts_what_is_new(window, qtbot, tmp_path):
    select(window, "wing-v3-seed-11")
    window.actions_[ActionId.TAB_LOG].trigger()
    log = window.selection.log
    qtbot.waitUntil(lambda: log.text.verticalScrollBar().maximum() > 0)
    log.text.verticalScrollBar().setValue(0)
    assert not log.text.follows
    assert not window.actions_[ActionId.FOLLOW_LOG].isChecked()
    with (tmp_path / "output.log").open("a", encoding="utf-8") as file:
        file.write("one\ntwo\n")
    log.poll()
    button = window.findChild(QToolButton, "log_unseen")
    assert button.text() == "2 new lines ↓"
    assert log.text.verticalScrollBar().value() == 0
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert log.text.follows
    assert not button.isVisible()
    assert log.text.verticalScrollBar().value() == log.text.verticalScrollBar().maximum()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no FIFOs")
def test_a_log_that_became_a_fifo_is_told_in_the_place_of_its_lines_until_it_is_a_file(
    window, qtbot, tmp_path
):
    select(window, "wing-v3-seed-11")
    window.actions_[ActionId.TAB_LOG].trigger()
    text = window.selection.log.text
    qtbot.waitUntil(lambda: "step  84,000" in text.toPlainText())
    (tmp_path / "output.log").unlink()
    os.mkfifo(tmp_path / "output.log")
    qtbot.waitUntil(lambda: "no regular file" in text.placeholderText())
    assert text.toPlainText() == ""
    (tmp_path / "output.log").unlink()
    (tmp_path / "output.log").write_text("back\n", encoding="utf-8")
    qtbot.waitUntil(lambda: text.toPlainText() == "back\n")


@pytest.mark.skipif(not hasattr(os, "SEEK_HOLE"), reason="the system knows no holes in files")
def test_of_a_log_of_ten_gigabytes_the_end_is_shown_and_what_is_missing_is_told(window, qtbot, tmp_path):
    with (tmp_path / "output.log").open("wb") as file:
        file.seek(10 << 30)
        file.write(b"cut\nlast line\n")
    select(window, "wing-v3-seed-11")
    window.actions_[ActionId.TAB_LOG].trigger()
    text = window.selection.log.text
    qtbot.waitUntil(lambda: "last line" in text.toPlainText())
    assert text.toPlainText().startswith("… 10.0 GiB of output were dropped here")


def test_a_sleep_of_the_computer_is_told(window):
    window.show_sleep(7200.0)
    assert window.queue_panel.notices.text == "The computer slept for 2:00:00; tasks stood still."


def test_a_run_folder_that_was_removed_is_told_by_the_log_and_by_opening_it(window, manager, qtbot, tmp_path):
    folder = tmp_path / "data" / "runs" / "wing" / "1"
    folder.parent.mkdir(parents=True)
    RemovedRuns(tmp_path / "data").note(Removal(Run(folder, 0.0), is_old=True), 1e9)
    manager._folder = folder
    select(window, "wing-v3-seed-11")
    window.actions_[ActionId.TAB_LOG].trigger()
    text = window.selection.log.text
    qtbot.waitUntil(lambda: "was removed at 2001-09-0" in text.placeholderText())
    window.actions_[ActionId.OPEN_FOLDER].trigger()
    assert "(output.keep_days)" in window.queue_panel.notices.text


def test_a_flood_of_odd_bytes_leaves_a_bounded_view_that_still_answers(window, qtbot, tmp_path):
    log = tmp_path / "output.log"
    log.write_bytes(b"")
    select(window, "wing-v3-seed-11")
    window.actions_[ActionId.TAB_LOG].trigger()
    text = window.selection.log.text
    for flood in (b"x\n" * 2_000_000, bytes(range(256)) * 20_000, b"y" * 5_000_000, b"\xff\0\r" * 1_000_000):
        with log.open("ab") as file:
            file.write(flood)
        window.selection.log.poll()
        assert text.blockCount() <= 10_000
    with log.open("ab") as file:
        file.write(b"\nthe end\n")
    qtbot.waitUntil(lambda: text.toPlainText().endswith("the end\n"))
    assert len(text.toPlainText()) < 10_000 * 2_100


def test_text_in_the_log_is_found_again_and_again(window, qtbot):
    select(window, "wing-v3-seed-11")
    window.actions_[ActionId.TAB_LOG].trigger()
    log = window.selection.log
    box = window.findChild(QLineEdit, "log_find")
    qtbot.keyClick(window, Qt.Key.Key_F3)
    assert QApplication.focusWidget() is box
    qtbot.keyClicks(box, "step  84,000")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: log.text.textCursor().selectedText() == "step  84,000")
    qtbot.keyClick(window, Qt.Key.Key_F3)
    assert log.text.textCursor().selectedText() == "step  84,000"


def test_files_nobody_waits_for_are_shown_on_demand_and_a_task_can_be_gone_to(window, qtbot):
    window.actions_[ActionId.TAB_LOCKS].trigger()
    box = window.findChild(QCheckBox, "show_uncontested")
    assert box.text() == "Show uncontested (2)"
    box.setChecked(True)
    assert window.locks.rowCount() == 3
    window.locks_panel.task_chosen.emit("status-report")
    assert window.queue_panel.view.selected_ids() == ["status-report"]


def test_f6_goes_through_all_regions_and_back(window, qtbot):
    window.queue_panel.view.setFocus()
    seen = []
    for _ in range(4):
        qtbot.keyClick(window, Qt.Key.Key_F6)
        seen.append(QApplication.focusWidget())
    assert len(set(seen)) >= 3
    last = QApplication.focusWidget()
    qtbot.keyClick(window, Qt.Key.Key_F6)
    qtbot.keyClick(window, Qt.Key.Key_F6, Qt.KeyboardModifier.ShiftModifier)
    assert QApplication.focusWidget() is last


def test_a_stale_sample_turns_amber(window):
    ink = window.findChild(QLabel, "status_sampled").palette()
    assert ink.color(QPalette.ColorRole.WindowText) == QColor(LIGHT.text)
    window.status.tick(scene.NOW + 60)
    ink = window.findChild(QLabel, "status_sampled").palette()
    assert label(window, "status_sampled") == "sampled 60 s ago"
    assert ink.color(QPalette.ColorRole.WindowText) == QColor(LIGHT.warning)


def test_estimated_samples_are_marked(window):
    note = window.findChild(QLabel, "estimated_note")
    assert not note.isVisible()
    sample = replace(scene.sample(scene.NOW + 1), estimated=True, cpu_percent=None)
    window.show_snapshot(scene.snapshot(full=False, tasks=(), at=scene.NOW + 1, sample=sample))
    assert note.isVisible()
    assert label(window, "cpu_number") == "—"


def test_a_snapshot_older_than_a_full_one_changes_nothing(window):
    old = replace(window.queue.view("assess-mesh.py"), state=TaskState.RUNNING, started_at=1.0)
    window.show_snapshot(scene.snapshot(full=False, tasks=(old,), at=scene.NOW - 5))
    assert window.queue.view("assess-mesh.py").state is TaskState.QUEUED


def test_the_scheduler_s_mode_is_told_in_words(window):
    for state, word in (
        (RoleState.STOPPED, "stopped"),
        (RoleState.THROTTLED, "throttled"),
        (RoleState.SUSPENDED, "paused"),
    ):
        roles = tuple(replace(role, state=state) for role in scene.roles())
        window.show_snapshot(scene.snapshot(full=False, tasks=(), at=scene.NOW + 1, roles=roles))
        assert label(window, "status_mode") == f"Scheduler: {word}"


@pytest.mark.parametrize(("choice", "colours"), [(ThemeChoice.DARK, DARK), (ThemeChoice.LIGHT, LIGHT)])
def test_a_chosen_theme_colours_everything_and_is_remembered(window, theme, qapp, settings, choice, colours):
    action = next(a for a in window.themes.group.actions() if a.text() == choice.value)
    action.trigger()
    assert theme.choice is choice
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(colours.window)
    again = Theme(qapp, settings)
    assert again.choice is choice
    qapp.styleHints().colorSchemeChanged.disconnect(again._apply)


def test_the_layout_is_remembered_and_can_be_reset(window, settings):
    dock = window.docks[Dock.ROLES]
    dock.hide()
    window.layout_.save()
    window.actions_[ActionId.RESET_LAYOUT].trigger()
    assert dock.isVisible()
    window.layout_.restore()
    assert not dock.isVisible()


def test_editing_what_runs_says_to_duplicate_it(window, manager, qtbot):
    qtbot.keyClick(select(window, "wing-v3-seed-11"), Qt.Key.Key_F2)
    assert "duplicate it (Ctrl+D)" in window.queue_panel.notices.text


def test_an_edited_task_is_sent_back_whole(window, manager, qtbot):
    qtbot.keyClick(select(window, "status-report"), Qt.Key.Key_F2)
    dialog = window.findChild(QDialog, "task_dialog")
    name = dialog.findChild(QLineEdit, "field_name")
    assert name.text() == "status report"
    name.setText("weekly report")
    qtbot.mouseClick(dialog.findChild(QPushButton, "task_accept"), Qt.MouseButton.LeftButton)
    ((wish, task_id, row),) = manager.wished
    assert (wish, task_id, row["name"]) == ("edit_task", "status-report", "weekly report")
    assert row["files"] == ["/home/ada/wing-study/plan.toml"]


def test_priorities_end_at_high(window, manager, qtbot):
    assert window.queue.view("wing-v3-seed-13").spec.priority is Priority.HIGH
    qtbot.keyClick(select(window, "wing-v3-seed-13"), Qt.Key.Key_Plus)
    assert manager.wished == []


@pytest.mark.parametrize("action_id", [ActionId.SHORTCUTS, ActionId.ABOUT])
def test_help_opens_without_blocking(window, qtbot, action_id):
    name = {ActionId.SHORTCUTS: "shortcuts_dialog", ActionId.ABOUT: "about_dialog"}[action_id]
    window.actions_[action_id].trigger()
    dialog = next(w for w in QApplication.topLevelWidgets() if w.objectName() == name)
    assert dialog.isVisible()
    dialog.close()


def test_a_task_is_moved_to_a_position_that_is_asked_for(window, manager, qtbot):
    def answer_three():
        dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QInputDialog))
        assert "1 to 4" in dialog.labelText()
        dialog.setIntValue(3)
        dialog.accept()

    view = select(window, "wing-v3-seed-13")
    QTimer.singleShot(0, answer_three)
    qtbot.keyClick(view, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert manager.wished == [("move_task", "wing-v3-seed-13", 2)]


def test_a_duplicate_has_no_id_of_its_own(window, manager, qtbot):
    qtbot.keyClick(select(window, "wing-v3-seed-11"), Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    dialog = window.findChild(QDialog, "task_dialog")
    qtbot.mouseClick(dialog.findChild(QPushButton, "task_accept"), Qt.MouseButton.LeftButton)
    ((wish, (row,)),) = manager.wished
    assert wish == "submit"
    assert "id" not in row
    assert row["command"][:2] == ["python3", "simulate.py"]


def test_all_ended_tasks_are_removed_at_once(window, manager):
    window.actions_[ActionId.FORGET_ENDED].trigger()
    ((wish, ids),) = manager.wished
    assert wish == "forget_tasks"
    assert set(ids) == {view.id for view in scene.tasks() if view.state.is_final}
    assert window.queue_panel.notices.text == "Removed 5 ended tasks from the list."


def test_a_stopped_role_is_not_paused_but_explained(window, manager, qtbot):
    roles = tuple(replace(role, state=RoleState.STOPPED) for role in scene.roles())
    window.show_snapshot(scene.snapshot(full=False, tasks=(), at=scene.NOW + 1, roles=roles))
    qtbot.keyClick(choose_role(window, scene.AGENTS), Qt.Key.Key_Space)
    assert manager.wished == []
    assert "start it first" in window.queue_panel.notices.text


def test_the_priority_of_a_role_is_edited_in_place(window, manager, qtbot):
    view = choose_role(window, scene.AGENTS)
    view.edit(window.roles.index(0, RoleColumn.PRIORITY))
    editor = view.findChild(QSpinBox, "role_priority_editor")
    assert (editor.minimum(), editor.maximum(), editor.value()) == (1, 10, 9)
    editor.setValue(3)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: manager.wished == [("set_role_priority", scene.AGENTS, 3)])


def test_all_roles_are_started_and_stopped_from_the_menu(window, manager, monkeypatch):
    monkeypatch.setattr(role_commands, "may_stop_roles", lambda *_: False)
    window.actions_[ActionId.START_ALL].trigger()
    window.actions_[ActionId.STOP_ALL].trigger()
    assert manager.wished == [("start_all_roles",)]


def test_a_double_click_on_a_waiter_goes_to_its_task(window):
    window.actions_[ActionId.TAB_LOCKS].trigger()
    view, locks = window.locks_panel.view, window.locks
    file = locks.index(0, 0)
    waiter = locks.index(1, 0, locks.index(0, 0, file))
    view.doubleClicked.emit(file)
    view.doubleClicked.emit(waiter)
    assert window.queue_panel.view.selected_ids() == ["close-sprint-14"]


def test_files_in_use_are_searched_in_their_panel(window):
    window.actions_[ActionId.TAB_LOCKS].trigger()
    box = window.locks_panel.findChild(QLineEdit, "locks_search")
    box.setText("no such file")
    assert window.locks.rowCount() == 0
    assert "No file matches" in window.locks_panel.view.findChild(EmptyText).text()
    box.clear()
    assert window.locks.rowCount() == 1
    assert window.locks_panel.view.findChild(EmptyText).text() == "No task waits for a file."


def test_a_hidden_blocker_is_explained(window, qtbot):
    select(window, "status-report")
    window.filter_box.setText("status report")
    window.actions_[ActionId.GO_TO_BLOCKER].trigger()
    assert "“update milestones” is hidden by the filter" in window.queue_panel.notices.text


class FullDisk(SceneManager):
    """Does what is wished and cannot keep it."""

    def _not_kept(self, *_: object, **__: object) -> Any:
        raise WishNotKept(["this was carried out, but the disk is full"])

    submit = edit_task = cancel_task = _not_kept


def test_what_was_done_and_is_not_kept_is_told_and_ends_the_form(tmp_path):
    told = []
    wishes = Wishes(FullDisk(tmp_path), lambda: None)
    wishes.refused.connect(told.append)
    assert wishes.submit([{}]) == wishes.edit("a", {}) == ()
    wishes.cancel(["a", "b"])
    assert told == ["this was carried out, but the disk is full"] * 3


def test_several_refusals_are_told_once_and_shortened(window, manager):
    told = []
    wishes = Wishes(SceneManager(manager._folder), lambda: None)
    wishes.refused.connect(told.append)
    wishes.cancel(["a", "b", "c"])
    assert told == ["this is a picture of work: nothing can be changed in it"]
    assert wishes.submit([{}]) == wishes.edit("a", {}) == (told[0],)
    assert wishes.explain("unknown") is None
    assert wishes.task_mapping("unknown") is None
    assert "not known any more" in told[1]


def test_the_last_decision_about_a_role_stands_below_the_list(window):
    shown = window.findChild(QLabel, "role_decision")
    assert shown.text().startswith("Script assessment: throttled ")
    choose_role(window, scene.GUI)
    assert shown.text().startswith("GUI testing: paused by you")
    assert " until " in shown.text()
