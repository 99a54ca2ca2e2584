"""Draws a graph: grid, ticks, lines one pixel wide and not smoothed, limits, marks. Knows no input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.policy import LimitPair
from parallel_execution_manager_gui.graphs.limit_pair import Line, value_of
from parallel_execution_manager_gui.graphs.marks import Mark
from parallel_execution_manager_gui.graphs.scale import Span, number_text, tick_text
from parallel_execution_manager_gui.graphs.stack import columns_of, picture
from parallel_execution_manager_gui.graphs.values import Values
from parallel_execution_manager_gui.palette import Colours
from parallel_execution_manager_gui.translation.told import local

_LEFT, _RIGHT, _TOP, _BOTTOM = 30.0, 4.0, 9.0, 15.0
MARK_SIZE = 8.0
_INSIDE = 2.0
_ALL_TICKS_NEED = 48.0
_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine)
_LIMIT_STYLES = {Line.THROTTLE: Qt.PenStyle.DashLine, Line.RESUME: Qt.PenStyle.DotLine}


@dataclass(slots=True)
class Drawing:
    """All that a graph shows. ``shares`` are stacked instead of drawn as lines; ages are negative seconds."""

    span: Span = Span.FIVE_MINUTES
    top: float = 100.0
    unit: str = "%"
    ages: Values = field(default_factory=lambda: np.empty(0))
    lines: Sequence[Values] = ()
    shares: Values | None = None
    limits: LimitPair | None = None
    marks: Sequence[tuple[float, Mark]] = ()


class Place:
    """Where ages and values are in a rectangle of pixels."""

    def __init__(self, width: int, height: int, drawing: Drawing) -> None:
        self.plot = QRectF(_LEFT, _TOP, max(1.0, width - _LEFT - _RIGHT), max(1.0, height - _TOP - _BOTTOM))
        self._span = drawing.span.seconds
        self._top = drawing.top
        # What is at the top, or at nothing, is drawn beside the frame and not upon it.
        self._low = self.plot.bottom() - _INSIDE
        self._rise = max(1.0, self.plot.height() - 2 * _INSIDE) / self._top

    def x(self, age: float) -> float:
        """The column of an age."""
        return self.plot.right() + age * self.plot.width() / self._span

    def y(self, value: float) -> float:
        """The row of a value."""
        return self._low - value * self._rise

    def age(self, x: float) -> float:
        """The age of a column."""
        return (x - self.plot.right()) * self._span / self.plot.width()

    def value(self, y: float) -> float:
        """The value of a row."""
        return (self._low - y) / self._rise

    def polygons(self, ages: Values, values: Values) -> Iterator[QPolygonF]:
        """The points of a line, broken where values are missing."""
        xs = self.plot.right() + ages * (self.plot.width() / self._span)
        ys = self._low - np.clip(values, 0, self._top) * self._rise
        breaks = np.flatnonzero(np.isnan(ys))
        for part_x, part_y in zip(np.split(xs, breaks), np.split(ys, breaks), strict=True):
            known = ~np.isnan(part_y)
            points = zip(part_x[known].tolist(), part_y[known].tolist(), strict=True)
            polygon = QPolygonF([QPointF(x, y) for x, y in points])
            if polygon.size():
                yield polygon


def paint(painter: QPainter, drawing: Drawing, place: Place, colours: Colours) -> None:
    """Draw all that changes with each sample, over what `ground` has drawn."""
    if drawing.shares is not None:
        _stack(painter, drawing, place, colours)
    for number, values in enumerate(drawing.lines):
        # Over shares the total has the colour of no share.
        ink = colours.line if drawing.shares is None else colours.text
        painter.setPen(QPen(QColor(ink), 1, _STYLES[number % len(_STYLES)]))
        for polygon in place.polygons(drawing.ages, values):
            if polygon.size() == 1:
                painter.drawPoint(polygon.at(0))
            else:
                painter.drawPolyline(polygon)
    if drawing.limits is not None and not drawing.limits.is_off:
        for line in Line:
            limit(painter, place, line, value_of(drawing.limits, line), colours)
    for age, mark in drawing.marks:
        _mark(painter, place.x(age), mark, colours)


def limit(
    painter: QPainter, place: Place, line: Line, value: float, colours: Colours, *, width: int = 1
) -> None:
    """One limit line; a wider one while it is dragged."""
    painter.setPen(QPen(QColor(colours.limit), width, _LIMIT_STYLES[line]))
    y = place.y(value)
    painter.drawLine(QLineF(place.plot.left(), y, place.plot.right(), y))


def label(painter: QPainter, place: Place, at: QPointF, text: str, colours: Colours) -> None:
    """A small text beside a point, on a ground of its own and inside the plot."""
    metrics = painter.fontMetrics()
    box = QRectF(0, 0, metrics.horizontalAdvance(text) + 8, metrics.height() + 2)
    box.moveTo(at + QPointF(6, -box.height() - 2))
    box.moveRight(min(box.right(), place.plot.right()))
    box.moveLeft(max(box.left(), place.plot.left()))
    box.moveTop(max(box.top(), 0.0))
    painter.fillRect(box, QColor(colours.tooltip))
    painter.setPen(QColor(colours.hairline))
    painter.drawRect(box)
    painter.setPen(QColor(colours.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def colour_pairs(colours: Colours) -> list[tuple[int, int]]:
    """The full and the pale colour of each share, as 0xAARRGGBB."""
    base = QColor(colours.base)
    return [(QColor(name).rgba(), _blend(QColor(name), base, 0.3).rgba()) for name in colours.shares]


def _blend(colour: QColor, ground: QColor, share: float) -> QColor:
    parts = zip(colour.getRgb()[:3], ground.getRgb()[:3], strict=True)  # type: ignore[index]
    return QColor(*(round(a * share + b * (1 - share)) for a, b in parts))


def ground(painter: QPainter, drawing: Drawing, place: Place, colours: Colours) -> None:
    """Draw grid and ticks, which stay as they are for long: texts cost more than all lines together."""
    plot = place.plot
    painter.fillRect(plot, QColor(colours.base))
    for part in (0.25, 0.5, 0.75):
        y = place.y(drawing.top * part)
        painter.setPen(QColor(colours.grid))
        painter.drawLine(QLineF(plot.left(), y, plot.right(), y))
    parts: tuple[float, ...] = (0.25, 0.5, 0.75) if drawing.unit == "%" else (0.5, 1.0)
    painter.setPen(QColor(colours.quiet))
    if plot.height() < _ALL_TICKS_NEED:
        parts = parts[-1:] if drawing.unit != "%" else (0.5,)
    for part in parts:
        row = QRectF(0, place.y(drawing.top * part) - 8, _LEFT - 4, 16)
        text = local(number_text(drawing.top * part, drawing.unit))
        painter.drawText(row, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
    for age in drawing.span.ticks:
        row = QRectF(place.x(-age) - 30, plot.bottom() + 1, 60, _BOTTOM - 1)
        painter.drawText(row, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, tick_text(age))
    painter.setPen(QColor(colours.hairline))
    painter.drawRect(plot)


def _stack(painter: QPainter, drawing: Drawing, place: Place, colours: Colours) -> None:
    assert drawing.shares is not None  # noqa: S101 - asked by the caller
    width, height = int(place.plot.width()) - 1, int(place.plot.height() - 2 * _INSIDE)
    if width < 1 or height < 1:
        return
    shares = columns_of(drawing.ages, drawing.shares, drawing.span.seconds, width)
    pixels = picture(shares, drawing.top, height, colour_pairs(colours))
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32)
    painter.drawImage(QPointF(place.plot.left() + 1, place.plot.top() + _INSIDE), image)


def _mark(painter: QPainter, x: float, mark: Mark, colours: Colours) -> None:
    """A filled triangle downwards where a role was held back, a hollow one upwards where it was let go."""
    half, middle = MARK_SIZE / 2, _TOP / 2
    up = middle - half if mark.throttled else middle + half
    down = middle + half if mark.throttled else middle - half
    painter.setPen(QPen(QColor(colours.limit), 1))
    painter.setBrush(QColor(colours.limit) if mark.throttled else Qt.BrushStyle.NoBrush)
    painter.drawPolygon(QPolygonF([QPointF(x - half, up), QPointF(x + half, up), QPointF(x, down)]))
    painter.setBrush(Qt.BrushStyle.NoBrush)
