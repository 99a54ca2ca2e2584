"""A newcomer gets from the first start to the demo's results by three clicks, and needs to read nothing."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QPushButton, QTabBar, QWidget

from parallel_execution_manager.runtime.manager import ParallelExecutionManager
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager_gui.columns import Column
from parallel_execution_manager_gui.layout import Dock
from tests.gui.live import live_window
from tests.gui.short_demo import shorten_demo

DEMO_MS = 150_000
NO_LIMITS = {"cpu_percent": 100, "memory_percent": 100, "disk_percent": 100, "io_pressure_percent": 100}


class Hand:
    """All that the newcomer does: clicks of the mouse, which are counted."""

    def __init__(self, qtbot) -> None:
        self._qtbot = qtbot
        self.clicks = 0

    def click(self, widget: QWidget, place: QPoint) -> None:
        self._qtbot.waitUntil(widget.isVisible)
        self._qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place)
        self.clicks += 1


@pytest.fixture
def manager(tmp_path):
    (tmp_path / "parallel_execution_config.json").write_text(
        json.dumps({"resource_thresholds": NO_LIMITS}), encoding="utf-8"
    )
    made = ParallelExecutionManager(build_contexts=False, base_dir=tmp_path, data_dir=tmp_path / "data")
    made.begin_roles()
    yield made
    made.close()


def tab_of(window, title: str) -> tuple[QTabBar, QPoint]:
    """The bar in which a panel's tab stands, and the tab's middle."""
    return next(
        (bar, bar.tabRect(number).center())
        for bar in window.findChildren(QTabBar)
        for number in range(bar.count())
        if bar.tabText(number).replace("&", "") == title
    )


def test_the_demo_is_started_and_its_results_are_seen_by_three_clicks(
    qtbot, manager, theme, settings, tmp_path, monkeypatch
):
    shorten_demo(tmp_path / "demo", monkeypatch)
    hand = Hand(qtbot)
    with live_window(qtbot, manager, theme, settings) as window:
        button = window.findChild(QPushButton, "first_load_demo")
        hand.click(button, button.rect().center())
        qtbot.waitUntil(lambda: window.queue.rowCount() >= 11, timeout=DEMO_MS)
        assert not window.shell.first_page.isVisible()
        qtbot.waitUntil(lambda: all(v.state.is_final for v in window.queue.views()), timeout=DEMO_MS)
        assert {view.state for view in window.queue.views()} == {TaskState.SUCCEEDED}
        assert len({view.spec.role for view in window.queue.views()}) == 6
        table = window.queue_panel.view
        texts = [table.model().index(row, Column.TASK) for row in range(table.model().rowCount())]
        assessed = next(index for index in texts if index.data() == "Assess the demo's scripts")
        table.scrollTo(assessed)
        hand.click(table.viewport(), table.visualRect(assessed).center())
        hand.click(*tab_of(window, "Results"))
        rows = window.results.panel.view.model()
        qtbot.waitUntil(lambda: rows.rowCount() > 0, timeout=DEMO_MS)
        assert window.docks[Dock.RESULTS].widget().isVisible()
    assert hand.clicks == 3
