"""At its smallest size the window shows every panel whole: nothing is cut off at an edge."""

from __future__ import annotations

import pytest

from parallel_execution_manager_gui.layout import SMALLEST_SIZE


@pytest.mark.parametrize(
    "name", ["dock_details", "dock_locks", "dock_log", "dock_results", "dock_history", "dock_events"]
)
def test_a_panel_below_fits_beside_the_roles(window, name):
    window.resize(SMALLEST_SIZE)
    window.show()
    dock = window.dock(name)
    dock.show()
    dock.raise_()
    room = SMALLEST_SIZE.width() - window.dock("dock_roles").widget().minimumSizeHint().width()
    assert dock.widget().minimumSizeHint().width() < room
