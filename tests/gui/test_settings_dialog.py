"""The settings dialog over a real manager and a real file."""

from __future__ import annotations

import json
import os

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QLabel, QLineEdit, QListWidget, QPushButton

from parallel_execution_manager.runtime.manager import ParallelExecutionManager
from parallel_execution_manager.system.host import autostart_file, is_on, is_supported, switch_off
from parallel_execution_manager_gui import app
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.theme import ThemeChoice
from parallel_execution_manager_gui.window_options import WindowKey

CONFIG = "parallel_execution_config.json"
PATIENCE_MS = 30_000


@pytest.fixture
def manager(tmp_path):
    (tmp_path / CONFIG).write_text('{\n  "monitoring_interval": 5\n}\n', encoding="utf-8")
    made = ParallelExecutionManager(build_contexts=False, base_dir=tmp_path, data_dir=tmp_path / "data")
    yield made
    made.close()


@pytest.fixture
def live(qtbot, manager, theme, settings):
    window = app.connect_window(manager, settings, theme)
    window.show()
    qtbot.waitExposed(window)
    yield window
    app.disconnect_window(manager, window)
    window.close()
    window.deleteLater()


@pytest.fixture
def dialog(live, qtbot):
    live.activateWindow()
    qtbot.waitUntil(live.isActiveWindow)
    qtbot.keyClick(live, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    return live.findChild(QDialog, "settings_dialog")


def line(dialog, name):
    return dialog.findChild(QLineEdit, f"setting_{name}")


def press(dialog, qtbot, name):
    qtbot.mouseClick(dialog.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def in_file(tmp_path):
    return json.loads((tmp_path / CONFIG).read_text(encoding="utf-8"))


def test_what_is_applied_is_in_the_file_and_in_force_and_the_rest_is_kept(dialog, manager, qtbot, tmp_path):
    (tmp_path / CONFIG).write_text('{"$schema": "x.json", "monitoring_interval": 5}', encoding="utf-8")
    qtbot.waitUntil(lambda: line(dialog, "$schema").text() == "x.json", timeout=PATIENCE_MS)
    line(dialog, "monitoring_interval").setText("2.5")
    line(dialog, "resource_thresholds_cpu_percent_throttle").setText("66")
    press(dialog, qtbot, "settings_apply")
    assert in_file(tmp_path) == {
        "$schema": "x.json",
        "monitoring_interval": 2.5,
        "resource_thresholds": {"cpu_percent": 66},
    }
    assert manager.configuration.monitoring_interval_s == 2.5
    assert manager.configuration.thresholds["cpu"].throttle == 66
    assert dialog.isVisible()
    assert not dialog.findChild(QPushButton, "settings_apply").isEnabled()


def test_the_windows_options_are_kept_and_in_force(dialog, live, theme, qtbot):
    dialog.findChild(QComboBox, "setting_window_theme").setCurrentText("Dark")
    dialog.findChild(QCheckBox, "setting_window_tell/role_released").setChecked(True)
    press(dialog, qtbot, "settings_ok")
    assert not dialog.isVisible()
    assert theme.choice is ThemeChoice.DARK
    assert live.shell.options.is_on(WindowKey.TELL_RELEASED)


@pytest.mark.skipif(not is_supported(), reason="there are no autostart folders here")
def test_opening_with_the_session_is_switched_here_as_by_the_command(dialog, live, qtbot, home):
    box = dialog.findChild(QCheckBox, "setting_session_autostart")
    assert not box.isChecked()
    box.setChecked(True)
    press(dialog, qtbot, "settings_apply")
    assert is_on(os.environ)
    switch_off(os.environ)
    press(dialog, qtbot, "settings_cancel")
    qtbot.waitUntil(lambda: live.findChild(QDialog, "settings_dialog") is None, timeout=PATIENCE_MS)
    live.actions_[ActionId.SETTINGS].trigger()
    again = live.findChild(QDialog, "settings_dialog")
    box = again.findChild(QCheckBox, "setting_session_autostart")
    assert not box.isChecked()
    # A file where the folder would be: it is told where it was entered, and stays entered.
    autostart_file(os.environ).parent.rmdir()
    autostart_file(os.environ).parent.write_text("in the way", encoding="utf-8")
    box.setChecked(True)
    press(again, qtbot, "settings_ok")
    assert "its folder" in again.findChild(QLabel, "problem_session_autostart").text()


def test_cancel_changes_nothing(dialog, qtbot, theme, tmp_path):
    dialog.findChild(QComboBox, "setting_window_theme").setCurrentText("Dark")
    line(dialog, "monitoring_interval").setText("2.5")
    press(dialog, qtbot, "settings_cancel")
    assert theme.choice is ThemeChoice.SYSTEM
    assert in_file(tmp_path) == {"monitoring_interval": 5}


def test_a_wrong_value_is_told_in_place_and_cannot_be_applied(dialog, qtbot, tmp_path):
    line(dialog, "monitoring_interval").setText("0.01")
    told = dialog.findChild(QLabel, "problem_monitoring_interval").text()
    assert "from 0.2 to 3600 s" in told
    assert not dialog.findChild(QPushButton, "settings_apply").isEnabled()
    press(dialog, qtbot, "settings_ok")
    assert dialog.isVisible()
    assert in_file(tmp_path) == {"monitoring_interval": 5}


def test_search_leaves_what_matches_and_the_list_goes_to_a_group(dialog, qtbot):
    search = dialog.findChild(QLineEdit, "settings_search")
    qtbot.keyClicks(search, "pressure memory")
    visible = [row.setting.field.title for row in dialog.editor.form.rows if row.isVisible()]
    assert "Memory pressure limit" in visible
    assert "Theme" not in visible
    search.clear()
    groups = dialog.findChild(QListWidget, "settings_groups")
    groups.setCurrentRow(groups.count() - 2)
    assert dialog.editor.form.verticalScrollBar().value() > 0
    search.setText("nothing is called like this")
    assert search.toolTip() == "No setting is called so."


def test_only_what_differs_from_the_default_is_shown_on_request(dialog, qtbot):
    line(dialog, "monitoring_interval").setText("2.5")
    box = dialog.findChild(QCheckBox, "settings_only_set")
    box.click()
    assert [row.setting.path for row in dialog.editor.form.rows if row.isVisible()] == [
        ("monitoring_interval",)
    ]
    box.click()
    assert all(row.isVisible() for row in dialog.editor.form.rows)


def test_a_file_that_is_changed_meanwhile_is_told_and_mine_can_be_kept(dialog, manager, qtbot, tmp_path):
    line(dialog, "monitoring_interval").setText("2.5")
    (tmp_path / CONFIG).write_text('{"monitoring_interval": 7, "scheduling": {"dwell_s": 9}}', "utf-8")
    keep = dialog.findChild(QPushButton, "settings_keep")
    qtbot.waitUntil(keep.isVisible, timeout=PATIENCE_MS)
    qtbot.mouseClick(keep, Qt.MouseButton.LeftButton)
    assert line(dialog, "monitoring_interval").text() == "2.5"
    press(dialog, qtbot, "settings_apply")
    assert in_file(tmp_path) == {"monitoring_interval": 2.5, "scheduling": {"dwell_s": 9}}


def test_an_unreadable_file_is_told_and_not_touched(live, qtbot, tmp_path):
    (tmp_path / CONFIG).write_text("{ broken", encoding="utf-8")
    live.actions_[ActionId.SETTINGS].trigger()
    dialog = live.findChild(QDialog, "settings_dialog")
    assert "cannot be used as it is" in dialog.findChild(QLabel, "settings_banner_text").text()
    assert not dialog.editor.form.isEnabled()
    press(dialog, qtbot, "settings_ok")
    assert (tmp_path / CONFIG).read_text(encoding="utf-8") == "{ broken"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_told_with_a_way_out(dialog, qtbot, tmp_path):
    tmp_path.chmod(0o500)
    try:
        line(dialog, "monitoring_interval").setText("2.5")
        press(dialog, qtbot, "settings_apply")
        assert "make the file and its folder writable" in dialog.findChild(QLabel, "settings_problems").text()
    finally:
        tmp_path.chmod(0o700)


def test_a_file_that_cannot_be_written_is_told_with_a_way_out(dialog, manager, qtbot, monkeypatch):
    def full(*_, **__):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("parallel_execution_manager.runtime.settings_desk.replace_text", full)
    line(dialog, "monitoring_interval").setText("2.5")
    press(dialog, qtbot, "settings_apply")
    told = dialog.findChild(QLabel, "settings_problems").text()
    assert "Read-only file system; make the file and its folder writable" in told
    assert line(dialog, "monitoring_interval").text() == "2.5"


def test_only_one_dialog_is_open(dialog, live):
    live.actions_[ActionId.SETTINGS].trigger()
    assert live.findChildren(QDialog, "settings_dialog") == [dialog]


def test_a_line_about_a_role_without_its_class_is_told(dialog, qtbot):
    roles = next(row for row in dialog.editor.form.rows if row.setting.path == ("roles",))
    roles._editor.show_values({("roles",): ["mine"]})
    press(dialog, qtbot, "settings_apply")
    assert "has no '='" in roles.problem()
