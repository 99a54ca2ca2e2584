"""One graph with its name, the big number and its limits in words; it can be folded to these."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QSettings, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from parallel_execution_manager.scheduling.model.policy import LimitPair
from parallel_execution_manager_gui.formatting import NOTHING
from parallel_execution_manager_gui.graphs.graph_paint import Drawing
from parallel_execution_manager_gui.graphs.graph_view import GraphView
from parallel_execution_manager_gui.graphs.kinds import GraphKind, graph_text
from parallel_execution_manager_gui.graphs.legend import Legend
from parallel_execution_manager_gui.graphs.marks import Mark
from parallel_execution_manager_gui.graphs.scale import PERCENT_TOP, Span, number_text, top_of
from parallel_execution_manager_gui.graphs.timeline import Frame
from parallel_execution_manager_gui.stored_settings import flag
from parallel_execution_manager_gui.translation.told import figure, local
from parallel_execution_manager_gui.widgets import StillPlace, named, plain_label, tell

_GRAPH_HEIGHT = 64
_ANY_HEIGHT = 16_777_215
_LEAST_SEEN = 0.5
"""Percent below which a share is not a pixel high, and not named."""
Share = tuple[str, str]
"""The name of a role's values in a frame, and the role's title."""


class Gauge(QWidget):
    """Shows one `GraphKind`; the panel says whether there is room for the graph."""

    limits_wished = Signal(str, object)
    """The resource and its new limit pair."""
    room_changed = Signal()
    """It needs another height than before."""

    def __init__(
        self,
        kind: GraphKind,
        settings: QSettings,
        time_of: Callable[[float], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self._settings = settings
        self._title = graph_text(kind.title)
        named(self, f"{kind.id}_gauge", self._title)
        self._fold = named(
            QToolButton(), f"{kind.id}_fold", self.tr("Show the graph of {0}").format(self._title)
        )
        self._fold.setAutoRaise(True)
        self._fold.setText(self._title)
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._number = named(
            plain_label(NOTHING), f"{kind.id}_number", self.tr("{0} in use").format(self._title)
        )
        self._note = named(plain_label(), f"{kind.id}_note", self.tr("{0}: limits").format(self._title))
        self._by_role = named(
            QToolButton(self), f"{kind.id}_by_role", self.tr("{0} role by role").format(self._title)
        )
        self._by_role.setText(self.tr("By role"))
        self._by_role.setToolTip(
            self.tr("Show what the tasks of each role use, stacked, instead of the total")
        )
        self._by_role.setCheckable(True)
        self._by_role.setAutoRaise(True)
        self._by_role.setVisible(kind.parts is not None)
        self.graph = named(GraphView(time_of, self), f"{kind.id}_graph", self._title)
        self.graph.words = [graph_text(curve.word) if curve.word else "" for curve in kind.curves]
        self.legend = Legend(f"{kind.id}_legend", self)
        self._is_open = flag(settings, self._key("open"), default=True)
        self._by_role.setChecked(flag(settings, self._key("by_role"), default=False))
        self._arrange()
        self._fold.clicked.connect(self._toggle_fold)
        self._by_role.toggled.connect(self._by_role_toggled)
        self.graph.limits_wished.connect(self._wish_limits)
        self._tell_fold()

    @property
    def is_by_role(self) -> bool:
        """Whether shares are shown instead of the total."""
        return self.kind.parts is not None and self._by_role.isChecked()

    def show_by_role(self, chosen: bool) -> None:
        """Show shares instead of the total, or the other way round."""
        self._by_role.setChecked(chosen)

    def refresh(
        self,
        frame: Frame,
        span: Span,
        limits: LimitPair | None,
        notes: Sequence[str],
        tip: str,
        marks: Sequence[tuple[float, Mark]],
        shares: Sequence[Share],
        newest: Callable[[str], float | None],
    ) -> None:
        """Draw a frame; of ``notes`` the first that fits is shown.

        ``newest`` knows the value of a quantity that was measured last.
        """
        lines = [frame.of(curve.quantity) for curve in self.kind.curves]
        last = [newest(curve.quantity) for curve in self.kind.curves]
        known = any(value is not None for value in last)
        numbers = (NOTHING if value is None else local(number_text(value, self.kind.unit)) for value in last)
        text = f"{' / '.join(numbers)} {self.kind.unit}"
        tell(self._number, text if known else NOTHING)
        width, metrics = self._note.width(), self._note.fontMetrics()
        fitting = (note for note in notes if metrics.horizontalAdvance(note) <= width)
        tell(self._note, next(fitting, notes[-1]))
        if self._note.toolTip() != tip:
            self._note.setToolTip(tip)
        self._name(last[0], limits)
        if not self.graph.isVisible():
            return
        stacked = np.array([frame.of(name) for name, _ in shares]) if self.is_by_role and shares else None
        if stacked is not None:
            seen = [bool(np.nanmax(row, initial=0.0) >= _LEAST_SEEN) for row in stacked]
            titles = [title for _, title in shares]
            self.legend.show_shares(titles, [newest(name) for name, _ in shares], seen)
        top = PERCENT_TOP
        if self.kind.unit != "%":
            highest = max(
                (float(np.nanmax(line)) for line in lines if not np.isnan(line).all()), default=None
            )
            top = top_of(highest)
        self.graph.show_drawing(Drawing(span, top, self.kind.unit, frame.ages, lines, stacked, limits, marks))

    @property
    def header_height(self) -> int:
        """How high it is without its graph."""
        return self._fold.sizeHint().height() + 4

    def graph_height(self, width: int) -> int:
        """How much room the graph needs at least, with its legend; 0 if it is folded."""
        if not self._is_open:
            return 0
        return _GRAPH_HEIGHT + (self.legend.heightForWidth(width) if self.is_by_role else 0)

    def give_room(self, has_room: bool) -> None:
        """Show the graph, or only the numbers."""
        self.setMinimumHeight(self.header_height)
        self.setMaximumHeight(_ANY_HEIGHT if has_room else self.header_height)
        self.graph.setVisible(has_room)
        self.legend.setVisible(has_room and self.is_by_role)

    def _name(self, value: float | None, limits: LimitPair | None) -> None:
        if value is None:
            spoken = self.tr("{0} not measured").format(self._title)
        elif self.kind.unit == "%":
            spoken = self.tr("{0} {1} percent").format(self._title, f"{value:.0f}")
        else:
            spoken = self.tr("{0} {1} mebibytes a second").format(self._title, local(f"{value:.1f}"))
        if limits is not None and not limits.is_off:
            spoken = self.tr("{0}, limit {1}").format(spoken, figure(limits.throttle))
        if self.graph.accessibleName() != spoken:
            self.graph.setAccessibleName(spoken)

    def _arrange(self) -> None:
        font = QFont(self._number.font())
        font.setPointSizeF(font.pointSizeF() * (1.5 if len(self.kind.curves) == 1 else 1.0))
        font.setBold(True)
        self._number.setFont(font)
        widest = " / ".join("100" if self.kind.unit == "%" else "100.0" for _ in self.kind.curves)
        metrics = QFontMetrics(font)
        # Of one size for ever: else every new number would have the whole window laid out anew.
        self._number.setFixedSize(
            metrics.horizontalAdvance(f"{widest} {self.kind.unit}") + 2, metrics.height()
        )
        self._note.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 1, 0, 1)
        layout.setHorizontalSpacing(6)
        layout.setVerticalSpacing(0)
        for column, widget in enumerate((self._fold, self._number, StillPlace(self._note), self._by_role)):
            layout.addWidget(widget, 0, column)
        layout.setColumnStretch(2, 1)
        layout.addWidget(self.legend, 1, 0, 1, 4)
        layout.addWidget(self.graph, 2, 0, 1, 4)
        layout.setRowStretch(2, 1)

    def _tell_fold(self) -> None:
        self._fold.setToolTip(self.tr("Hide the graph") if self._is_open else self.tr("Show the graph"))
        self._fold.setArrowType(Qt.ArrowType.DownArrow if self._is_open else Qt.ArrowType.RightArrow)

    def _toggle_fold(self) -> None:
        self._is_open = not self._is_open
        self._settings.setValue(self._key("open"), self._is_open)
        self._tell_fold()
        self.room_changed.emit()

    def _by_role_toggled(self, chosen: bool) -> None:
        self._settings.setValue(self._key("by_role"), chosen)
        self.room_changed.emit()

    def _wish_limits(self, limits: LimitPair) -> None:
        self.limits_wished.emit(self.kind.limit, limits)

    def _key(self, what: str) -> str:
        return f"graphs/{self.kind.id}_{what}"
