"""Every edit of the queue is undone and done again, with a real manager behind the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QLabel, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.app import connect_window, disconnect_window
from parallel_execution_manager_gui.dialogs.several_dialog import SeveralDialog
from parallel_execution_manager_gui.main_window import MainWindow
from parallel_execution_manager_gui.plain_text import plain_tip
from parallel_execution_manager_gui.theme import Theme
from parallel_execution_manager_gui.wishes import Wishes
from tests.gui.live import bring_to_front

ROLE = "task_management"
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


@pytest.fixture
def real(tmp_path: Path) -> Iterator[ParallelExecutionManager]:
    """A manager whose roles are stopped, so that what is queued waits."""
    made = ParallelExecutionManager(base_dir=tmp_path, data_dir=tmp_path / "data")
    yield made
    made.close()


@pytest.fixture
def shown(
    qtbot: QtBot, real: ParallelExecutionManager, theme: Theme, settings: QSettings
) -> Iterator[MainWindow]:
    """The window over that manager, with four tasks that wait."""
    made = connect_window(real, settings, theme)
    made.show()
    qtbot.waitExposed(made)
    real.submit([{"role": ROLE, "id": name, "name": f"task {name}", "command": ["true"]} for name in "abcd"])
    qtbot.waitUntil(lambda: made.queue.rowCount() == 4)
    yield made
    disconnect_window(real, made)
    made.show_snapshot(scene.empty_snapshot())
    made.close()
    made.deleteLater()


def order(real: ParallelExecutionManager) -> str:
    """The queued tasks in their order."""
    views = [view for view in real.snapshot().tasks if view.state is TaskState.QUEUED]
    return "".join(view.id for view in sorted(views, key=lambda view: view.order))


def select(window: MainWindow, *names: str) -> None:
    window.queue_panel.view.setFocus()
    window.queue_panel.view.select(names)


def shows_all(window: MainWindow) -> bool:
    """Each task stands in the window as it is: of two that change, one may be shown before the other."""
    views = {view.id: view for view in window.queue.views()}
    rows = window.findChild(Wishes)._manager.task_rows(views)
    return all(
        row is not None and (row.state, row.paused) == (views[name].state, views[name].paused)
        for name, row in rows.items()
    )


def key(qtbot: QtBot, window: MainWindow, which: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
    """Press a key in the queue."""
    qtbot.keyClick(window.queue_panel.view, which, modifier or Qt.KeyboardModifier.NoModifier)


def undo(qtbot: QtBot, window: MainWindow) -> None:
    key(qtbot, window, Qt.Key.Key_Z, CTRL)


def redo(qtbot: QtBot, window: MainWindow) -> None:
    key(qtbot, window, Qt.Key.Key_Z, CTRL | SHIFT)


def text(window: MainWindow, action_id: ActionId) -> str:
    return window.actions_[action_id].text().replace("&", "")


def test_nothing_can_be_undone_at_first(shown):
    assert text(shown, ActionId.UNDO) == "Undo"
    assert not shown.actions_[ActionId.UNDO].isEnabled()
    assert not shown.actions_[ActionId.REDO].isEnabled()


def test_a_move_of_several_tasks_is_one_step_and_named(shown, real, qtbot):
    select(shown, "c", "d")
    key(qtbot, shown, Qt.Key.Key_Home, ALT)
    assert order(real) == "cdab"
    assert text(shown, ActionId.UNDO) == "Undo move of 2 tasks"
    undo(qtbot, shown)
    assert order(real) == "abcd"
    assert text(shown, ActionId.REDO) == "Redo move of 2 tasks"
    redo(qtbot, shown)
    assert order(real) == "cdab"
    assert shown.queue_panel.view.selected_ids() == ["c", "d"]


def test_a_move_by_a_step_keeps_order_and_selection(shown, real, qtbot):
    select(shown, "b", "c")
    key(qtbot, shown, Qt.Key.Key_Down, ALT)
    assert order(real) == "adbc"
    qtbot.waitUntil(lambda: shown.queue_panel.view.selected_ids() == ["b", "c"])
    undo(qtbot, shown)
    assert order(real) == "abcd"


def test_a_cancelled_task_comes_back_by_the_toast(shown, real, qtbot):
    real.set_task_priority("b", "high")
    real.move_task("b", 1)
    before = real.task_rows(["b"])["b"]._replace(waited=(), counted_at=None)
    select(shown, "b")
    key(qtbot, shown, Qt.Key.Key_Delete)
    assert order(real) == "acd"
    button = shown.findChild(QPushButton, "notice_offer")
    assert shown.queue_panel.notices.text == "1 cancelled."
    assert button.isVisible()
    assert button.text() == "Undo"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert real.task_rows(["b"])["b"]._replace(waited=(), counted_at=None) == before
    assert not button.isVisible()


def test_the_offer_is_reached_by_f6_and_taken_by_space(shown, real, qtbot):
    select(shown, "a", "c")
    key(qtbot, shown, Qt.Key.Key_Delete)
    assert shown.queue_panel.notices.text == "2 cancelled."
    key(qtbot, shown, Qt.Key.Key_F6)
    button = shown.findChild(QPushButton, "notice_offer")
    assert button.hasFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert order(real) == "abcd"
    assert shown.queue_panel.notices.text == "Undone: cancelling of 2 tasks."
    qtbot.waitUntil(lambda: shown.queue_panel.view.selected_ids() == ["a", "c"])
    assert shown.queue_panel.view.hasFocus()


def test_the_toast_offers_nothing_any_more_when_something_else_was_done(shown, qtbot):
    select(shown, "a")
    key(qtbot, shown, Qt.Key.Key_Delete)
    select(shown, "d")
    key(qtbot, shown, Qt.Key.Key_Home, ALT)
    assert not shown.findChild(QPushButton, "notice_offer").isVisible()


def test_priority_pause_and_resume_are_undone(shown, real, qtbot):
    select(shown, "b", "c")
    key(qtbot, shown, Qt.Key.Key_Plus)
    assert order(real) == "bcad"
    key(qtbot, shown, Qt.Key.Key_Space)
    assert real.task_rows("b")["b"].paused
    assert text(shown, ActionId.UNDO) == "Undo pause of 2 tasks"
    undo(qtbot, shown)
    assert not real.task_rows("b")["b"].paused
    undo(qtbot, shown)
    assert order(real) == "abcd"
    redo(qtbot, shown)
    redo(qtbot, shown)
    assert order(real) == "bcad"
    assert real.task_rows("c")["c"].paused
    qtbot.waitUntil(lambda: shows_all(shown))
    key(qtbot, shown, Qt.Key.Key_Space)
    assert text(shown, ActionId.UNDO) == "Undo resuming of 2 tasks"
    undo(qtbot, shown)
    assert real.task_rows("c")["c"].paused


def test_added_edited_and_imported_tasks_are_undone(shown, real, qtbot, tmp_path, monkeypatch):
    shown.actions_[ActionId.ADD_TASK].trigger()
    (dialog,) = (child for child in shown.findChildren(object) if child.objectName() == "task_dialog")
    dialog.fill({"role": ROLE, "id": "e", "name": "task & e", "command": ["true"]}, keep_id=True)
    dialog.accept()
    assert order(real) == "abcde"
    assert shown.actions_[ActionId.UNDO].text() == "&Undo addition of “task && e”"
    path = tmp_path / "more.jsonl"
    path.write_text('{"id": "f", "role": "task_management", "command": ["true"]}\n' * 1)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    shown.actions_[ActionId.OPEN_TASKS].trigger()
    qtbot.waitUntil(lambda: "more.jsonl" in shown.queue_panel.notices.text)
    bring_to_front(shown, qtbot)
    assert order(real) == "abcdef"
    row = real.task_mapping("a")
    assert shown.queue_panel is not None
    undo(qtbot, shown)
    undo(qtbot, shown)
    assert order(real) == "abcd"
    redo(qtbot, shown)
    redo(qtbot, shown)
    assert order(real) == "abcdef"
    assert real.task_mapping("a") == row


def test_removed_tasks_are_on_the_list_again(shown, real, qtbot):
    select(shown, "a", "b")
    key(qtbot, shown, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: shows_all(shown))
    key(qtbot, shown, Qt.Key.Key_Delete, SHIFT)
    assert real.task_rows("ab") == {"a": None, "b": None}
    assert text(shown, ActionId.UNDO) == "Undo removal of 2 tasks"
    undo(qtbot, shown)
    assert real.task_rows("a")["a"].state is TaskState.CANCELLED
    undo(qtbot, shown)
    assert order(real) == "abcd"


def test_what_started_meanwhile_is_told_and_not_tried_again(shown, real, qtbot):
    select(shown, "d")
    key(qtbot, shown, Qt.Key.Key_Home, ALT)
    real.start_role(ROLE)
    assert real.wait_until_idle(60)
    undo(qtbot, shown)
    told = shown.queue_panel.notices.text
    assert "This cannot be undone:\ntask “task d” has ended meanwhile (succeeded); retry it" in told
    assert not shown.actions_[ActionId.UNDO].isEnabled()
    assert not shown.actions_[ActionId.REDO].isEnabled()
    assert "Undone" not in told


def test_what_can_be_undone_is_and_the_rest_is_told(shown, real, qtbot):
    select(shown, "a", "b")
    key(qtbot, shown, Qt.Key.Key_Delete)
    real.retry_task("a")
    undo(qtbot, shown)
    assert order(real) == "bcda"
    assert "Some of this cannot be undone:\ntask “task a” was changed again" in shown.queue_panel.notices.text
    redo(qtbot, shown)
    assert order(real) == "cda"


def test_what_had_ended_already_is_counted_and_is_no_problem(shown, real, qtbot):
    select(shown, "a", "b")
    shown.feed.stop()
    real.cancel_task("a")
    key(qtbot, shown, Qt.Key.Key_Delete)
    assert shown.queue_panel.notices.text == "1 cancelled, 1 had already ended."


def test_what_was_refused_stays_selected(shown, real, qtbot):
    shown.feed.stop()
    real.cancel_task("c")
    real.forget_tasks(["c"])
    select(shown, "a", "b", "c")
    key(qtbot, shown, Qt.Key.Key_Delete)
    assert "2 cancelled, 1 not cancelled and still selected." in shown.queue_panel.notices.text
    assert "task “task c” is not known" in shown.queue_panel.notices.text
    assert shown.queue_panel.view.selected_ids() == ["c"]


def test_what_is_cancelled_along_with_another_is_named(shown, real, qtbot):
    behind = [("e", ["a"]), ("f", ["b"]), ("g", ["b"])]
    real.submit(
        [
            {"id": it, "role": ROLE, "name": f"task {it}", "command": ["true"], "after": after}
            for it, after in behind
        ]
    )
    qtbot.waitUntil(lambda: shown.queue.view("g") is not None)
    select(shown, "a")
    key(qtbot, shown, Qt.Key.Key_Delete)
    assert shown.queue_panel.notices.text == "Cancelled “task a”, and “task e”, which comes after it."
    select(shown, "b", "f")
    key(qtbot, shown, Qt.Key.Key_Delete)
    assert shown.queue_panel.notices.text == "2 cancelled, and 1 more that came after."


def test_what_another_comes_after_is_not_counted_as_removed_and_the_notice_says_why(shown, real, qtbot):
    real.submit([{"id": "e", "role": ROLE, "name": "task e", "command": ["true"], "after": ["a"]}])
    qtbot.waitUntil(lambda: shown.queue.view("e") is not None)
    real.cancel_task("a")
    real.cancel_task("b")
    qtbot.waitUntil(lambda: all(shown.queue.view(it).state is TaskState.CANCELLED for it in "abe"))
    select(shown, "a", "b")
    key(qtbot, shown, Qt.Key.Key_Delete)
    assert shown.queue_panel.notices.text == (
        "Removed 1 ended task from the list.\n"
        "task “task a” is kept because “task e” comes after it; take that one off the list as well"
    )
    assert {view.id for view in real.snapshot().tasks} == {"a", "c", "d", "e"}
    select(shown, "a")
    key(qtbot, shown, Qt.Key.Key_Delete)
    assert shown.queue_panel.notices.text.startswith("task “task a” is kept")


def test_the_button_of_the_toolbar_is_short_and_its_tip_says_what(shown, qtbot):
    select(shown, "a")
    key(qtbot, shown, Qt.Key.Key_End, ALT)
    button = shown.findChild(QToolButton, "button_undo")
    assert button.text() == "Undo"
    assert button.toolTip() == plain_tip("Undo move of “task a” (Ctrl+Z)")


def test_undo_in_the_filter_box_is_that_of_its_text(shown, real, qtbot):
    select(shown, "a")
    key(qtbot, shown, Qt.Key.Key_End, ALT)
    shown.filter_box.setFocus()
    qtbot.keyClicks(shown.filter_box, "x")
    qtbot.keyClick(shown.filter_box, Qt.Key.Key_Z, CTRL)
    assert shown.filter_box.text() == ""
    assert order(real) == "bcda"


def test_what_started_after_it_was_chosen_is_not_ended_unasked(shown, real, qtbot):
    shown.feed.stop()
    real.submit([{"role": "agent_simulations", "id": "long", "command": ["sleep", "600"]}])
    shown.show_snapshot(real.snapshot())
    select(shown, "long")
    real.start_role("agent_simulations")
    qtbot.waitUntil(lambda: real.task_rows(["long"])["long"].state.is_live)
    key(qtbot, shown, Qt.Key.Key_Delete)
    assert "runs already; it cannot be taken out" in shown.queue_panel.notices.text
    assert shown.queue_panel.view.selected_ids() == ["long"]
    assert real.task_rows(["long"])["long"].ending is None
    real.stop_role("agent_simulations")


def test_several_tasks_are_edited_at_once_and_undone_in_one_step(shown, real, qtbot):
    select(shown, "b", "c")
    key(qtbot, shown, Qt.Key.Key_F2)
    dialog = shown.findChild(SeveralDialog)
    assert dialog.windowTitle() == "Edit 2 tasks"
    limit = dialog.findChild(QLineEdit, "field_timeout_s")
    limit.setText("-1")
    dialog.accept()
    problems = dialog.findChild(QLabel, "several_problems")
    assert "timeout_s" in problems.text()
    qtbot.keyClick(limit, Qt.Key.Key_End)
    limit.setText("60")
    assert not problems.isVisible()
    dialog.findChild(QComboBox, "field_priority").setCurrentText("high")
    dialog.accept()
    assert real.task_mapping("c")["timeout_s"] == 60
    assert order(real) == "bcad"
    assert text(shown, ActionId.UNDO) == "Undo edit of 2 tasks"
    undo(qtbot, shown)
    assert "timeout_s" not in real.task_mapping("c")
    assert order(real) == "abcd"
