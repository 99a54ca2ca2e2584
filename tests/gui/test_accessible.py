"""Whoever cannot see the window is told what everything is; whoever has no mouse reaches it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QMenu

from parallel_execution_manager_gui.dialogs.settings_dialog import SettingsDialog
from parallel_execution_manager_gui.dialogs.task_dialog import TaskDialog
from parallel_execution_manager_gui.models.data_roles import look_at
from tests.gui.access import nameless, not_reached_by_tab

DOCKS = ("details", "locks", "log", "results", "history", "events")


@pytest.fixture
def dialogs(window) -> Iterator[dict[str, QDialog]]:
    window.actions_["settings"].trigger()
    window.actions_["add_task"].trigger()
    found = {"settings": window.findChild(SettingsDialog), "task": window.findChild(TaskDialog)}
    yield found
    for dialog in found.values():
        dialog.close()


@pytest.mark.parametrize("dock", DOCKS)
def test_every_control_of_the_window_says_what_it_is(window, dock):
    window.docks[f"dock_{dock}"].raise_()
    assert nameless(window) == []


@pytest.mark.parametrize("which", ["settings", "task"])
def test_every_control_of_a_dialog_says_what_it_is_and_is_reached_by_tab(dialogs, which):
    dialog = dialogs[which]
    assert nameless(dialog) == []
    assert not_reached_by_tab(dialog) == []


def test_every_menu_has_a_name_and_every_entry_a_text(window):
    # Qt's own menu of what does not fit into the bar has no title.
    for menu in filter(QMenu.title, window.menuBar().findChildren(QMenu)):
        assert menu.objectName()
        for action in menu.actions():
            assert action.isSeparator() or action.text().strip("&… "), menu.objectName()


def test_a_state_is_told_by_a_word_beside_its_colour(window):
    model = window.queue_panel.view.model()
    for row in range(model.rowCount()):
        index = model.index(row, 1)
        assert look_at(index) is not None
        assert index.data().strip()
        assert index.data() in index.data(Qt.ItemDataRole.AccessibleTextRole)
