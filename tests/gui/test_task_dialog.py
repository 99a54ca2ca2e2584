"""The form of a task, driven by keys and mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QTabWidget,
    QWidget,
)

from parallel_execution_manager.roles.registry import builtin_roles
from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType
from parallel_execution_manager_gui.dialogs.field_editors import make_editor
from parallel_execution_manager_gui.dialogs.task_dialog import TaskDialog

DECLARATIONS = {name: role.declaration for name, role in builtin_roles().items()}


@pytest.fixture
def taken():
    return []


@pytest.fixture
def dialog(qtbot, taken):
    def accept(row):
        taken.append(row)
        return ("name is bad; give another",) if row.get("name") == "bad" else ()

    known = [("t-17", "wing sweep"), ("t-18", "wing report")]
    made = TaskDialog("Add task", "Add task", DECLARATIONS, accept, known_tasks=known)
    qtbot.addWidget(made)
    made.show()
    return made


def field(dialog, key, kind=QLineEdit):
    return dialog.findChild(kind, f"field_{key}")


def choose(dialog, key, text):
    field(dialog, key, QComboBox).setCurrentText(text)


def press(dialog, qtbot, name="task_accept"):
    qtbot.mouseClick(dialog.findChild(QPushButton, name), Qt.MouseButton.LeftButton)


def test_a_command_is_split_like_in_a_shell(dialog, qtbot, taken):
    choose(dialog, "role", DECLARATIONS["script_assessment"].title)
    choose(dialog, "work", "A command")
    qtbot.keyClicks(field(dialog, "name"), "hello")
    qtbot.keyClicks(field(dialog, "command"), "echo 'a b' c")
    press(dialog, qtbot)
    assert taken == [{"role": "script_assessment", "name": "hello", "command": ["echo", "a b", "c"]}]
    assert not dialog.isVisible()


def test_files_limits_and_order_become_parts_of_the_line(dialog, qtbot, taken):
    choose(dialog, "work", "A command")
    field(dialog, "command").setText("true")
    choose(dialog, "priority", "high")
    field(dialog, "writes", QPlainTextEdit).setPlainText("plan.toml\n\n")
    field(dialog, "reads", QPlainTextEdit).setPlainText("data.csv")
    field(dialog, "after", QPlainTextEdit).setPlainText("t1\nt2")
    field(dialog, "cpu_cores").setText("0.5")
    field(dialog, "retries").setText("2")
    field(dialog, "rerunnable", QCheckBox).setChecked(True)
    press(dialog, qtbot)
    row = taken[0]
    assert row["priority"] == "high"
    assert row["files"] == ["plan.toml", {"path": "data.csv", "mode": "read"}]
    assert row["after"] == ["t1", "t2"]
    assert row["requirements"] == {"cpu_cores": 0.5}
    assert (row["retries"], row["rerunnable"]) == (2, True)


def test_what_the_manager_refuses_is_told_and_the_form_stays(dialog, qtbot, taken):
    choose(dialog, "work", "A command")
    field(dialog, "command").setText("true")
    qtbot.keyClicks(field(dialog, "name"), "bad")
    press(dialog, qtbot)
    assert dialog.isVisible()
    assert dialog.findChild(QLabel, "task_problems").text() == "name is bad; give another"


def test_a_number_that_is_none_is_told_before_anything_is_wished(dialog, qtbot, taken):
    choose(dialog, "work", "A command")
    field(dialog, "command").setText("true")
    field(dialog, "retries").setText("two")
    press(dialog, qtbot)
    assert taken == []
    assert dialog.findChild(QLabel, "task_problems").text() == "Retries: 'two' is not a whole number"


def test_discard_wishes_nothing(dialog, qtbot, taken):
    qtbot.keyClicks(field(dialog, "name"), "x")
    press(dialog, qtbot, "task_discard")
    assert taken == []
    assert not dialog.isVisible()


def test_a_filled_form_gives_the_same_line_back(dialog):
    row = {
        "id": "t1",
        "role": "agent_simulations",
        "name": "walk",
        "priority": "low",
        "script": "walk.py",
        "args": ["--steps", "10"],
        "env": {"A": "1"},
        "timeout_s": 60.0,
    }
    dialog.fill(row, keep_id=True)
    assert dialog.row() == row
    dialog.fill(row, keep_id=False)
    assert "id" not in dialog.row()


@pytest.mark.parametrize("name", DECLARATIONS)
def test_the_form_of_each_role_has_its_declared_fields(dialog, name):
    dialog.fill({"role": name}, keep_id=False)
    page = dialog._of_role[name]
    assert set(page) <= {declared.key for declared in DECLARATIONS[name].fields}
    assert dialog.row() == {"role": name}


@pytest.mark.parametrize(
    ("declared", "value"),
    [
        (Field("a", FieldType.TEXT, "A", "prose"), "text"),
        (Field("a", FieldType.INTEGER, "A", "prose", minimum=0, maximum=9, unit="s"), 7),
        (Field("a", FieldType.NUMBER, "A", "prose", default=1.5), 2.25),
        (Field("a", FieldType.BOOLEAN, "A", "prose", default=True), False),
        (Field("a", FieldType.CHOICE, "A", "prose", default="x", choices=("x", "y")), "y"),
        (Field("a", FieldType.FILE, "A", "prose", required=True), "/tmp/file"),
        (Field("a", FieldType.FOLDER, "A", "prose"), "/tmp"),
        (Field("a", FieldType.TEXT_LIST, "A", "prose", default=("k",)), ["l", "m"]),
    ],
)
def test_each_type_of_field_takes_and_gives_a_value(qtbot, declared, value):
    dialog = QComboBox()
    qtbot.addWidget(dialog)
    editor = make_editor(declared, dialog)
    assert editor.value() is None
    editor.set_value(value)
    assert editor.value() == value
    assert "prose" in editor.widget.toolTip()


def test_what_does_not_fit_into_the_form_is_kept_as_it_is(dialog):
    row = {"role": "agent_simulations", "name": "walk", "script": "walk.py", "args": {"steps": 10}}
    dialog.fill(row, keep_id=True)
    assert dialog.row() == row


def test_the_focus_starts_in_the_name(dialog):
    assert dialog.focusWidget() is field(dialog, "name")


def test_old_problems_vanish_when_the_form_changes(dialog, qtbot):
    choose(dialog, "work", "A command")
    press(dialog, qtbot)
    assert dialog.findChild(QLabel, "task_problems").text() == "Command is required: fill it in."
    assert dialog.findChild(QLabel, "task_problems").isVisible()
    field(dialog, "command").setText("true")
    assert not dialog.findChild(QLabel, "task_problems").isVisible()


def test_what_a_role_requires_is_asked_for_before_anything_is_wished(dialog, qtbot, taken):
    role = "script_assessment"
    required = [declared for declared in DECLARATIONS[role].fields if declared.required]
    assert required
    choose(dialog, "role", DECLARATIONS[role].title)
    field(dialog, "retries").setText("two")
    press(dialog, qtbot)
    assert taken == []
    told = dialog.findChild(QLabel, "task_problems").text().splitlines()
    assert told[: len(required)] == [f"{declared.title} is required: fill it in." for declared in required]
    assert told[-1] == "Retries: 'two' is not a whole number"


def test_all_that_is_wrong_is_told_at_once(qtbot, taken):
    checked = []

    def check(row):
        checked.append(row)
        return ("'after' names 'nope', which is no known task",)

    dialog = TaskDialog("Add task", "Add task", DECLARATIONS, taken.append)
    dialog.check = check
    qtbot.addWidget(dialog)
    dialog.show()
    choose(dialog, "work", "A command")
    field(dialog, "command").setText("true")
    field(dialog, "retries").setText("two")
    field(dialog, "cpu_cores").setText("many")
    press(dialog, qtbot)
    assert taken == []
    assert "retries" not in checked[0]
    told = dialog.findChild(QLabel, "task_problems").text().splitlines()
    assert told[-1] == "Runs after names 'nope', which is no known task"
    assert {"Retries: 'two' is not a whole number", "Processor cores: 'many' is not a number"} <= set(told)


def test_placeholders_say_what_a_line_is(dialog):
    assert field(dialog, "command").placeholderText() == "required"
    arguments = dialog._of_role["agent_simulations"]["args"].widget
    assert arguments.placeholderText() == "optional; one argument a line"
    assert field(dialog, "writes", QPlainTextEdit).placeholderText().endswith("One a line.")


def test_a_task_to_run_after_is_found_by_a_part_of_its_name(dialog, qtbot):
    picker = dialog.findChild(QLineEdit, "task_picker")
    dialog.findChild(QTabWidget, "task_tabs").setCurrentIndex(1)
    picker.setFocus()
    for _ in range(2):
        qtbot.keyClicks(picker, "REPORT")
        offers = picker.completer().popup()
        assert [offers.model().index(row, 0).data() for row in range(offers.model().rowCount())] == [
            "wing report  (t-18)"
        ]
        qtbot.keyClick(offers, Qt.Key.Key_Down)
        qtbot.keyClick(offers, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: picker.text() == "")
    assert field(dialog, "after", QPlainTextEdit).toPlainText() == "t-18"
    assert dialog.isVisible()


def test_files_that_were_observed_are_added_to_those_entered(qtbot):
    asked = []

    def observed(role, name):
        asked.append((role, name))
        return [{"path": "/p/out.txt", "mode": "write"}, {"path": "/p/in.txt", "mode": "read"}]

    made = TaskDialog("Add task", "Add task", DECLARATIONS, lambda _: (), observed=observed)
    qtbot.addWidget(made)
    choose(made, "role", DECLARATIONS["script_assessment"].title)
    field(made, "name").setText("report")
    field(made, "writes", QPlainTextEdit).setPlainText("mine.txt\n/p/out.txt")
    press(made, qtbot, "use_observed")
    assert asked == [("script_assessment", "report")]
    assert field(made, "writes", QPlainTextEdit).toPlainText() == "mine.txt\n/p/out.txt"
    assert field(made, "reads", QPlainTextEdit).toPlainText() == "/p/in.txt"


def test_where_nothing_was_observed_that_is_said(dialog, qtbot):
    press(dialog, qtbot, "use_observed")
    assert "The task has no name yet" in dialog.findChild(QLabel, "task_problems").text()
    field(dialog, "name").setText("report")
    press(dialog, qtbot, "use_observed")
    assert "No task 'report' of this role was seen" in dialog.findChild(QLabel, "task_problems").text()


def test_a_problem_is_told_in_the_forms_words_on_the_page_of_its_field(dialog, qtbot):
    folder = "cwd 'gone' is no folder (looked at /gone); correct it or make the folder"
    dialog._accept_task = lambda _: (folder, "script 'x' does not exist; correct the path or the task's cwd")
    choose(dialog, "work", "A command")
    field(dialog, "command").setText("true")
    press(dialog, qtbot)
    told = dialog.findChild(QLabel, "task_problems").text().splitlines()
    assert told[0].startswith("Works in 'gone' is no folder")
    assert told[1].endswith("correct the path or “Works in”")
    assert dialog.findChild(QTabWidget, "task_tabs").currentIndex() == 1
    field(dialog, "cpu_cores").setText("many")
    press(dialog, qtbot)
    assert dialog.findChild(QTabWidget, "task_tabs").currentIndex() == 2


@pytest.mark.parametrize(("written", "value"), [("80", "80"), ("80.0", "80"), ("0.5", "0.5"), ("inf", "inf")])
def test_a_number_stays_as_it_was_written(qtbot, written, value):
    parent = QWidget()
    qtbot.addWidget(parent)
    editor = make_editor(Field("limit", FieldType.NUMBER, "Limit", "A limit."), parent)
    editor.widget.setText(written)
    assert str(editor.value()) == value


@pytest.fixture
def answer(monkeypatch):
    """Have the question answered by a button; the questions asked so far."""
    asked = []

    def by(name):
        def execute(box):
            asked.append(box.text())
            monkeypatch.setattr(QMessageBox, "clickedButton", lambda _: box.findChild(QPushButton, name))
            return 0

        monkeypatch.setattr(QMessageBox, "exec", execute)
        return asked

    return by


def test_escape_asks_before_what_was_typed_is_lost(dialog, qtbot, answer):
    asked = answer("answer_no")
    qtbot.keyClicks(field(dialog, "name"), "hello")
    qtbot.keyClick(field(dialog, "name"), Qt.Key.Key_Escape)
    assert asked == ["Discard what you have entered?"]
    assert dialog.isVisible()
    assert field(dialog, "name").text() == "hello"
    answer("answer_yes")
    qtbot.keyClick(field(dialog, "name"), Qt.Key.Key_Escape)
    assert len(asked) == 2
    assert not dialog.isVisible()


def test_escape_and_discard_ask_nothing_where_nothing_is_lost_unread(dialog, qtbot, answer):
    asked = answer("answer_no")
    choose(dialog, "work", "A command")
    qtbot.keyClick(field(dialog, "name"), Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    dialog.show()
    qtbot.keyClicks(field(dialog, "name"), "x")
    press(dialog, qtbot, "task_discard")
    assert not dialog.isVisible()
    assert asked == []


def test_what_the_form_was_opened_with_was_not_typed(dialog, qtbot, answer):
    asked = answer("answer_no")
    dialog.hide()
    dialog.fill({"role": "gui_testing", "name": "again"}, keep_id=False)
    dialog.show()
    qtbot.keyClick(field(dialog, "name"), Qt.Key.Key_Escape)
    assert asked == []
    assert not dialog.isVisible()
