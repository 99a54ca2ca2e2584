"""No label of the window or of a dialog takes foreign text for markup; warnings have the theme's colour."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QDockWidget, QLabel, QWidget

from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.dialogs.setting_row import SettingRow
from parallel_execution_manager_gui.palette import DARK, LIGHT
from parallel_execution_manager_gui.theme import ThemeChoice
from parallel_execution_manager_gui.widgets import EmptyText

DIALOGS = (
    ActionId.ADD_TASK,
    ActionId.EDIT_TASK,
    ActionId.DUPLICATE_TASK,
    ActionId.ROLE_OPTIONS,
    ActionId.SETTINGS,
    ActionId.COMMAND_PALETTE,
    ActionId.SHORTCUTS,
    ActionId.USER_GUIDE,
    ActionId.SAVE_DIAGNOSTICS,
)


def guessing(root: QWidget) -> list[str]:
    """The labels with text that guess whether it is markup."""
    return [
        f"{label.objectName()}: {label.text()}"
        for label in root.findChildren(QLabel)
        if label.textFormat() is not Qt.TextFormat.PlainText
        and label.pixmap().isNull()
        and label.isVisibleTo(root)
    ]


def test_every_label_of_the_window_shows_its_text_letter_by_letter(window):
    for dock in window.findChildren(QDockWidget):
        dock.show()
    assert guessing(window) == []
    assert len(window.findChildren(EmptyText)) >= 3


@pytest.mark.parametrize("action", DIALOGS)
def test_every_label_of_a_dialog_shows_its_text_letter_by_letter(window, action):
    window.queue_panel.view.select(["wing-v3-seed-14"])
    window.roles_panel.view.selectRow(0)
    window.actions_[action].trigger()
    dialogs = [made for made in window.findChildren(QWidget) if made.isWindow() and made.isVisible()]
    assert dialogs
    assert [told for dialog in dialogs for told in guessing(dialog)] == []


def wait_for_ink(qtbot, label: QLabel, colour: str) -> None:
    qtbot.waitUntil(lambda: label.palette().color(QPalette.ColorRole.WindowText) == QColor(colour))


@pytest.mark.parametrize(
    ("action", "name"),
    [(ActionId.ADD_TASK, "task_problems"), (ActionId.SETTINGS, "settings_problems")],
)
def test_what_is_wrong_is_told_in_the_colour_of_the_theme_that_is_chosen_meanwhile(
    window, theme, qtbot, action, name
):
    theme.choose(ThemeChoice.LIGHT)
    window.actions_[action].trigger()
    label = window.findChild(QLabel, name)
    label.show()
    for choice, palette in ((ThemeChoice.DARK, DARK), (ThemeChoice.LIGHT, LIGHT)):
        theme.choose(choice)
        wait_for_ink(qtbot, label, palette.warning)


def test_a_setting_tells_what_is_wrong_in_the_colour_of_the_theme(window, theme, qtbot):
    theme.choose(ThemeChoice.LIGHT)
    window.actions_[ActionId.SETTINGS].trigger()
    row = window.findChild(SettingRow)
    row.tell("It is wrong.")
    label = next(each for each in row.findChildren(QLabel) if each.text() == "It is wrong.")
    theme.choose(ThemeChoice.DARK)
    assert label.isVisibleTo(row)
    wait_for_ink(qtbot, label, DARK.warning)
