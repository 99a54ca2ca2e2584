"""The options of a role, over a real file of a real manager."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from parallel_execution_manager import ParallelExecutionManager
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.dialogs.role_options_dialog import RoleOptionsDialog
from parallel_execution_manager_gui.wishes import Wishes

ROLE = scene.GUI


@pytest.fixture
def real(tmp_path: Path) -> Iterator[ParallelExecutionManager]:
    """A manager that is not started, on folders of its own."""
    (tmp_path / "base").mkdir()
    made = ParallelExecutionManager(base_dir=tmp_path / "base", data_dir=tmp_path / "data")
    yield made
    made.close()


@pytest.fixture
def file(real: ParallelExecutionManager) -> Path:
    """The configuration's file, with something in it that no form shows."""
    path = Path(real.base_dir) / "parallel_execution_config.json"
    path.write_text('{"$schema": "s.json",  "role_priorities": {"gui_testing": 4}}')
    real.reload_configuration()
    return path


@pytest.fixture
def dialog(real: ParallelExecutionManager, file: Path, qtbot: QtBot) -> Iterator[RoleOptionsDialog]:
    """The open dialog of one role."""
    made = open_dialog(real, qtbot)
    yield made
    close(made)


def close(made):
    """Not by ``qtbot``, which would wait for an answer to the question about what is not saved."""
    made.editor.reload()
    made.close()
    made.deleteLater()


def open_dialog(real, qtbot, **given):
    made = RoleOptionsDialog(real.role_declarations()[ROLE], Wishes(real, lambda: None), **given)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    made.open()
    qtbot.waitExposed(made)
    return made


def line(dialog, name):
    return dialog.findChild(QLineEdit, f"setting_{name}")


def button(dialog, name):
    return dialog.findChild(QPushButton, name)


def banner(dialog):
    label = dialog.findChild(QLabel, "settings_banner_text")
    return label.text() if label.isVisible() else ""


PRIORITY, SETTLE = f"role_priorities_{ROLE}", f"role_options_{ROLE}_settle_s"


def test_what_is_applied_is_in_the_file_and_in_force(dialog, real, file, qtbot):
    save = button(dialog, "role_options_apply")
    assert not save.isEnabled()
    line(dialog, PRIORITY).selectAll()
    qtbot.keyClicks(line(dialog, PRIORITY), "8")
    line(dialog, SETTLE).setText("2.5")
    assert save.isEnabled()
    qtbot.mouseClick(save, Qt.MouseButton.LeftButton)
    assert file.read_text().startswith('{"$schema": "s.json",  "role_priorities": {"gui_testing": 8}')
    assert json.loads(file.read_text())["role_options"] == {ROLE: {"settle_s": 2.5}}
    assert real.configuration.role_options[ROLE]["settle_s"] == 2.5
    assert {role.name: role.priority for role in real.snapshot().roles}[ROLE] == 8
    assert not save.isEnabled()


def test_what_is_wrong_cannot_be_saved(dialog, file, qtbot):
    before = file.read_text()
    line(dialog, PRIORITY).setText("11")
    assert not button(dialog, "role_options_save").isEnabled()
    dialog.accept()
    assert dialog.isVisible()
    assert file.read_text() == before


def test_saving_closes(dialog, file, qtbot):
    line(dialog, PRIORITY).setText("6")
    qtbot.mouseClick(button(dialog, "role_options_save"), Qt.MouseButton.LeftButton)
    assert not dialog.isVisible()
    assert '"gui_testing": 6' in file.read_text()


def test_the_defaults_take_everything_out_of_the_file(dialog, real, file, qtbot):
    qtbot.mouseClick(button(dialog, "role_options_defaults"), Qt.MouseButton.LeftButton)
    dialog.editor.apply()
    assert json.loads(file.read_text()) == {"$schema": "s.json", "role_priorities": {}}


def test_an_untouched_form_follows_the_file_and_says_so(dialog, file, qtbot):
    file.write_text('{"role_priorities": {"gui_testing": 2}}')
    qtbot.waitUntil(lambda: line(dialog, PRIORITY).text() == "2")
    assert "changed on the disk and is shown as it is now" in banner(dialog)


@pytest.mark.parametrize("keep", [True, False])
def test_a_file_that_changes_meanwhile_is_told_and_nothing_is_lost(dialog, file, qtbot, keep):
    line(dialog, PRIORITY).setText("9")
    file.write_text('{"role_priorities": {"gui_testing": 2}, "monitoring_interval": 7}')
    qtbot.waitUntil(lambda: "while you were editing" in banner(dialog))
    assert line(dialog, PRIORITY).text() == "9"
    name = "settings_keep" if keep else "settings_reload"
    qtbot.mouseClick(button(dialog, name), Qt.MouseButton.LeftButton)
    assert banner(dialog) == ""
    assert line(dialog, PRIORITY).text() == ("9" if keep else "2")
    assert dialog.editor.apply()
    assert json.loads(file.read_text()) == {
        "role_priorities": {"gui_testing": 9 if keep else 2},
        "monitoring_interval": 7,
    }


def test_a_change_that_nobody_has_told_of_yet_is_not_written_over(dialog, file):
    line(dialog, PRIORITY).setText("9")
    file.write_text('{"monitoring_interval": 7}')
    assert not dialog.editor.apply()
    assert file.read_text() == '{"monitoring_interval": 7}'
    assert "while you were editing" in banner(dialog)


def test_a_file_that_turns_bad_is_told_and_can_be_put_right(dialog, file, qtbot):
    file.write_text('{"role_priorities": ')
    qtbot.waitUntil(lambda: "cannot be used as it is" in banner(dialog))
    assert not dialog.editor.form.isEnabled()
    file.write_text('{"role_priorities": {"gui_testing": 3}}')
    qtbot.waitUntil(lambda: line(dialog, PRIORITY).text() == "3")
    assert dialog.editor.form.isEnabled()


@pytest.mark.parametrize(("answer", "closed"), [("answer_yes", True), ("answer_no", False)])
def test_what_is_not_saved_is_asked_about(dialog, file, qtbot, answer, closed):
    line(dialog, PRIORITY).setText("9")

    def press():
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        box.findChild(QPushButton, answer).click()

    QTimer.singleShot(0, press)
    qtbot.mouseClick(button(dialog, "role_options_close"), Qt.MouseButton.LeftButton)
    assert dialog.isVisible() is not closed


def test_a_priority_that_was_set_in_the_list_is_told(real, file, qtbot):
    made = open_dialog(real, qtbot, priority_now=9)
    texts = [label.text() for label in made.findChildren(QLabel)]
    assert any("In force now is priority 9" in text for text in texts)
    close(made)


def test_the_options_of_the_selected_role_are_one_key_away(window, manager, qtbot):
    window.roles_panel.view.setFocus()
    window.roles_panel.view.selectRow(0)
    qtbot.keyClick(window.roles_panel.view, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    made = window.findChild(RoleOptionsDialog)
    assert made.windowTitle() == "Options of Agent simulations"
    made.close()


def test_a_role_that_is_not_loaded_has_no_options_to_show(window, manager, monkeypatch):
    monkeypatch.setattr(type(manager), "role_declarations", lambda _: {})
    window.roles_panel.view.selectRow(0)
    window.actions_[ActionId.ROLE_OPTIONS].trigger()
    assert "its options are not known" in window.queue_panel.notices.text
