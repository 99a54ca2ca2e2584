"""The checks of a waiting task on as many lines as they need, with their links, in a panel of any width."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt

from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager_gui.panels.why_panel import WhyPanel

NAME = "wing with winglets and an unusually long name, seed 12, mesh level 4"
PATH = "/home/ada/wing-study/results/flutter/pressure distribution, all frequencies.h5"
CHECKS = (
    Check(CheckKind.FILE, ok=False, blocker="wing", path=PATH),
    Check(CheckKind.CPU, ok=True, measured=1.0, limit=6.4, need=0.8),
)


@pytest.fixture
def panel(qtbot):
    def words(check):
        return f"{check.path} held by “{NAME}” as part of it" if check.path else "CPU: there is room"

    made = WhyPanel(words, lambda _: NAME, str)
    qtbot.addWidget(made)
    made.resize(300, 400)
    made.show()
    qtbot.waitExposed(made)
    made.show_checks(CHECKS)
    return made


def lines(panel, row):
    return panel.view.visualRect(panel.checks.index(row)).height() // panel.fontMetrics().lineSpacing()


def places(panel):
    """All places on the link."""
    index = panel.checks.index(0)
    rect, links = panel.view.visualRect(index), panel.view.itemDelegate()
    found = (QPoint(x, y) for y in range(rect.top(), rect.bottom(), 3) for x in range(0, rect.width(), 3))
    return [place for place in found if links.is_on_link(index, place)]


def test_a_long_check_goes_on_in_the_next_line_and_a_short_one_does_not(panel, qtbot):
    qtbot.waitUntil(lambda: lines(panel, 0) > 2)
    assert lines(panel, 1) == 1
    narrow = lines(panel, 0)
    panel.resize(900, 400)
    qtbot.waitUntil(lambda: lines(panel, 0) < narrow)
    assert panel.view.visualRect(panel.checks.index(0)).width() <= panel.view.viewport().width()


def test_a_link_that_is_wrapped_leads_to_its_task_from_each_of_its_lines(panel, qtbot):
    qtbot.waitUntil(lambda: lines(panel, 0) > 2)
    found = places(panel)
    height = panel.fontMetrics().lineSpacing()
    assert max(place.y() for place in found) - min(place.y() for place in found) > height
    for place in (found[0], found[-1]):
        with qtbot.waitSignal(panel.task_chosen) as told:
            qtbot.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
        assert told.args == ["wing"]


def test_what_is_beside_the_link_is_none(panel, qtbot):
    qtbot.waitUntil(lambda: lines(panel, 0) > 2)
    first = panel.view.visualRect(panel.checks.index(0))
    assert first.topLeft() + QPoint(40, 10) not in places(panel)
    assert not any(first.bottom() < place.y() for place in places(panel))
