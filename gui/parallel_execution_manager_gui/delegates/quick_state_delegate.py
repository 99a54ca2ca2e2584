"""Draws ordinary state cells fast: each shape is drawn once, and then copied."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QStyleOptionViewItem

from parallel_execution_manager_gui.delegates.quick_delegate import QuickDelegate
from parallel_execution_manager_gui.delegates.state_delegate import shape_place
from parallel_execution_manager_gui.looks import Look
from parallel_execution_manager_gui.palette import colours_of
from parallel_execution_manager_gui.shapes import SHAPES, draw

_AROUND = 1
"""Lines reach so far beyond the place of a shape, in pixels."""


class QuickStateDelegate(QuickDelegate):
    """In a cell that is not selected the shape has the colour of the state."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self._pictures: dict[tuple[Look, str, float, float], QPixmap] = {}

    def draw_beside(self, painter: QPainter, option: QStyleOptionViewItem, row: int) -> None:
        """Draw the shape."""
        look, place = self._queue.look(row), shape_place(option.rect)
        colour = colours_of(option.palette).looks[look]
        ratio = painter.deviceTransform().m11()
        if not ratio.is_integer():
            # A copy would stand between the pixels.
            draw(painter, SHAPES[look], place, QColor(colour))
            return
        corner = QPoint(int(place.left()) - _AROUND, int(place.top()) - _AROUND)
        within = place.translated(-corner)
        picture = self._pictures.get((look, colour, ratio, within.top()))
        if picture is None:
            picture = _picture(look, colour, ratio, within)
            self._pictures[look, colour, ratio, within.top()] = picture
        painter.drawPixmap(corner, picture)


def _picture(look: Look, colour: str, ratio: float, place: QRectF) -> QPixmap:
    size = round(place.width()) + 2 * _AROUND + 1
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    with QPainter(made) as painter:
        draw(painter, SHAPES[look], place, QColor(colour))
    return made
