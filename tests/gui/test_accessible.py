"""Whoever cannot see the window is told what everything is; whoever has no mouse reaches it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QHeaderView,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from parallel_execution_manager_gui.dialogs.settings_dialog import SettingsDialog
from parallel_execution_manager_gui.dialogs.task_dialog import TaskDialog
from parallel_execution_manager_gui.models.data_roles import look_at

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)
DOCKS = ("details", "locks", "log", "results", "history", "events")


def controls(root: QWidget) -> Iterator[QWidget]:
    """What is in sight and can be used; parts of a control are Qt's own."""
    for widget in root.findChildren(QWidget):
        inner = isinstance(widget.parentWidget(), (QComboBox, QAbstractSpinBox, QLineEdit, QTabBar))
        if isinstance(widget, CONTROLS) and widget.isVisibleTo(root) and not inner:
            yield widget


def described(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()!r} in {widget.parentWidget().objectName()!r}"


def nameless(root: QWidget) -> list[str]:
    """Those of which a screen reader says nothing, or that a test could not find."""
    found = []
    for widget in controls(root):
        spoken = QAccessible.queryAccessibleInterface(widget)
        name = spoken.text(QAccessible.Text.Name) if spoken is not None else ""
        if not name.strip() or spoken.role() == QAccessible.Role.NoRole:
            found.append(f"no name: {described(widget)}")
        # A header is found through its view.
        if not widget.objectName() and not isinstance(widget, QHeaderView):
            found.append(f"no object name: {described(widget)}")
    return found


def reached_by_tab(root: QWidget) -> set[QWidget]:
    """All widgets of the chain that Tab goes along and that take the focus from it."""
    found, widget = set(), root.nextInFocusChain()
    while widget is not root and widget not in found:
        found.add(widget)
        widget = widget.nextInFocusChain()
    return {each for each in found if each.focusPolicy() & Qt.FocusPolicy.TabFocus}


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
    window.dock(f"dock_{dock}").raise_()
    assert nameless(window) == []


@pytest.mark.parametrize("which", ["settings", "task"])
def test_every_control_of_a_dialog_says_what_it_is_and_is_reached_by_tab(dialogs, which):
    dialog = dialogs[which]
    assert nameless(dialog) == []
    reached = reached_by_tab(dialog)
    missed = [
        described(each)
        for each in controls(dialog)
        if each.isEnabled() and each not in reached and each.focusProxy() not in reached
    ]
    assert missed == []


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
