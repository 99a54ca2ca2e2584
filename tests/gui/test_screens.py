"""Windows stay where somebody can see them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QByteArray, QPoint, QRect
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.layout import Dock
from parallel_execution_manager_gui.screens import inside

LEFT, RIGHT = QRect(0, 0, 1920, 1080), QRect(1920, 0, 1280, 1024)


@pytest.mark.parametrize(
    ("frame", "screens", "wanted"),
    [
        ((100, 100, 800, 600), [LEFT], (100, 100, 800, 600)),
        ((2000, 100, 800, 600), [LEFT, RIGHT], (2000, 100, 800, 600)),
        ((2000, 100, 800, 600), [LEFT], (1120, 100, 800, 600)),
        ((-700, -500, 800, 600), [LEFT], (0, 0, 800, 600)),
        ((1900, 500, 800, 600), [LEFT, RIGHT], (1920, 424, 800, 600)),
        ((5000, 5000, 3000, 2000), [LEFT, RIGHT], (0, 0, 1920, 1080)),
        ((10, 10, 800, 600), [], (10, 10, 800, 600)),
    ],
)
def test_a_frame_is_brought_onto_the_screen_it_is_most_on(frame, screens, wanted):
    assert inside(QRect(*frame), screens) == QRect(*wanted)


def is_on_screen(widget):
    return QGuiApplication.primaryScreen().availableGeometry().contains(widget.frameGeometry())


def test_a_window_comes_back_when_its_display_goes_away(window, qapp, qtbot):
    available = QGuiApplication.primaryScreen().availableGeometry()
    window.resize(960, 600)
    window.move(available.bottomRight() + QPoint(500, 500))
    dock = window.docks[Dock.LOG]
    dock.setFloating(True)
    dock.move(available.bottomRight() + QPoint(700, 700))
    dock.show()
    qapp.screenRemoved.emit(QGuiApplication.primaryScreen())
    qtbot.waitUntil(lambda: available.intersects(window.frameGeometry()))
    qtbot.waitUntil(lambda: is_on_screen(dock))
    window.actions_[ActionId.RESET_LAYOUT].trigger()
    assert not dock.isFloating()


def test_what_is_no_layout_in_the_settings_file_is_passed_over(window, settings):
    for value in (QByteArray(b"nonsense"), QByteArray(b""), "text", ["a", "b"], 7):
        settings.setValue("window/state", value)
        settings.setValue("window/geometry", value)
        window.layout_.restore()
        assert all(not window.docks[dock].isFloating() for dock in (Dock.ROLES, Dock.DETAILS))
        assert window.docks[Dock.DETAILS].isVisible()


def test_the_tab_in_front_is_remembered(window):
    window.actions_[ActionId.TAB_LOCKS].trigger()
    QApplication.processEvents()
    window.layout_.save()
    window.actions_[ActionId.TAB_DETAILS].trigger()
    QApplication.processEvents()
    window.layout_.restore()
    QApplication.processEvents()
    assert not window.locks_panel.visibleRegion().isEmpty()
