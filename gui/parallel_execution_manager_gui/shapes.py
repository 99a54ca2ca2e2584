"""Shapes drawn for states and actions, so that a state is readable without colour."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager_gui.looks import Look

_ICON_SIZE = 16
_PEN_WIDTH = 0.15


@dataclass(frozen=True, slots=True)
class Shape:
    """A path in the unit square, filled or drawn as a line."""

    path: Callable[[], QPainterPath]
    filled: bool


def _polygon(*points: tuple[float, float], closed: bool = True) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
    if closed:
        path.closeSubpath()
    return path


def _lines(*lines: tuple[tuple[float, float], ...]) -> QPainterPath:
    path = QPainterPath()
    for line in lines:
        path.addPath(_polygon(*line, closed=False))
    return path


def _circle() -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QRectF(0.12, 0.12, 0.76, 0.76))
    return path


def _slashed_circle() -> QPainterPath:
    path = _circle()
    path.addPath(_lines(((0.24, 0.76), (0.76, 0.24))))
    return path


def _dotted_circle() -> QPainterPath:
    path = _circle()
    path.addEllipse(QRectF(0.44, 0.44, 0.12, 0.12))
    return path


def _bars() -> QPainterPath:
    path = QPainterPath()
    path.addRect(QRectF(0.18, 0.12, 0.22, 0.76))
    path.addRect(QRectF(0.60, 0.12, 0.22, 0.76))
    return path


def _round_arrow() -> QPainterPath:
    path = QPainterPath()
    box = QRectF(0.14, 0.14, 0.72, 0.72)
    path.arcMoveTo(box, 40)
    path.arcTo(box, 40, 280)
    path.addPath(_lines(((0.82, 0.04), (0.80, 0.30), (0.54, 0.28))))
    return path


def _back_arrow() -> QPainterPath:
    path = _lines(((0.36, 0.10), (0.10, 0.36), (0.36, 0.62)), ((0.10, 0.36), (0.60, 0.36)))
    box = QRectF(0.36, 0.36, 0.50, 0.50)
    path.arcMoveTo(box, 90)
    path.arcTo(box, 90, -180)
    path.lineTo(0.36, 0.86)
    return path


def _square() -> QPainterPath:
    path = QPainterPath()
    path.addRect(QRectF(0.16, 0.16, 0.68, 0.68))
    return path


TRIANGLE_RIGHT = Shape(lambda: _polygon((0.16, 0.06), (0.92, 0.5), (0.16, 0.94)), filled=True)
HOLLOW_TRIANGLE_RIGHT = Shape(lambda: _polygon((0.2, 0.14), (0.86, 0.5), (0.2, 0.86)), filled=False)
TRIANGLE_DOWN = Shape(lambda: _polygon((0.06, 0.16), (0.94, 0.16), (0.5, 0.92)), filled=True)
HOLLOW_TRIANGLE_DOWN = Shape(lambda: _polygon((0.1, 0.2), (0.9, 0.2), (0.5, 0.88)), filled=False)
DIAMOND = Shape(lambda: _polygon((0.5, 0.06), (0.94, 0.5), (0.5, 0.94), (0.06, 0.5)), filled=False)
CIRCLE = Shape(_circle, filled=False)
SLASHED_CIRCLE = Shape(_slashed_circle, filled=False)
DOTTED_CIRCLE = Shape(_dotted_circle, filled=False)
BARS = Shape(_bars, filled=True)
SQUARE = Shape(_square, filled=False)
FILLED_SQUARE = Shape(_square, filled=True)
CHECK = Shape(lambda: _lines(((0.1, 0.54), (0.4, 0.84), (0.92, 0.18))), filled=False)
CROSS = Shape(lambda: _lines(((0.16, 0.16), (0.84, 0.84)), ((0.84, 0.16), (0.16, 0.84))), filled=False)
PLUS = Shape(lambda: _lines(((0.5, 0.08), (0.5, 0.92)), ((0.08, 0.5), (0.92, 0.5))), filled=False)
ROUND_ARROW = Shape(_round_arrow, filled=False)
BACK_ARROW = Shape(_back_arrow, filled=False)

SHAPES = {
    Look.QUEUED: CIRCLE,
    Look.WAITING: DIAMOND,
    Look.STARTING: HOLLOW_TRIANGLE_RIGHT,
    Look.RUNNING: TRIANGLE_RIGHT,
    Look.THROTTLED: TRIANGLE_DOWN,
    Look.SUSPENDED: TRIANGLE_DOWN,
    Look.PAUSED: BARS,
    Look.STOPPING: FILLED_SQUARE,
    Look.SUCCEEDED: CHECK,
    Look.FAILED: CROSS,
    Look.TIMED_OUT: CROSS,
    Look.LOST: DOTTED_CIRCLE,
    Look.CANCELLED: SLASHED_CIRCLE,
    Look.HELD: HOLLOW_TRIANGLE_DOWN,
    Look.ACTIVE: CIRCLE,
    Look.STOPPED: SQUARE,
    Look.HOLDS: TRIANGLE_RIGHT,
    Look.MET: CHECK,
    Look.UNMET: DIAMOND,
    Look.UNDECLARED: CROSS,
}


def draw(painter: QPainter, shape: Shape, box: QRectF, colour: QColor) -> None:
    """Draw ``shape`` in ``colour`` so that it fills ``box``."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width(), box.height())
    if shape.filled:
        painter.fillPath(shape.path(), colour)
    else:
        cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.strokePath(shape.path(), QPen(colour, _PEN_WIDTH, Qt.PenStyle.SolidLine, cap, join))
    painter.restore()


def icon(shape: Shape, colour: QColor, disabled: QColor) -> QIcon:
    """A small icon of ``shape``, with a second colour for actions that are not possible now."""
    result = QIcon()
    for mode, shade in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled)):
        for scale in (1, 2):
            pixmap = QPixmap(_ICON_SIZE * scale, _ICON_SIZE * scale)
            pixmap.setDevicePixelRatio(scale)
            pixmap.fill(Qt.GlobalColor.transparent)
            with QPainter(pixmap) as painter:
                draw(painter, shape, QRectF(2, 2, _ICON_SIZE - 4, _ICON_SIZE - 4), shade)
            result.addPixmap(pixmap, mode)
    return result
