"""The table of actions and what the window builds from it."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QDockWidget,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QToolBar,
)

from parallel_execution_manager_gui.action_layouts import LOCKS_MENU, QUEUE_MENU, ROLE_MENU, TOOLBAR
from parallel_execution_manager_gui.action_table import ACTIONS
from parallel_execution_manager_gui.actions import ActionId, Scope
from parallel_execution_manager_gui.dialogs.help_dialogs import shortcut_sheet
from parallel_execution_manager_gui.dialogs.task_dialog import TaskDialog

BY_ID = {record.id: record for record in ACTIONS}


def test_every_action_is_in_the_table_once():
    assert Counter(record.id for record in ACTIONS) == Counter(ActionId)


@pytest.mark.parametrize("record", ACTIONS, ids=lambda record: record.id.value)
def test_every_action_has_a_text_a_tip_and_a_key_that_qt_knows(record):
    assert record.text.replace("&", "").strip()
    assert record.tip
    assert bool(record.shortcut) != QKeySequence(record.shortcut).isEmpty()


def test_no_two_actions_have_one_key_in_one_place():
    for scope in (Scope.QUEUE, Scope.ROLES, Scope.LOCKS):
        keys = [r.shortcut for r in ACTIONS if r.shortcut and r.scope in (scope, Scope.WINDOW)]
        assert [key for key, number in Counter(keys).items() if number > 1] == []


def test_no_two_entries_of_a_menu_have_one_mnemonic():
    letters = Counter((r.menu, r.text[r.text.index("&") + 1].lower()) for r in ACTIONS if "&" in r.text)
    assert [pair for pair, number in letters.items() if number > 1] == []


def test_bars_and_menus_name_actions_of_the_table():
    for layout in (TOOLBAR, QUEUE_MENU, ROLE_MENU, LOCKS_MENU):
        assert {action_id for action_id in layout if action_id is not None} <= set(BY_ID)


def test_the_sheet_lists_every_key():
    sheet = shortcut_sheet()
    assert all(record.tip for record in ACTIONS)
    for record in ACTIONS:
        if record.shortcut:
            assert record.text.replace("&", "").rstrip("…") in sheet


def test_an_action_that_would_do_nothing_is_refused(window):
    with pytest.raises(ValueError, match="without a handler: about, add_task"):
        window.actions_.connect_to({})


@pytest.fixture
def dialog(window):
    made = TaskDialog("Add task", "Add task", window.roles._declarations, lambda _: (), window)
    yield made
    made.deleteLater()


def controls(owner):
    """What an operator can use; not the parts that Qt and the plotting library make for themselves."""
    for kind in (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit):
        for widget in owner.findChildren(kind):
            is_inner = widget.objectName().startswith("qt_") or not widget.objectName()
            of_qt = is_inner and widget.parent().metaObject().className() in PARTS_OF_QT
            if not of_qt and not is_in_plot_menu(widget):
                yield widget


def is_in_plot_menu(widget) -> bool:
    """Whether it belongs to the menu that the plotting library keeps and never opens here."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QMenu) and parent.title() == "Plot Options":
            return True
        parent = parent.parentWidget()
    return False


def test_every_control_can_be_found_and_has_a_name_for_a_screen_reader(window, dialog):
    for owner in (window, dialog):
        for widget in controls(owner):
            text = getattr(widget, "text", str)()
            assert widget.objectName(), widget
            assert widget.accessibleName() or text, widget.objectName()


def test_docks_and_bars_can_be_found_and_have_a_name(window):
    for widget in (*window.findChildren(QDockWidget), *window.findChildren(QToolBar)):
        assert widget.objectName()
        assert widget.accessibleName()


PARTS_OF_QT = {
    "QTableView",
    "QTreeView",
    "QListView",
    "QTabBar",
    "QToolBar",
    "QComboBoxPrivateContainer",
    "QLineEdit",
    "QComboBox",
    "QMenuBar",
    "QueueView",
    "QDockWidget",
}
