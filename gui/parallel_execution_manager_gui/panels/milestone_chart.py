"""Milestones and their tasks as bars on an axis of dates."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QScrollArea, QWidget

from parallel_execution_manager.control.wording import printable
from parallel_execution_manager_gui.formatting import moment
from parallel_execution_manager_gui.graphs.date_axis import date_ticks
from parallel_execution_manager_gui.looks import Look
from parallel_execution_manager_gui.palette import Colours, colours_of
from parallel_execution_manager_gui.plain_text import plain_tip
from parallel_execution_manager_gui.results.document import Bar
from parallel_execution_manager_gui.widgets import named

_ROW: Final = 20
_HEAD: Final = 40
_SPACE: Final = 6
_LEAST_WIDTH: Final = 320
_LABEL_SHARE: Final = 0.3
_TICK_EVERY: Final = 64
_MOST_SAID: Final = 40
_MIDDLE = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


class MilestoneChart(QScrollArea):
    """A row a bar. The same facts stand in the table beside it, and are said to a screen reader."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "milestone_chart", self.tr("Milestones on an axis of dates"))
        self.setWidgetResizable(True)
        self.canvas = MilestoneCanvas()
        self.setWidget(self.canvas)

    def show_bars(self, bars: Sequence[Bar], now: float | None = None) -> None:
        """Draw these, with a line at ``now`` (seconds since the epoch; the time of the call)."""
        self.canvas.show_bars(bars, time.time() if now is None else now)
        self.setAccessibleDescription("; ".join(map(self.canvas.words, bars[:_MOST_SAID])))


class MilestoneCanvas(QWidget):
    """What is drawn, as large as all of it."""

    def __init__(self) -> None:
        super().__init__()
        named(self, "milestone_canvas", self.tr("Milestones on an axis of dates"))
        self.setMouseTracking(True)
        self._bars: Sequence[Bar] = ()
        self._now = self._start = self._end = 0.0

    def show_bars(self, bars: Sequence[Bar], now: float) -> None:
        """Draw these."""
        self._bars, self._now = bars, now
        times = [at for bar in bars for at in (bar.start, bar.end, bar.due) if at is not None]
        self._start, self._end = min(times, default=now), max(times, default=now)
        margin = max((self._end - self._start) * 0.03, 1.0)
        self._start, self._end = self._start - margin, self._end + margin
        self.setMinimumSize(self.sizeHint())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as there are bars."""
        return QSize(_LEAST_WIDTH, _HEAD + _ROW * len(self._bars) + _SPACE)

    def words(self, bar: Bar) -> str:
        """What a bar says, in a sentence."""
        parts = [printable(bar.label), f"{moment(bar.start)} … {moment(bar.end)}"]
        if bar.is_milestone:
            parts.append(self.tr("{percent} % done").format(percent=round(bar.share * 100)))
        if bar.due is not None:
            parts.append(self.tr("due {time}").format(time=moment(bar.due)))
        if bar.is_expected:
            parts.append(self.tr("the end is expected"))
        if bar.is_critical:
            parts.append(self.tr("on the critical path: the milestone waits for it"))
        return ", ".join(parts)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The tooltip says the times of the bar below the pointer."""
        row = int((event.position().y() - _HEAD) // _ROW)
        self.setToolTip(plain_tip(self.words(self._bars[row])) if 0 <= row < len(self._bars) else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is in sight."""
        painter = QPainter(self)
        colours = colours_of(self.palette())
        painter.fillRect(event.rect(), QColor(colours.base))
        self._draw_axis(painter, colours)
        first = max(0, (event.rect().top() - _HEAD) // _ROW)
        last = min(len(self._bars), (event.rect().bottom() - _HEAD) // _ROW + 1)
        for row in range(first, last):
            self._draw_bar(painter, colours, self._bars[row], _HEAD + row * _ROW)
        painter.end()

    def _left(self) -> float:
        return self.width() * _LABEL_SHARE

    def _x(self, at: float) -> float:
        room = self.width() - self._left() - _SPACE
        return self._left() + room * (at - self._start) / max(self._end - self._start, 1.0)

    def _draw_axis(self, painter: QPainter, colours: Colours) -> None:
        painter.setPen(QColor(colours.quiet))
        legend = self.tr("◆ due   ▭ expected   bold frame: critical path")
        painter.drawText(QRectF(_SPACE, 2, self.width() - 2 * _SPACE, _HEAD / 2), _MIDDLE, legend)
        bottom = float(self.height())
        most = int((self.width() - self._left()) // _TICK_EVERY)
        for at, words in date_ticks(self._start, self._end, most):
            painter.setPen(QColor(colours.grid))
            painter.drawLine(QPointF(self._x(at), _HEAD - 2), QPointF(self._x(at), bottom))
            painter.setPen(QColor(colours.quiet))
            painter.drawText(QRectF(self._x(at) - 30, _HEAD / 2, 60, _HEAD / 2), _CENTRE, words)
        if self._start <= self._now <= self._end:
            painter.setPen(QPen(QColor(colours.limit), 1, Qt.PenStyle.DashLine))
            painter.drawLine(QPointF(self._x(self._now), _HEAD / 2), QPointF(self._x(self._now), bottom))

    def _draw_bar(self, painter: QPainter, colours: Colours, bar: Bar, top: int) -> None:
        font = painter.font()
        font.setBold(bar.is_milestone)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        indent = _SPACE if bar.is_milestone else 3 * _SPACE
        room = self._left() - indent - _SPACE
        name = painter.fontMetrics().elidedText(printable(bar.label), Qt.TextElideMode.ElideRight, int(room))
        painter.drawText(QRectF(indent, top, room, _ROW), _MIDDLE, name)
        inset = 4 if bar.is_milestone else 6
        left = self._x(bar.start)
        box = QRectF(left, top + inset, max(3.0, self._x(bar.end) - left), _ROW - 2 * inset)
        ink = QColor(colours.looks[Look.SUCCEEDED] if bar.share >= 1 else colours.line)
        filled = QRectF(box.left(), box.top(), box.width() * bar.share, box.height())
        painter.fillRect(filled, QBrush(ink))
        frame = QPen(QColor(colours.text) if bar.is_critical else ink, 2 if bar.is_critical else 1)
        if bar.is_expected and not bar.is_critical:
            frame.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(frame)
        painter.drawRect(box)
        if bar.due is not None:
            self._draw_due(painter, colours, self._x(bar.due), top + _ROW / 2)

    def _draw_due(self, painter: QPainter, colours: Colours, x: float, y: float) -> None:
        painter.setPen(QColor(colours.base))
        painter.setBrush(QColor(colours.limit))
        points = [QPointF(x, y - 6), QPointF(x + 6, y), QPointF(x, y + 6), QPointF(x - 6, y)]
        painter.drawPolygon(QPolygonF(points))
        painter.setBrush(Qt.BrushStyle.NoBrush)
