"""What comes at a bad moment, or much too much at once: no crash, no freeze, and a clear message."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QUrl
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from parallel_execution_manager_gui.dialogs.task_dialog import TaskDialog
from parallel_execution_manager_gui.palette import DARK, LIGHT
from parallel_execution_manager_gui.theme import ThemeChoice
from tests.gui.drops import drop


@pytest.mark.parametrize("name", ["menu_file", "menu_task", "menu_view"])
def test_a_theme_that_changes_under_an_open_menu_colours_it_and_leaves_it_open(window, theme, name):
    theme.choose(ThemeChoice.LIGHT)
    menu = next(menu for menu in window.findChildren(QMenu) if menu.objectName() == name)
    menu.popup(window.mapToGlobal(window.rect().center()))
    try:
        for choice, colours in ((ThemeChoice.DARK, DARK), (ThemeChoice.LIGHT, LIGHT)):
            theme.choose(choice)
            QApplication.processEvents()
            assert menu.isVisible()
            assert menu.palette().color(QPalette.ColorRole.Window) == QColor(colours.window)
            assert not menu.grab().isNull()
    finally:
        menu.close()


def test_fifty_thousand_files_dropped_on_the_window_are_refused_with_a_way_out(window):
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(f"/gone/{number}") for number in range(50_000)])
    assert drop(window, data)
    form = window.findChild(TaskDialog)
    assert "Drop their folder instead" in form.findChild(QLabel, "task_problems").text()
    assert "these are 50,000" in form.findChild(QLabel, "task_problems").text()
    form.reject()


@pytest.mark.parametrize("out_of_sight", ["hide", "showMinimized"])
def test_a_window_out_of_sight_rests_and_goes_on_when_it_is_seen_again(window, qtbot, out_of_sight):
    usual = window._ticker.interval()
    getattr(window, out_of_sight)()
    qtbot.waitUntil(lambda: window._ticker.interval() > usual)
    assert window._ticker.isActive()
    window.showNormal()
    qtbot.waitUntil(lambda: window._ticker.interval() == usual)
