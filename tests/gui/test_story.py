"""What an operator does in a day, by keys and mouse in the real window, offscreen and on a real display."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton, QTableView

from parallel_execution_manager.runtime.manager import ParallelExecutionManager
from parallel_execution_manager.scheduling.model.task import RoleState, TaskState
from parallel_execution_manager_gui.columns import Column
from parallel_execution_manager_gui.layout import Dock
from tests.gui.live import PATIENCE_MS, WORK, add, bring_to_front, choose, live_window, task_id, wait_for

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton
LINES = "[print('line', n) for n in range(3000)]"


@pytest.fixture(params=["offscreen", pytest.param("xcb", marks=pytest.mark.xcb)])
def platform(request, qapp):
    if QApplication.platformName() != request.param:
        pytest.skip(f"this run is not on the platform {request.param}")
    return request.param


@pytest.fixture
def open_manager(tmp_path):
    """Opens the manager of one folder, as often as one likes one after the other."""
    opened = []

    def open_():
        made = ParallelExecutionManager(build_contexts=False, base_dir=tmp_path, data_dir=tmp_path / "data")
        opened.append(made)
        return made

    yield open_
    for each in opened:
        each.close()


@pytest.fixture
def manager(open_manager):
    made = open_manager()
    made.start_all_roles()
    return made


@pytest.fixture
def live(platform, qtbot, manager, theme, settings):
    with live_window(qtbot, manager, theme, settings) as window:
        yield window


def order(window):
    """The names of the queued tasks from above to below."""
    queued = [view for view in window.queue.views() if view.state is TaskState.QUEUED]
    rows = sorted(queued, key=lambda view: window.queue.row_of(view.id))
    return [view.spec.name for view in rows]


def is_role(window, state):
    return any(role.name == WORK and role.state is state for role in window.roles.roles())


def pause_role_by_key(window, qtbot):
    table = window.findChild(QTableView, "roles_view")
    row = next(row for row, role in enumerate(window.roles.roles()) if role.name == WORK)
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(window.roles.index(row, 0)).center())
    qtbot.keyClick(table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: is_role(window, RoleState.SUSPENDED), timeout=PATIENCE_MS)


def test_tasks_are_added_put_in_another_order_and_the_order_is_undone(live, qtbot):
    pause_role_by_key(live, qtbot)
    for name in ("first", "second", "third"):
        add(live, qtbot, name, "print(1)")
    qtbot.waitUntil(lambda: order(live) == ["first", "second", "third"], timeout=PATIENCE_MS)
    choose(live, "third")
    qtbot.keyClick(live.queue_panel.view, Qt.Key.Key_Home, ALT)
    qtbot.waitUntil(lambda: order(live) == ["third", "first", "second"], timeout=PATIENCE_MS)
    assert live.queue_panel.view.selected_ids() == [task_id(live, "third")]
    qtbot.keyClick(live.queue_panel.view, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: order(live) == ["first", "second", "third"], timeout=PATIENCE_MS)


def test_a_waiting_task_says_why_and_a_button_unblocks_it(live, qtbot):
    pause_role_by_key(live, qtbot)
    add(live, qtbot, "held", "print(1)")
    choose(live, "held")
    row = live.queue.row_of(task_id(live, "held"))
    qtbot.waitUntil(lambda: "paused" in live.queue.text(row, Column.WHY), timeout=PATIENCE_MS)
    qtbot.keyClick(live, Qt.Key.Key_1, ALT)
    qtbot.waitUntil(lambda: live.findChild(QPushButton, "remedy_0") is not None, timeout=PATIENCE_MS)
    qtbot.mouseClick(live.findChild(QPushButton, "remedy_0"), LEFT)
    wait_for(qtbot, live, "held", TaskState.SUCCEEDED)


def test_a_running_task_is_paused_and_resumed_by_space(live, qtbot):
    add(live, qtbot, "long", "import time; time.sleep(600)")
    wait_for(qtbot, live, "long", TaskState.RUNNING)
    choose(live, "long")
    for state in (TaskState.SUSPENDED, TaskState.RUNNING):
        qtbot.keyClick(live.queue_panel.view, Qt.Key.Key_Space)
        wait_for(qtbot, live, "long", state)


def test_a_text_is_found_in_the_whole_log(live, qtbot):
    add(live, qtbot, "chatty", LINES)
    wait_for(qtbot, live, "chatty", TaskState.SUCCEEDED)
    choose(live, "chatty")
    qtbot.keyClick(live, Qt.Key.Key_3, ALT)
    log = live.selection.log.text
    qtbot.waitUntil(lambda: log.toPlainText().endswith("line 2999\n"), timeout=PATIENCE_MS)
    box = live.findChild(QLineEdit, "log_find")
    qtbot.mouseClick(box, LEFT)
    qtbot.keyClicks(box, "line 42")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    told = live.findChild(QLabel, "log_find_count")
    qtbot.waitUntil(lambda: told.text() == "1 of 11", timeout=PATIENCE_MS)
    qtbot.keyClick(box, Qt.Key.Key_F3)
    qtbot.waitUntil(lambda: told.text() == "2 of 11", timeout=PATIENCE_MS)
    assert log.textCursor().selectedText() == "line 42"


def test_the_queue_is_exported_and_is_still_there_when_the_window_is_opened_again(
    platform, qtbot, open_manager, theme, settings, tmp_path, monkeypatch
):
    saved = tmp_path / "saved.pemtasks"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(saved), ""))
    manager = open_manager()
    manager.start_all_roles()
    with live_window(qtbot, manager, theme, settings) as window:
        pause_role_by_key(window, qtbot)
        for name in ("earlier", "later"):
            add(window, qtbot, name, "print(1)")
        choose(window, "later")
        qtbot.keyClick(window.queue_panel.view, Qt.Key.Key_Home, ALT)
        qtbot.waitUntil(lambda: order(window) == ["later", "earlier"], timeout=PATIENCE_MS)
        qtbot.keyClick(window, Qt.Key.Key_S, CTRL)
        qtbot.keyClick(window, Qt.Key.Key_2, ALT)
        qtbot.keyClick(window, Qt.Key.Key_Q, CTRL)
        qtbot.waitUntil(lambda: not window.isVisible(), timeout=PATIENCE_MS)
    manager.close()
    lines = [json.loads(line) for line in Path(saved).read_text(encoding="utf-8").splitlines()]
    assert [line["name"] for line in lines] == ["later", "earlier"]
    assert lines[0]["command"] == [sys.executable, "-c", "print(1)"]
    manager = open_manager()
    manager.begin_roles()
    with live_window(qtbot, manager, theme, settings) as window:
        qtbot.waitUntil(lambda: order(window) == ["later", "earlier"], timeout=PATIENCE_MS)
        assert is_role(window, RoleState.SUSPENDED)
        assert window.docks[Dock.LOCKS].widget().isVisible()
        bring_to_front(window, qtbot)
