"""At its smallest size the window shows every panel whole: nothing is cut off at an edge."""

from __future__ import annotations

import pytest

from parallel_execution_manager_gui.layout import SMALLEST_SIZE, Dock


@pytest.mark.parametrize("name", [dock for dock in Dock if dock not in {Dock.ROLES, Dock.RESOURCES}])
def test_a_panel_below_fits_beside_the_roles(window, name):
    window.resize(SMALLEST_SIZE)
    window.show()
    dock = window.docks[name]
    dock.show()
    dock.raise_()
    room = SMALLEST_SIZE.width() - window.docks[Dock.ROLES].widget().minimumSizeHint().width()
    assert dock.widget().minimumSizeHint().width() < room
