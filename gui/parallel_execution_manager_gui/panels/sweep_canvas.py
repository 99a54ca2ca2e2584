"""The points of a sweep, drawn by the plotting library; loaded with the first of them, as that takes long."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from parallel_execution_manager_gui.palette import colours_of
from parallel_execution_manager_gui.widgets import named

_POINT_SIZE = 8
_BELOW_NOTHING = 0.03
"""So much of an axis lies below zero, so that a point at zero is seen as a whole."""


class SweepCanvas(pyqtgraph.PlotWidget):  # type: ignore[misc]  # the library tells no types
    """Draws pairs of numbers and follows the palette."""

    _dots: pyqtgraph.ScatterPlotItem | None = None
    """There is none yet while the library sets a palette of its own at the start."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "sweep_plot", name)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        item = self.getPlotItem()
        item.setMenuEnabled(False)
        # The library makes this menu without a parent: it would outlive the window.
        item.ctrlMenu.setParent(self, Qt.WindowType.Popup)
        item.hideButtons()
        item.setMouseEnabled(False, False)
        item.showGrid(x=True, y=True, alpha=0.25)
        self._dots = pyqtgraph.ScatterPlotItem(size=_POINT_SIZE, pxMode=True)
        item.addItem(self._dots)
        self._take_colours(self._dots)

    def draw(self, pairs: Sequence[tuple[float, float]], across: str, up: str) -> None:
        """Show these points and no others, with the names of both axes."""
        if self._dots is not None:
            self._dots.setData([x for x, _ in pairs], [y for _, y in pairs])
        item = self.getPlotItem()
        item.setLabel("bottom", _plain(across))
        item.setLabel("left", _plain(up))
        box = item.getViewBox()
        box.setLimits(xMin=_least_shown([x for x, _ in pairs]), yMin=_least_shown([y for _, y in pairs]))
        item.autoRange()

    def changeEvent(self, event: QEvent) -> None:
        """Follow another palette; the library does not."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and self._dots is not None:
            self._take_colours(self._dots)

    def _take_colours(self, dots: pyqtgraph.ScatterPlotItem) -> None:
        colours = colours_of(self.palette())
        self.setBackground(QColor(colours.base))
        dots.setPen(pyqtgraph.mkPen(QColor(colours.line)))
        dots.setBrush(pyqtgraph.mkBrush(QColor(colours.line)))
        for side in ("left", "bottom"):
            axis = self.getPlotItem().getAxis(side)
            axis.setPen(QColor(colours.grid))
            axis.setTextPen(QColor(colours.quiet))


def _least_shown(values: Sequence[float]) -> float | None:
    """Where an axis begins at the earliest: what is never negative is not drawn as if it could be."""
    if not values or min(values) < 0:
        return None
    return -_BELOW_NOTHING * (max(values) or 1.0)


def _plain(name: str) -> str:
    """The library takes labels for rich text."""
    return name.replace("&", "&amp;").replace("<", "&lt;")
