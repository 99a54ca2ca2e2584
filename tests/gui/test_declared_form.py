"""A form for settings is made from their declarations, and knows what differs from the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType, RoleDeclaration
from parallel_execution_manager.system.config.edit import SettingsFile
from parallel_execution_manager_gui.dialogs.declared_form import DeclaredForm
from parallel_execution_manager_gui.settings_of_role import settings_of_role

OPTIONS = (
    Field("steps", FieldType.INTEGER, "Steps", "How many strokes.", 10, "steps", 1, 100),
    Field("pace", FieldType.NUMBER, "Pace", "How fast.", None, "1/s", 0.0, None),
    Field("quick", FieldType.BOOLEAN, "Quick", "Leave out what takes long", default=False),
    Field("colour", FieldType.CHOICE, "Colour", "Which one.", "red", choices=("red", "blue")),
    Field("python", FieldType.TEXT, "Python", "Which one.", ""),
    Field("must", FieldType.TEXT, "Must", "Is needed.", required=True),
    Field("skip", FieldType.TEXT_LIST, "Skipped", "Folders.", (".git", "venv")),
)
ROLE = RoleDeclaration("painting", "Painting", "Paints.", 7, 20, 10.5, OPTIONS)


def file_with(given: dict[str, Any]) -> SettingsFile:
    options = {"must": "x", **given.pop("role_options", {})}
    return SettingsFile(Path("c.json"), "1", {**given, "role_options": {"painting": options}})


@pytest.fixture
def form(qtbot: QtBot) -> DeclaredForm:
    """The form of a role, of which only what is required is set."""
    made = DeclaredForm(settings_of_role(ROLE))
    qtbot.addWidget(made)
    made.resize(600, 900)
    made.show()
    made.show_file(file_with({}))
    return made


def line(form: DeclaredForm, name: str) -> QLineEdit:
    return form.findChild(QLineEdit, f"setting_{name}")


def option(name: str) -> tuple[str, str, str]:
    return ("role_options", "painting", name)


def problem(form: DeclaredForm, name: str) -> str:
    label = form.findChild(QLabel, f"problem_{name}")
    return label.text() if label.isVisible() else ""


def test_what_is_not_set_shows_the_default_and_changes_nothing(form):
    assert line(form, "role_priorities_painting").text() == "7"
    assert line(form, "role_resource_requirements_painting_cpu").text() == "20"
    assert line(form, "role_resource_requirements_painting_memory").text() == "10.5"
    assert line(form, "role_options_painting_steps").text() == "10"
    assert form.findChild(QPlainTextEdit, "setting_role_options_painting_skip").toPlainText() == ".git\nvenv"
    assert form.findChild(QComboBox, "setting_role_options_painting_colour").currentText() == "red"
    assert (form.changes(), form.problems()) == ({}, [])


def test_what_is_entered_is_changed_and_the_default_is_taken_out(form, qtbot):
    form.show_file(
        file_with({"role_priorities": {"painting": 3}, "role_options": {"steps": 10, "quick": True}})
    )
    assert form.changes() == {}
    line(form, "role_priorities_painting").clear()
    qtbot.keyClicks(line(form, "role_priorities_painting"), "7")
    form.findChild(QCheckBox, "setting_role_options_painting_quick").click()
    form.findChild(QComboBox, "setting_role_options_painting_colour").setCurrentText("blue")
    form.findChild(QPlainTextEdit, "setting_role_options_painting_skip").setPlainText("a\n\n b \n")
    qtbot.keyClicks(line(form, "role_options_painting_pace"), "0.5")
    assert form.changes() == {
        ("role_priorities", "painting"): None,
        option("quick"): None,
        option("colour"): "blue",
        option("skip"): ["a", "b"],
        option("pace"): 0.5,
    }


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("role_priorities_painting", "11", "Priority is 11; must be a whole number from 1 to 10"),
        ("role_priorities_painting", "x", "Priority: 'x' is not a whole number"),
        ("role_priorities_painting", "", "Priority: enter a value"),
        ("role_options_painting_pace", "-1", "Pace is -1; must be a number of at least 0 1/s"),
        ("role_options_painting_must", "", "must be a text that is not empty"),
    ],
)
def test_what_cannot_be_used_is_told_in_place_until_it_is_right(form, name, text, words):
    field = line(form, name)
    before = field.text()
    field.setText(text)
    assert words in problem(form, name)
    assert [words in each for each in form.problems()] == [True]
    with pytest.raises(ValueError, match="."):
        form.changes()
    field.setText(before)
    assert problem(form, name) == ""


def test_a_need_is_given_in_one_of_two_units(form):
    unit = form.findChild(QComboBox, "unit_role_resource_requirements_painting_cpu")
    unit.setCurrentText("cores")
    need = ("role_resource_requirements", "painting")
    assert form.problems() == ["Processor: enter a value"]
    line(form, "role_resource_requirements_painting_cpu_cores").setText("1.5")
    assert form.changes() == {(*need, "cpu_cores"): 1.5}
    form.show_file(file_with({need[0]: {need[1]: {"cpu_cores": 2}}}))
    assert (unit.currentText(), form.changes()) == ("cores", {})
    unit.setCurrentText("%")
    assert form.changes() == {(*need, "cpu_cores"): None}


def test_a_button_goes_back_to_the_default_and_is_off_where_it_is_shown(form):
    button = form.findChild(QToolButton, "reset_role_options_painting_steps")
    assert not button.isEnabled()
    form.show_file(file_with({"role_options": {"steps": 12}}))
    assert button.isEnabled()
    button.click()
    assert line(form, "role_options_painting_steps").text() == "10"
    assert form.changes() == {option("steps"): None}
    assert not button.isEnabled()


def test_changes_of_others_come_in_beside_ones_own(form):
    line(form, "role_options_painting_steps").setText("50")
    form.rebase(file_with({"role_priorities": {"painting": 2}, "role_options": {"steps": 20}}))
    assert line(form, "role_priorities_painting").text() == "2"
    assert line(form, "role_options_painting_steps").text() == "50"
    assert form.changes() == {option("steps"): 50}


def test_a_refusal_is_shown_beside_the_setting_that_it_names(form):
    refused = "c.json:3: role_options.painting.python: is no Python; name one"
    assert form.tell([refused, "the disk is full"]) == ["the disk is full"]
    assert problem(form, "role_options_painting_python") == refused
    line(form, "role_options_painting_python").setText("/usr/bin/python3")
    assert problem(form, "role_options_painting_python") == ""


def test_a_search_hides_what_does_not_match(form):
    assert form.search("HOW many strokes") == 1
    assert [row.setting.field.key for row in form.rows if row.isVisible()] == ["steps"]
    assert form.search("") == len(form.rows)


@pytest.mark.parametrize("focused", [True, False])
def test_the_wheel_changes_a_choice_only_where_the_focus_is(form, qtbot, focused):
    box = form.findChild(QComboBox, "setting_role_options_painting_colour")
    form.activateWindow()
    (box if focused else line(form, "role_priorities_painting")).setFocus()
    qtbot.waitUntil(lambda: box.hasFocus() is focused)
    turn, nowhere = QPoint(0, -120), QPoint()
    centre = QPointF(box.rect().center())
    buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    phase = Qt.ScrollPhase.NoScrollPhase
    wheel = QWheelEvent(centre, centre, nowhere, turn, buttons, keys, phase, False)
    QApplication.sendEvent(box, wheel)
    assert box.currentText() == ("blue" if focused else "red")


def test_foreign_text_is_not_interpreted(form):
    form.tell(["role_options.painting.python: <b>bold</b>"])
    label = form.findChild(QLabel, "problem_role_options_painting_python")
    assert label.textFormat() == label.textFormat().PlainText
