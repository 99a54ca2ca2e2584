"""One live line over five minutes. The only module that knows the plotting library."""

from __future__ import annotations

import pyqtgraph
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from parallel_execution_manager_gui.palette import colours_of
from parallel_execution_manager_gui.series import Values

SPAN_S = 300.0
_TIMES = [[(-240, "4 min"), (-180, "3 min"), (-120, "2 min"), (-60, "1 min")], []]
_PERCENTS = [[(25, "25"), (50, "50"), (75, "75")], [(0, ""), (100, "")]]
_LEFT_AXIS_WIDTH = 28


class TimeSeriesView(QWidget):
    """Percentages over the seconds before now, with the limit pair as dashed lines.

    The line is one pixel wide and not smoothed: a wide smoothed line costs a hundred times as much
    to draw (pyqtgraph's own advice in ``PlotDataItem``).
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot = pyqtgraph.PlotWidget()
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        item = self._plot.getPlotItem()
        item.setMenuEnabled(False)
        # The library makes this menu without a parent: it would outlive the window.
        item.ctrlMenu.setParent(self._plot, Qt.WindowType.Popup)
        item.hideButtons()
        item.setMouseEnabled(False, False)
        item.setXRange(-SPAN_S, 0, padding=0.01)
        item.setYRange(0, 100, padding=0.02)
        item.showGrid(x=False, y=True, alpha=0.25)
        item.getAxis("bottom").setTicks(_TIMES)
        item.getAxis("left").setTicks(_PERCENTS)
        item.getAxis("left").setWidth(_LEFT_AXIS_WIDTH)
        item.getAxis("bottom").setHeight(16)
        for axis in ("left", "bottom"):
            item.getAxis(axis).setStyle(tickLength=0, tickTextOffset=3)
        self._curve = self._plot.plot(antialias=False, connect="finite")
        self._limits = [pyqtgraph.InfiniteLine(angle=0) for _ in range(2)]
        for line in self._limits:
            line.setVisible(False)
            item.addItem(line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)
        self._take_colours()

    def show_values(self, ages_s: Values, values: Values) -> None:
        """Draw the line; ages are negative seconds, NaN is a gap."""
        self._curve.setData(ages_s, values)

    def show_limits(self, throttle: float, resume: float) -> None:
        """Draw the limit pair, in percent."""
        for line, value in zip(self._limits, (throttle, resume), strict=True):
            line.setValue(value)
            line.setVisible(True)

    def changeEvent(self, event: QEvent) -> None:
        """Take the colours of a new theme: the plotting library does not follow the palette."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._take_colours()

    def _take_colours(self) -> None:
        colours = colours_of(self.palette())
        self._plot.setBackground(colours.base)
        self._curve.setPen(pyqtgraph.mkPen(colours.line, width=1))
        for line, style in zip(self._limits, (Qt.PenStyle.DashLine, Qt.PenStyle.DotLine), strict=True):
            line.setPen(pyqtgraph.mkPen(colours.limit, width=1, style=style))
        for name in ("left", "bottom"):
            axis = self._plot.getPlotItem().getAxis(name)
            axis.setPen(pyqtgraph.mkPen(QColor(colours.hairline)))
            axis.setTextPen(pyqtgraph.mkPen(QColor(colours.quiet)))
            axis.setTickFont(self.font())
