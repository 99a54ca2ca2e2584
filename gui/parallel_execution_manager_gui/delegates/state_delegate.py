"""Draws a state cell: the shape in the state's colour, then the word in the colour of text."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from parallel_execution_manager_gui.models.data_roles import look_at
from parallel_execution_manager_gui.palette import colours_of
from parallel_execution_manager_gui.shapes import SHAPES, draw

SHAPE_SIZE = 11
_MARGIN = 5
_GAP = 6
LOWEST_ROW = 21


class StateDelegate(QStyledItemDelegate):
    """Cells without a look are drawn as usual.

    The word keeps the colour of text: some state colours are too close to the alternate and the
    selected background for small letters, while a shape needs less contrast.
    """

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw background, shape and word."""
        look = look_at(index)
        if look is None:
            super().paint(painter, option, index)
            return
        self._draw_cell(painter, option, index)
        selected = option.state & QStyle.StateFlag.State_Selected
        palette = option.palette
        colour = palette.highlightedText().color() if selected else QColor(colours_of(palette).looks[look])
        draw(painter, SHAPES[look], shape_place(self.shape_room(option.rect)), colour)

    def shape_room(self, cell: QRect) -> QRect:
        """The part of a cell in whose middle the shape stands, from top to bottom."""
        return cell

    def _draw_cell(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        widget = option.widget
        style = widget.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, widget)

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ask for room for the shape."""
        super().initStyleOption(option, index)
        if look_at(index) is not None:
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
            option.decorationSize = QSize(SHAPE_SIZE + _GAP - 2, SHAPE_SIZE)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Not lower than a row with a shape."""
        size = super().sizeHint(option, index)
        return QSize(size.width(), max(size.height(), LOWEST_ROW))


def shape_place(cell: QRect) -> QRectF:
    """Where the shape stands in a cell, or in the part of one that has it."""
    top = cell.top() + (cell.height() - SHAPE_SIZE) / 2
    return QRectF(cell.left() + _MARGIN, top, SHAPE_SIZE, SHAPE_SIZE)
