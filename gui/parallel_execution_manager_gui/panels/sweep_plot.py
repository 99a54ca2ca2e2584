"""Runs of a simulation as points: a parameter from left to right, a metric from bottom to top."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from parallel_execution_manager_gui.palette import colours_of
from parallel_execution_manager_gui.results.document import Point
from parallel_execution_manager_gui.widgets import named, plain_label

_POINT_SIZE = 8


class SweepPlot(QWidget):
    """The operator chooses what is drawn over what; the same numbers stand in the table beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: Sequence[Point] = ()
        self._across = named(QComboBox(), "sweep_across", self.tr("Parameter from left to right"))
        self._up = named(QComboBox(), "sweep_up", self.tr("Metric from bottom to top"))
        self._plot = named(pyqtgraph.PlotWidget(), "sweep_plot", self.tr("Plot of the sweep"))
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        item = self._plot.getPlotItem()
        item.setMenuEnabled(False)
        # The library makes this menu without a parent: it would outlive the window.
        item.ctrlMenu.setParent(self._plot, Qt.WindowType.Popup)
        item.hideButtons()
        item.setMouseEnabled(False, False)
        item.showGrid(x=True, y=True, alpha=0.25)
        self._dots = pyqtgraph.ScatterPlotItem(size=_POINT_SIZE, pxMode=True)
        item.addItem(self._dots)
        row = QHBoxLayout()
        row.addWidget(self._up, 1)
        row.addWidget(plain_label(self.tr("over")))
        row.addWidget(self._across, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        layout.addWidget(self._plot, 1)
        self._across.currentTextChanged.connect(self._draw)
        self._up.currentTextChanged.connect(self._draw)
        self._take_colours()

    def show_points(self, points: Sequence[Point]) -> None:
        """Draw other runs; what was chosen stays where the runs have it."""
        self._points = points
        given = sorted({name for point in points for name in point.given})
        measured = sorted({name for point in points for name in point.measured})
        different = [name for name in given if len({point.given.get(name) for point in points}) > 1]
        # What most of the runs were given tells the most.
        different.sort(key=lambda name: -sum(name in point.given for point in points))
        across = [*different, *(name for name in (*given, *measured) if name not in different)]
        up = [name for name in measured if name not in given] or measured
        for box, names in ((self._across, across), (self._up, up)):
            chosen = box.currentText()
            box.blockSignals(True)
            box.clear()
            box.addItems(list(dict.fromkeys(names)))
            box.setCurrentIndex(max(0, box.findText(chosen)))
            box.blockSignals(False)
        self._draw()

    def _draw(self) -> None:
        across, up = self._across.currentText(), self._up.currentText()
        found = [
            (point.given.get(across, point.measured.get(across)), point.measured.get(up))
            for point in self._points
        ]
        pairs = [(x, y) for x, y in found if x is not None and y is not None]
        self._dots.setData([x for x, _ in pairs], [y for _, y in pairs])
        item = self._plot.getPlotItem()
        item.setLabel("bottom", _plain(across))
        item.setLabel("left", _plain(up))
        item.autoRange()
        said = self.tr("{count} runs: {up} over {across}")
        self._plot.setAccessibleDescription(said.format(count=len(pairs), up=up, across=across))

    def changeEvent(self, event: QEvent) -> None:
        """Follow another palette; the library does not."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._take_colours()

    def _take_colours(self) -> None:
        colours = colours_of(self.palette())
        self._plot.setBackground(QColor(colours.base))
        self._dots.setPen(pyqtgraph.mkPen(QColor(colours.line)))
        self._dots.setBrush(pyqtgraph.mkBrush(QColor(colours.line)))
        for side in ("left", "bottom"):
            axis = self._plot.getPlotItem().getAxis(side)
            axis.setPen(QColor(colours.grid))
            axis.setTextPen(QColor(colours.quiet))


def _plain(name: str) -> str:
    """The library takes labels for rich text."""
    return name.replace("&", "&amp;").replace("<", "&lt;")
