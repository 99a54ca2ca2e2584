"""Roles, queue and toolbar are painted first; the other panels come after that and miss nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QToolBar

from parallel_execution_manager_gui import scene
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.layout import Dock
from parallel_execution_manager_gui.main_window import MainWindow
from parallel_execution_manager_gui.models.queue_model import Column
from parallel_execution_manager_gui.wishes import Wishes
from tests.gui.shown_windows import ShownWindows

LATER_DOCKS = ("resources", "details", "locks", "log", "results", "history", "events")
PATIENCE_MS = 30_000
SELECTED = "wing-v3-seed-11"


@pytest.fixture
def begun(qapp, manager, theme, settings) -> Iterator[MainWindow]:
    """A window as it is at its first paint."""
    made = MainWindow(Wishes(manager, lambda: None), theme, settings, lambda: scene.NOW + 0.4)
    made.show_snapshot(scene.snapshot())
    yield made
    made.show_snapshot(scene.empty_snapshot())
    made.close()
    made.deleteLater()


def wait_until_complete(window, qtbot):
    if not window.later.is_complete:
        with qtbot.waitSignal(window.later.completed, timeout=PATIENCE_MS):
            pass


def test_what_is_painted_first_is_the_real_thing(begun):
    assert begun.roles.rowCount()
    assert begun.queue.text(0, Column.TASK)
    assert not begun.actions_[ActionId.RETRY].isEnabled()
    assert begun.findChild(QToolBar).actions()
    assert begun.docks[Dock.ROLES].widget() is begun.roles_panel
    assert [begun.docks[f"dock_{name}"].widget() for name in LATER_DOCKS] == [None] * len(LATER_DOCKS)


def test_the_other_panels_come_after_the_first_paint(begun, qtbot):
    begun.show()
    wait_until_complete(begun, qtbot)
    assert all(begun.docks[f"dock_{name}"].widget() for name in LATER_DOCKS)
    assert begun.selection.details.isVisible()
    assert begun.watching.resources.isVisible()


def test_no_panel_flashes_up_as_a_window_of_its_own_and_takes_the_focus(begun, qtbot, qapp):
    windows = ShownWindows(qapp)
    begun.show()
    wait_until_complete(begun, qtbot)
    qapp.removeEventFilter(windows)
    assert windows.shown == ["main_window"]


def test_what_happened_meanwhile_is_shown(begun, qtbot):
    begun.queue_panel.show_task(SELECTED)
    begun.show()
    wait_until_complete(begun, qtbot)
    assert begun.locks.leases
    assert begun.watching.resources.history.sample == scene.snapshot().sample
    assert begun.selection._task_id == SELECTED
    assert begun.selection._details_in_sight


def test_a_sample_is_not_lost_with_the_next_snapshot_without_one(begun):
    begun.show_snapshot(scene.snapshot(at=scene.NOW + 0.2, full=False, tasks=(), sample=None))
    begun.later.complete()
    assert begun.watching.resources.history.sample == scene.snapshot().sample


def test_a_task_is_not_lost_with_the_next_snapshot_of_others(begun):
    running = sum(view.state.is_live for view in scene.tasks())
    begun.show_snapshot(scene.snapshot(at=scene.NOW + 0.2, full=False, tasks=()))
    begun.later.complete()
    assert begun.selection.log.running.number == running


def test_an_action_of_a_panel_that_is_yet_to_come_waits_for_nothing(begun):
    begun.show()
    begun.actions_[ActionId.TAB_LOG].trigger()
    begun.actions_[ActionId.FIND_NEXT].trigger()
    assert begun.later.is_complete
    assert begun.selection.log.isVisible()
    assert begun.focusWidget() is begun.selection.log.finder.box


def test_the_way_from_region_to_region_leads_through_all_of_them(begun):
    begun.show()
    begun.actions_[ActionId.NEXT_REGION].trigger()
    assert begun.later.is_complete


def test_a_window_that_is_closed_at_once_ends_in_order(begun, qtbot):
    begun.show()
    qtbot.waitExposed(begun)
    begun.show_snapshot(scene.empty_snapshot())
    begun.close()
    assert not begun.later._loading.is_busy


@pytest.fixture
def saved(begun, qtbot):
    """A window with another layout than the first one, closed."""
    begun.later.complete()
    begun.show()
    begun.resize(QSize(1100, 700))
    begun.docks[Dock.HISTORY].raise_()
    docks = [begun.docks[Dock.ROLES], begun.docks[Dock.RESOURCES]]
    begun.resizeDocks(docks, [430, 180], Qt.Orientation.Vertical)
    begun.resizeDocks([begun.docks[Dock.HISTORY]], [260], Qt.Orientation.Vertical)
    qtbot.waitExposed(begun)
    begun.show_snapshot(scene.empty_snapshot())
    begun.close()


@pytest.mark.usefixtures("saved")
def test_a_saved_layout_is_restored_around_what_comes_later(qtbot, manager, theme, settings):
    first, later = (
        MainWindow(Wishes(manager, lambda: None), theme, settings, lambda: scene.NOW + 0.4) for _ in range(2)
    )
    first.later.complete()
    for window in (first, later):
        window.show()
        wait_until_complete(window, qtbot)
        qtbot.waitUntil(lambda shown=window: shown.history.panel._in_sight)
    qtbot.waitUntil(lambda: sizes(later) == sizes(first))
    for window in (first, later):
        window.close()
        window.deleteLater()


def sizes(window) -> list[tuple[int, int]]:
    docks = (window.docks[f"dock_{name}"] for name in ("roles", "resources", "history"))
    return [(dock.width(), dock.height()) for dock in docks]
