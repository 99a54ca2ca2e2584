"""Runs of a simulation as points: a parameter from left to right, a metric from bottom to top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from parallel_execution_manager_gui.results.document import Point
from parallel_execution_manager_gui.widgets import named, plain_label

if TYPE_CHECKING:
    from parallel_execution_manager_gui.panels.sweep_canvas import SweepCanvas


class SweepPlot(QWidget):
    """The operator chooses what is drawn over what; the same numbers stand in the table beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._points: Sequence[Point] = ()
        self._across = named(QComboBox(), "sweep_across", self.tr("Parameter from left to right"))
        self._up = named(QComboBox(), "sweep_up", self.tr("Metric from bottom to top"))
        self._plot: SweepCanvas | None = None
        row = QHBoxLayout()
        row.addWidget(self._up, 1)
        row.addWidget(plain_label(self.tr("over")))
        row.addWidget(self._across, 1)
        self._box = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(row)
        self._across.currentTextChanged.connect(self._draw)
        self._up.currentTextChanged.connect(self._draw)

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
        canvas = self._canvas()
        canvas.draw(pairs, across, up)
        said = self.tr("{count} runs: {up} over {across}")
        canvas.setAccessibleDescription(said.format(count=len(pairs), up=up, across=across))

    def _canvas(self) -> SweepCanvas:
        if self._plot is None:
            from parallel_execution_manager_gui.panels.sweep_canvas import SweepCanvas

            self._plot = SweepCanvas(self.tr("Plot of the sweep"), self)
            self._box.addWidget(self._plot, 1)
        return self._plot
