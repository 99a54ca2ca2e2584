"""The columns of the queue: chosen in menus, remembered, and put back by Reset layout."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray, QPoint, Qt
from PySide6.QtWidgets import QApplication, QMenu

from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.columns import COLUMNS, Column
from parallel_execution_manager_gui.main_window import MainWindow
from parallel_execution_manager_gui.panels.column_room import LEAST_WHY, fitted
from parallel_execution_manager_gui.panels.queue_columns import QueueColumns
from parallel_execution_manager_gui.wishes import Wishes


@pytest.fixture
def header(window):
    return window.queue_panel.view.horizontalHeader()


def switch(window, column):
    return next(action for action in window.columns.actions if action.data() == column)


def test_a_column_is_switched_off_and_on_in_the_menu_of_the_header(window, header, qtbot):
    header.customContextMenuRequested.emit(QPoint(5, 5))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()[:3]] == ["Place (#)", "State", "Task"]
    menu.actions()[Column.CPU].trigger()
    menu.close()
    assert header.isSectionHidden(Column.CPU)
    switch(window, Column.CPU).trigger()
    assert not header.isSectionHidden(Column.CPU)


@pytest.mark.parametrize("column", [Column.CPU, Column.PLACE, Column.WHY])
def test_a_hidden_column_leaves_no_gap(window, header, column):
    window.resize(1440, 900)
    switch(window, column).trigger()
    assert header.isSectionHidden(column)
    shown = shown_from_left(header)
    assert header.length() == sum(map(header.sectionSize, shown))
    assert header.length() == window.queue_panel.view.viewport().width() or column is Column.WHY
    ends = [header.sectionViewportPosition(each) + header.sectionSize(each) for each in shown]
    assert [header.sectionViewportPosition(each) for each in shown[1:]] == ends[:-1]
    switch(window, column).trigger()
    assert header.length() == window.queue_panel.view.viewport().width()


def test_the_name_is_always_shown(window):
    assert not switch(window, Column.TASK).isEnabled()


def test_the_view_menu_has_the_same_switches(window):
    menu = window.findChild(QMenu, "menu_columns")
    assert set(window.columns.actions) < set(menu.actions())


def test_columns_are_remembered_and_reset(window, header, manager, theme, settings, qtbot):
    switch(window, Column.ROLE).trigger()
    header.resizeSection(Column.TASK, 222)
    header.moveSection(header.visualIndex(Column.MEMORY), 1)
    window.queue_panel.view.sortByColumn(Column.TASK, Qt.SortOrder.DescendingOrder)
    window.columns.save()
    other = MainWindow(Wishes(manager, lambda: None), theme, settings, lambda: scene.NOW)
    again = other.queue_panel.view.horizontalHeader()
    assert again.isSectionHidden(Column.ROLE)
    assert again.sectionSize(Column.TASK) == 222
    assert again.visualIndex(Column.MEMORY) == 1
    assert not next(a for a in other.columns.actions if a.data() == Column.ROLE).isChecked()
    assert other.queue.is_in_queue_order()
    other.actions_[ActionId.RESET_LAYOUT].trigger()
    assert not any(map(again.isSectionHidden, COLUMNS))
    assert again.sectionSize(Column.TASK) == COLUMNS[Column.TASK].width
    assert again.visualIndex(Column.MEMORY) == Column.MEMORY
    other.close()
    other.deleteLater()


@pytest.mark.parametrize(
    "written", [QByteArray(b"nothing"), "nothing", ["ROLE:1"], 7, "ROLE:99999:hidden NOBODY:5 CPU", ""]
)
def test_what_was_remembered_and_is_damaged_is_left(window, header, settings, written):
    settings.setValue("queue/columns", written)
    columns = QueueColumns(window.queue_panel.view, settings)
    assert shown_from_left(header) == list(COLUMNS)
    assert all(action.isChecked() for action in columns.actions)


def test_columns_are_remembered_by_name(window, header, settings):
    """Those that have come since stand where they do at first, those that have gone are left out."""
    window.resize(1600, 900)
    settings.setValue("queue/columns", "MEMORY:90 TASK:200:hidden GONE:50 WHY:310 STATE:1 ROLE:150:hidden")
    columns = QueueColumns(window.queue_panel.view, settings)
    assert shown_from_left(header) == [
        *(Column.PLACE, Column.MEMORY, Column.TASK, Column.WHY, Column.PRIORITY, Column.ELAPSED),
        *(Column.CPU, Column.STATE),
    ]
    assert header.sectionSize(Column.MEMORY) == 90
    assert header.sectionSize(Column.STATE) == header.minimumSectionSize()
    assert [action.isChecked() for action in columns.actions] == [it is not Column.ROLE for it in COLUMNS]
    columns.actions[Column.ROLE].trigger()
    assert header.sectionSize(Column.ROLE) == 150


def test_a_column_may_be_hidden_at_first(window, header, settings, monkeypatch):
    monkeypatch.setitem(COLUMNS, Column.CPU, replace(COLUMNS[Column.CPU], is_shown_at_first=False))
    columns = QueueColumns(window.queue_panel.view, settings)
    assert header.isSectionHidden(Column.CPU)
    assert not columns.actions[Column.CPU].isChecked()
    columns.actions[Column.MEMORY].trigger()
    assert shown_from_left(header) == [it for it in COLUMNS if it not in {Column.CPU, Column.MEMORY}]
    columns.actions[Column.CPU].trigger()
    assert header.sectionSize(Column.CPU) == COLUMNS[Column.CPU].width
    columns.reset()
    assert shown_from_left(header) == [it for it in COLUMNS if it is not Column.CPU]


def shown_from_left(header):
    places = map(header.logicalIndex, range(header.count()))
    return [Column(section) for section in places if not header.isSectionHidden(section)]


def test_columns_fit_what_is_in_sight(window, header):
    header.resizeSection(Column.TASK, 30)
    window.columns.fit_action.trigger()
    assert header.sectionSize(Column.TASK) > 80
    assert header.sectionSize(Column.WHY) > 100


@given(
    st.dictionaries(st.sampled_from(Column), st.integers(28, 600), min_size=1),
    st.integers(100, 3000),
    st.sampled_from([None, *Column]),
)
def test_why_can_always_be_read_and_only_names_give_way(wished, room, kept):
    found = fitted(wished, room, kept)
    assert found.keys() == wished.keys()
    for column, width in found.items():
        if column is Column.WHY:
            assert width >= LEAST_WHY
        elif column in {Column.TASK, Column.ROLE} and column is not kept:
            assert width <= wished[column]
        else:
            assert width == wished[column]
    if Column.WHY in wished and found[Column.WHY] > LEAST_WHY:
        assert sum(found.values()) == room


def test_roles_can_still_be_read_as_long_as_names_can_give_way():
    wished = {column: info.width for column, info in COLUMNS.items()}
    found = fitted(wished, sum(wished.values()) - wished[Column.WHY] + LEAST_WHY - 140)
    assert (found[Column.ROLE], found[Column.TASK]) == (72, 90)
    found = fitted(wished, 400)
    assert (found[Column.ROLE], found[Column.TASK]) == (28, 82)


def test_names_are_as_wide_as_wished_again_when_there_is_room(window, header, qtbot):
    view = window.queue_panel.view
    window.resize(1440, 900)
    wide = header.sectionSize(Column.TASK)
    window.resize(1024, 768)
    qtbot.waitUntil(lambda: header.sectionSize(Column.TASK) < wide)
    assert header.sectionSize(Column.WHY) >= LEAST_WHY
    assert header.length() <= view.viewport().width()
    window.columns.fit_action.trigger()
    assert header.sectionSize(Column.WHY) >= LEAST_WHY
    window.columns.reset()
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: header.sectionSize(Column.TASK) == wide)
    assert header.length() == view.viewport().width()


def test_a_column_that_is_dragged_wider_stays_so(window, header):
    window.resize(1440, 900)
    header.resizeSection(Column.TASK, 400)
    assert header.sectionSize(Column.TASK) == 400
    assert header.sectionSize(Column.WHY) >= LEAST_WHY
