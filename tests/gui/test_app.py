"""The window with a real manager: tasks that really run."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
)

from parallel_execution_manager.runtime import shell
from parallel_execution_manager.runtime.manager import ParallelExecutionManager
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.system.host import DESKTOP_ID
from parallel_execution_manager_gui import app, screenshots
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.application import make_application
from parallel_execution_manager_gui.columns import Column
from parallel_execution_manager_gui.main_window import MainWindow
from parallel_execution_manager_gui.quit_signals import QuitSignals
from tests.gui.live import PATIENCE_MS, WORK, add, live_window, state, task_id, wait_for

SLEEP = "import time; print('started', flush=True); time.sleep(600)"


@pytest.fixture
def manager(tmp_path):
    made = ParallelExecutionManager(build_contexts=False, base_dir=tmp_path, data_dir=tmp_path / "data")
    made.start_all_roles()
    yield made
    made.close()


@pytest.fixture
def live(qtbot, manager, theme, settings):
    with live_window(qtbot, manager, theme, settings) as window:
        yield window


def test_a_task_added_in_the_dialog_runs_and_shows_its_output(live, qtbot):
    add(live, qtbot, "hello", "print(6 * 7)")
    assert live.queue_panel.view.selected_ids() == [task_id(live, "hello")]
    wait_for(qtbot, live, "hello", TaskState.SUCCEEDED)
    live.actions_[ActionId.TAB_LOG].trigger()
    qtbot.waitUntil(lambda: live.selection.log.text.toPlainText() == "42\n", timeout=PATIENCE_MS)


def test_a_running_task_is_paused_resumed_and_cancelled(live, qtbot, manager):
    add(live, qtbot, "long", SLEEP)
    wait_for(qtbot, live, "long", TaskState.RUNNING)
    live.queue_panel.show_task(task_id(live, "long"))
    live.queue_panel.view.setFocus()
    qtbot.keyClick(live.queue_panel.view, Qt.Key.Key_Space)
    wait_for(qtbot, live, "long", TaskState.SUSPENDED)
    qtbot.keyClick(live.queue_panel.view, Qt.Key.Key_Space)
    wait_for(qtbot, live, "long", TaskState.RUNNING)
    QTimer.singleShot(0, _agree)
    qtbot.keyClick(live.queue_panel.view, Qt.Key.Key_Delete)
    wait_for(qtbot, live, "long", TaskState.CANCELLED)
    row = live.queue.row_of(task_id(live, "long"))
    qtbot.waitUntil(lambda: "being ended" not in live.queue.text(row, Column.WHY), timeout=PATIENCE_MS)


def test_a_key_shows_its_effect_however_seldom_all_else_is_shown(live, qtbot, manager, monkeypatch):
    manager.hold_role(WORK)
    manager.submit([{"role": WORK, "name": "held", "command": ["true"]}])
    qtbot.waitUntil(lambda: state(live, "held") is TaskState.QUEUED, timeout=PATIENCE_MS)
    monkeypatch.setattr(shell, "PUBLISH_EVERY_S", 3600.0)
    live.feed.rest_at_least(3_600_000)
    held = task_id(live, "held")
    live.queue_panel.show_task(held)
    qtbot.keyClick(live.queue_panel.view, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: live.queue.view(held).paused, timeout=PATIENCE_MS)
    live.actions_[ActionId.UNDO].trigger()
    qtbot.waitUntil(lambda: not live.queue.view(held).paused, timeout=PATIENCE_MS)
    manager.resume_role(WORK)


def _agree():
    box = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible())
    next(b for b in box.buttons() if b.objectName() == "answer_yes").click()


def test_a_queued_task_is_moved_up_by_keys(live, qtbot, manager):
    manager.pause_role(WORK)
    for name in ("first", "second", "third"):
        add(live, qtbot, name, "print(1)")
    qtbot.waitUntil(lambda: live.queue.place_of(task_id(live, "third")) == 2, timeout=PATIENCE_MS)
    live.queue_panel.show_task(task_id(live, "third"))
    live.queue_panel.view.setFocus()
    qtbot.keyClick(live.queue_panel.view, Qt.Key.Key_Home, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: live.queue.place_of(task_id(live, "third")) == 0, timeout=PATIENCE_MS)
    assert live.queue_panel.view.selected_ids() == [task_id(live, "third")]
    for name in ("first", "second", "third"):
        manager.cancel_task(task_id(live, name))


def test_a_bad_task_is_explained_in_the_dialog(live, qtbot):
    qtbot.keyClick(live, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    dialog = next(d for d in live.findChildren(QDialog, "task_dialog") if d.isVisible())
    dialog.findChild(QComboBox, "field_work").setCurrentText("A command")
    dialog.findChild(QLineEdit, "field_command").setText("true")
    dialog.findChild(QLineEdit, "field_memory_mb").setText("1e12")
    qtbot.mouseClick(dialog.findChild(QPushButton, "task_accept"), Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert "memory" in dialog.findChild(QLabel, "task_problems").text()
    assert "task number" not in dialog.findChild(QLabel, "task_problems").text()
    dialog.reject()


def test_all_problems_of_the_start_are_told_until_they_are_closed(qtbot, tmp_path, theme, settings):
    (tmp_path / "parallel_execution_config.json").write_text('{"max_tasks": "x", "nonsense": 1}', "utf-8")
    manager = ParallelExecutionManager(build_contexts=False, base_dir=tmp_path, data_dir=tmp_path / "data")
    try:
        assert manager.start_problems
        window = app.connect_window(manager, settings, theme)
        qtbot.addWidget(window)
        assert window.queue_panel.notices.text.splitlines() == list(manager.start_problems)
        app.disconnect_window(manager, window)
    finally:
        manager.close()


def test_a_saved_queue_is_opened_again(live, qtbot, manager, tmp_path, monkeypatch):
    path = str(tmp_path / "queue.jsonl")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (path, ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (path, ""))
    manager.pause_role(WORK)
    add(live, qtbot, "later", "print(1)")
    first = task_id(live, "later")
    live.actions_[ActionId.SAVE_QUEUE].trigger()
    qtbot.waitUntil(lambda: "Saved 1 queued task" in live.queue_panel.notices.text, timeout=PATIENCE_MS)
    live.actions_[ActionId.OPEN_TASKS].trigger()
    qtbot.waitUntil(lambda: "line 1: " in live.queue_panel.notices.text, timeout=PATIENCE_MS)
    manager.cancel_task(first)
    manager.forget_tasks([first])
    qtbot.waitUntil(lambda: live.queue.view(first) is None, timeout=PATIENCE_MS)
    live.actions_[ActionId.OPEN_TASKS].trigger()
    qtbot.waitUntil(lambda: live.queue.view(first) is not None, timeout=PATIENCE_MS)
    manager.cancel_task(first)


def test_what_the_manager_refuses_is_told(live, qtbot, manager):
    add(live, qtbot, "done", "print(1)")
    wait_for(qtbot, live, "done", TaskState.SUCCEEDED)
    manager.pause_role(WORK)
    live.queue_panel.show_task(task_id(live, "done"))
    manager.forget_tasks([task_id(live, "done")])
    live.actions_[ActionId.RETRY].trigger()
    assert "is not known" in live.queue_panel.notices.text


def test_the_demo_is_queued_from_the_menu(live, qtbot, manager):
    for role in manager.role_declarations():
        manager.pause_role(role)
    live.actions_[ActionId.LOAD_DEMO].trigger()
    qtbot.waitUntil(lambda: len(live.queue.views()) > 6, timeout=PATIENCE_MS)
    assert {view.spec.role for view in live.queue.views()} == set(manager.role_declarations())


def test_main_opens_the_window_and_ends_when_it_is_closed(qapp, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = qapp.palette()
    seen = []

    def close():
        window = next(w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
        seen.append(window.isVisible())
        window.close()

    QTimer.singleShot(500, close)
    assert app.main(["--data-dir", str(tmp_path / "data")]) == 0
    assert seen == [True]
    assert QSettings(str(app.user_settings().fileName()), QSettings.Format.IniFormat).contains("window/state")
    qapp.setPalette(before)


def test_a_signal_ends_the_program_in_order(qapp, qtbot):
    signals = QuitSignals()
    before = signal.getsignal(signal.SIGTERM)
    signals.install()
    try:
        for _ in range(2):
            with qtbot.waitSignal(signals.arrived):
                os.kill(os.getpid(), signal.SIGTERM)
    finally:
        signals.remove()
    assert signal.getsignal(signal.SIGTERM) is before


def test_nothing_looks_for_signals_while_none_comes_and_all_is_given_back(qapp):
    signals = QuitSignals()
    wakeup_before = signal.set_wakeup_fd(-1)
    signal.set_wakeup_fd(wakeup_before)
    signals.install()
    try:
        assert signals.findChildren(QTimer) == []
    finally:
        signals.remove()
    assert signal.set_wakeup_fd(wakeup_before) == wakeup_before
    signals.remove()


def test_main_refuses_a_bad_configuration_before_anything_opens(tmp_path, capsys):
    config = tmp_path / "config.json"
    config.write_text("{", encoding="utf-8")
    assert app.main(["--config", str(config), "--data-dir", str(tmp_path / "data")]) == 2
    assert config.name in capsys.readouterr().err


def test_all_pictures_are_rendered_in_both_palettes(tmp_path, qapp):
    before = qapp.palette()
    assert screenshots.main([str(tmp_path)]) == 0
    qapp.setPalette(before)
    names = {path.name for path in tmp_path.glob("*.png")}
    for picture in ("window-empty", "window-details", "window-locks", "window-log", "task-dialog"):
        assert {f"{picture}-light.png", f"{picture}-dark.png"} <= names


@pytest.mark.xcb
def test_the_window_shows_on_a_real_display(live, qtbot):
    assert QApplication.platformName() == "xcb"
    add(live, qtbot, "hello", "print(6 * 7)")
    wait_for(qtbot, live, "hello", TaskState.SUCCEEDED)
    assert not live.grab().isNull()


def test_there_is_only_one_application(qapp):
    assert make_application() is qapp
    assert not qapp.windowIcon().isNull()
    assert Path(app.user_settings().fileName()).name == "window.ini"
    with contextlib.suppress(AttributeError):
        assert qapp.desktopFileName() == DESKTOP_ID


def test_a_busy_scheduler_hands_the_lock_of_python_to_the_window_sooner_than_usual(qapp):
    make_application()
    assert sys.getswitchinterval() < 0.005
