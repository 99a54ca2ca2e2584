"""The command palette: what answers a query, and doing it with keys alone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QTableView

from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.shell.fuzzy import score
from parallel_execution_manager_gui.shell.palette_entries import Entry, TaskSearch, answers, with_newest
from parallel_execution_manager_gui.stored_settings import flag, text, texts

NO_TASKS = TaskSearch([], "go to task")


@pytest.mark.parametrize(
    ("query", "better", "worse"),
    [
        ("pause", "Pause all", "Un-pause"),
        ("all", "Start all roles", "Recall"),
        ("log", "Log", "Find next in log"),
        ("add", "Add task", "Load demo"),
        ("ral", "Retry all failed", "Read the whole manual"),
    ],
)
def test_what_is_meant_comes_before_what_is_only_similar(query, better, worse):
    assert score(query, better) is not None
    assert (score(query, better) or 0) > (score(query, worse) or 0)


@pytest.mark.parametrize(
    ("query", "found", "is_found"),
    [("fol log", "Follow log", True), ("zz", "Follow log", False), ("og", "Start all", False)],
)
def test_every_word_must_be_in_the_text(query, found, is_found):
    assert (score(query, found) is not None) is is_found


def test_with_nothing_typed_what_was_used_lately_comes_first():
    entries = [Entry(name, name, "menu") for name in ("a", "b", "c")]
    assert [entry.id for entry in answers(" ", entries, NO_TASKS, ["c", "gone"])] == ["c", "a", "b"]


def test_of_two_equal_answers_the_one_used_lately_is_first():
    entries = [Entry("1", "Start", "menu"), Entry("2", "Start", "menu")]
    assert [entry.id for entry in answers("start", entries, NO_TASKS, ["2"])] == ["2", "1"]


def test_tasks_are_found_by_parts_of_name_and_id_but_not_by_one_letter():
    tasks = TaskSearch([(str(n), f"Wing {n}") for n in range(200)], "go to task")
    assert answers("w", (), tasks, ()) == ()
    assert [entry.id for entry in answers("wing 117", (), tasks, ())] == ["task:117"]
    assert len(answers("wing", (), tasks, ())) == 60


def test_what_was_used_is_remembered_once_and_not_for_ever():
    assert with_newest("c", ["a", "b", "c", "d"], 3) == ["c", "a", "b"]


def test_odd_values_in_the_settings_file_are_passed_over(settings):
    for key, value in (("list", ["a", "b"]), ("one", "a"), ("flag", "maybe"), ("on", "true")):
        settings.setValue(key, value)
    assert texts(settings, "list") == ["a", "b"]
    assert texts(settings, "one") == ["a"]
    assert texts(settings, "none") == []
    assert flag(settings, "flag", default=True)
    assert flag(settings, "on", default=False)
    assert not flag(settings, "none", default=False)
    assert text(settings, "one", "x", frozenset({"a"})) == "a"
    assert text(settings, "flag", "x", frozenset({"a"})) == "x"


@pytest.fixture
def palette(window, qtbot):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    return window.findChild(QDialog, "command_palette")


def type_in(palette, qtbot, query):
    line = palette.findChild(QLineEdit, "palette_query")
    line.clear()
    qtbot.keyClicks(line, query)
    return line


def rows(palette):
    model = palette.findChild(QTableView, "palette_answers").model()
    return [tuple(model.index(row, column).data() for column in range(3)) for row in range(model.rowCount())]


def test_ctrl_k_offers_every_entry_of_the_menus_with_its_key(palette, window):
    offered = rows(palette)
    assert ("Add task…", "File", "Ctrl+N") in offered
    assert ("Dark", "View ▸ Theme", "") in offered
    assert ("Agent simulations", "go to role", "") in offered


def test_an_action_is_done_by_typing_and_enter(palette, window, manager, qtbot):
    line = type_in(palette, qtbot, "start all")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert manager.wished == [("start_all_roles",)]


def test_the_arrow_keys_choose_another_answer(palette, window, manager, qtbot):
    line = type_in(palette, qtbot, "all roles")
    titles = [title for title, *_ in rows(palette)]
    assert titles[:2] == ["Stop all roles", "Start all roles"]
    qtbot.keyClick(line, Qt.Key.Key_Down)
    assert "Start all roles" in palette.findChild(QLabel, "palette_hint").text()
    assert "Start all roles" in line.accessibleDescription()
    qtbot.keyClick(line, Qt.Key.Key_Up)
    qtbot.keyClick(line, Qt.Key.Key_Up)
    qtbot.keyClick(line, Qt.Key.Key_Down)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert manager.wished == [("start_all_roles",)]


def test_a_task_is_gone_to(palette, window, qtbot):
    qtbot.keyClick(type_in(palette, qtbot, "lift report"), Qt.Key.Key_Return)
    assert window.queue_panel.view.selected_ids() == ["render-lift-report"]


def test_a_role_is_gone_to(palette, window, qtbot):
    qtbot.keyClick(type_in(palette, qtbot, "go to role gui"), Qt.Key.Key_Return)
    assert window.roles_panel.selected_role() == "gui_testing"


def test_a_task_that_is_gone_or_hidden_is_told_of(palette, window, qtbot):
    line = type_in(palette, qtbot, "lift report")
    window.filter_box.setText("mesh")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert "hidden by the filter" in window.queue_panel.notices.text
    window.actions_[ActionId.COMMAND_PALETTE].trigger()
    again = next(d for d in window.findChildren(QDialog, "command_palette") if d.isVisible())
    line = type_in(again, qtbot, "lift report")
    window.show_snapshot(scene.empty_snapshot())
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert "not in the list any more" in window.queue_panel.notices.text


def test_what_is_not_possible_says_why_and_does_nothing(palette, window, manager, qtbot):
    line = type_in(palette, qtbot, "move to top")
    assert palette.findChild(QLabel, "palette_hint").text() == "Not possible now: select a task first"
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert palette.isVisible()
    window.show_snapshot(scene.empty_snapshot())
    qtbot.keyClick(palette, Qt.Key.Key_Escape)
    window.actions_[ActionId.COMMAND_PALETTE].trigger()
    again = next(d for d in window.findChildren(QDialog, "command_palette") if d.isVisible())
    type_in(again, qtbot, "retry all")
    assert again.findChild(QLabel, "palette_hint").text() == "Not possible now: no task has failed"
    assert manager.wished == []


def test_what_is_called_like_nothing_is_told(palette, window, manager, qtbot):
    line = type_in(palette, qtbot, "qqqq")
    assert rows(palette) == []
    assert "Nothing is called so" in palette.findChild(QLabel, "palette_hint").text()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert manager.wished == []


def test_what_was_done_last_is_offered_first_next_time(palette, window, qtbot):
    qtbot.keyClick(type_in(palette, qtbot, "resume all"), Qt.Key.Key_Return)
    window.actions_[ActionId.COMMAND_PALETTE].trigger()
    again = next(d for d in window.findChildren(QDialog, "command_palette") if d.isVisible())
    assert rows(again)[0][0] == "Resume all"
