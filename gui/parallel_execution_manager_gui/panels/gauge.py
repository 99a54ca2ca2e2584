"""One resource: its name, the big number, its limits in words, and the line of the last five minutes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from parallel_execution_manager.scheduling.policy import LimitPair
from parallel_execution_manager_gui.formatting import NOTHING, percent
from parallel_execution_manager_gui.series import Series
from parallel_execution_manager_gui.time_series_view import SPAN_S, TimeSeriesView
from parallel_execution_manager_gui.widgets import named

_GRAPH_NEEDS_HEIGHT = 90


class Gauge(QWidget):
    """Shows one percentage; too low a place for the graph shows the numbers only."""

    def __init__(self, resource: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._series = Series()
        self._number = named(QLabel(NOTHING), f"{resource}_number", f"{title} in use")
        font = QFont(self._number.font())
        font.setPointSizeF(font.pointSizeF() * 1.5)
        font.setBold(True)
        self._number.setFont(font)
        self._note = named(QLabel(), f"{resource}_note", f"{title}: limits")
        self._note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.graph = named(TimeSeriesView(self), f"{resource}_graph", f"{title} over five minutes")
        self.setMinimumHeight(30)
        self._arrange()

    def _arrange(self) -> None:
        name = QLabel(self._title)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setHorizontalSpacing(8)
        layout.setVerticalSpacing(0)
        layout.addWidget(name, 0, 0)
        layout.addWidget(self._number, 0, 1)
        layout.addWidget(self._note, 0, 2)
        layout.setColumnStretch(2, 1)
        layout.addWidget(self.graph, 1, 0, 1, 3)
        layout.setRowStretch(1, 1)
        layout.setRowStretch(2, 0)

    def add(self, at: float, value: float | None, *, after_gap: bool) -> None:
        """Take a measured percentage, or ``None`` for a gap."""
        self._series.append(at, value, after_gap=after_gap)

    def refresh(self, now: float, limits: LimitPair, note: str) -> None:
        """Draw what is known at ``now``."""
        value = self._series.last
        self._number.setText(percent(value))
        self._note.setText(note or f"limit {limits.throttle:g} %, resumes at {limits.resume:g} %")
        spoken = "not measured" if value is None else f"{value:.0f} percent"
        self.graph.setAccessibleDescription(f"{self._title} {spoken}, limit {limits.throttle:g} percent")
        self.graph.show_limits(limits.throttle, limits.resume)
        self.graph.show_values(*self._series.window(now, SPAN_S))

    def resizeEvent(self, event: object) -> None:
        """Give up the graph where it would be too low to read."""
        self.graph.setVisible(self.height() >= _GRAPH_NEEDS_HEIGHT)
