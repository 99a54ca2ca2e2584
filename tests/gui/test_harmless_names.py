"""What others have written as a task's name moves and reverses nothing, wherever it is shown."""

from __future__ import annotations

from dataclasses import replace
from unicodedata import category

import pytest
from PySide6.QtCore import QAbstractItemModel, QModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QDockWidget, QLabel, QMessageBox, QWidget

from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.columns import Column
from parallel_execution_manager_gui.dialogs import questions
from parallel_execution_manager_gui.plain_text import harmless, plain_tip, shown_name
from parallel_execution_manager_gui.run_columns import COLUMNS, RunColumn
from parallel_execution_manager_gui.scene_history import _run
from parallel_execution_manager_gui.shell.command_entries import CommandEntries

EVIL = "a\u202egpj.exe\n<b>x</b>\x1b[31m\x07"
SHOWN = "a\\u202egpj.exe\\n<b>x</b>\\x1b[31m\\x07"
ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
    Qt.ItemDataRole.AccessibleDescriptionRole,
)


def steers(text: str) -> bool:
    """Whether a character of the text moves or reverses what stands beside it."""
    return any(category(char) in {"Cc", "Cf"} and char != "\n" for char in text)


def texts_of_model(model: QAbstractItemModel, above: QModelIndex = QModelIndex()) -> list[str]:
    found = []
    for row in range(model.rowCount(above)):
        for column in range(model.columnCount(above)):
            index = model.index(row, column, above)
            found += [text for role in ROLES if isinstance(text := index.data(role), str)]
        found += texts_of_model(model, model.index(row, 0, above))
    return found


def texts_of(root: QWidget) -> list[str]:
    """Every text that a widget and all in it show, say in a tooltip, or tell a screen reader."""
    found = []
    for widget in (root, *root.findChildren(QWidget)):
        found += [widget.windowTitle(), widget.toolTip(), widget.accessibleName()]
        found += [widget.accessibleDescription(), *(action.text() for action in widget.actions())]
        if isinstance(widget, QLabel):
            found.append(widget.text())
        if isinstance(widget, QAbstractItemView) and widget.model() is not None:
            found += texts_of_model(widget.model())
    return found


@pytest.fixture
def evil(window):
    """The window in which every task, of whatever state, is called so, and has such a file and detail."""
    tasks = tuple(
        replace(
            view,
            spec=replace(
                view.spec,
                name=EVIL,
                claims=tuple(replace(claim, path=f"/p/{EVIL}") for claim in view.spec.claims),
            ),
            detail=EVIL if view.detail else "",
        )
        for view in scene.tasks()
    )
    leases = tuple(replace(lease, path=f"/p/{number}{EVIL}") for number, lease in enumerate(scene.leases()))
    window.show_snapshot(scene.snapshot(tasks=tasks, leases=leases, at=scene.NOW + 1))
    return window


def test_the_queue_shows_control_and_direction_characters_as_what_they_are(window):
    view = window.queue.view("wing-v3-seed-14")
    evil = replace(view, spec=replace(view.spec, name=EVIL))
    window.show_snapshot(scene.snapshot(full=False, tasks=(evil,), at=scene.NOW + 1))
    row = window.queue.row_of("wing-v3-seed-14")
    assert window.queue.text(row, Column.TASK) == SHOWN
    assert window.queue.name_of("wing-v3-seed-14") == SHOWN
    window.queue_panel.search("gpj.exe")
    assert window.queue.rowCount() == 1


@pytest.mark.parametrize("state", [TaskState.RUNNING, TaskState.QUEUED, TaskState.FAILED])
def test_no_panel_is_moved_or_reversed_by_a_name_a_path_or_a_detail(evil, state):
    chosen = next(view for view in evil.queue.views() if view.state is state)
    for dock in evil.findChildren(QDockWidget):
        dock.show()
        dock.raise_()
    evil.queue_panel.view.select([chosen.id])
    texts = texts_of(evil)
    assert any(SHOWN in text for text in texts)
    assert [text for text in texts if steers(text)] == []


@pytest.mark.parametrize("action", [ActionId.ADD_TASK, ActionId.COMMAND_PALETTE, ActionId.EDIT_TASK])
def test_no_dialog_and_no_notice_is_moved_or_reversed_by_a_name(evil, action):
    running = next(view for view in evil.queue.views() if view.state is TaskState.RUNNING)
    evil.queue_panel.view.select([running.id])
    evil.actions_[action].trigger()
    assert [text for text in texts_of(evil) if steers(text)] == []


def test_the_palette_offers_tasks_by_their_harmless_names(evil):
    entries = CommandEntries(
        evil.menuBar(), evil.actions_, evil.queue, evil.roles, evil.queue_panel, evil.roles_panel
    )
    found = entries.tasks().matching("gpj.exe")
    assert {entry.title for entry in found} == {SHOWN}


def test_the_question_before_quitting_names_tasks_harmlessly(evil, monkeypatch):
    asked = []
    monkeypatch.setattr(evil.closing, "may_close", lambda _, names: bool(asked.extend(names)))
    evil.close()
    assert set(asked) == {SHOWN}


def test_the_question_before_a_role_is_stopped_names_tasks_harmlessly(evil, monkeypatch):
    shown = []
    monkeypatch.setattr(QMessageBox, "exec", lambda box: shown.append(box.informativeText()))
    evil.actions_[ActionId.STOP_ALL].trigger()
    assert SHOWN in shown[0]
    assert not steers(shown[0])
    assert questions.listed([SHOWN]) == SHOWN


@pytest.mark.parametrize("column", [RunColumn.TASK, RunColumn.DETAIL])
def test_the_history_shows_names_and_details_harmlessly(column):
    run = _run(1)._replace(name=EVIL, detail=EVIL)
    assert COLUMNS[column].text(run, str) == SHOWN
    assert shown_name(run) == SHOWN


def test_tooltips_keep_line_ends_and_nothing_else_that_steers():
    assert harmless("a\nb\u202ec") == "a\nb\\u202ec"
    assert not steers(plain_tip(EVIL))


@pytest.mark.parametrize("name", ["\n" * 1_000, "a b " * 5_000, "A" * 100_000])
def test_a_name_is_shown_on_one_line_that_no_layout_grows_with(name):
    shown = shown_name(_run(1)._replace(name=name))
    assert "\n" not in shown
    assert len(shown) <= 200
