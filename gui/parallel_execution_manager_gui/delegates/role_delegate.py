"""Draws a role's cells with a second, quieter line; the state with its shape before the word."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from parallel_execution_manager_gui.delegates.state_delegate import SHAPE_SIZE
from parallel_execution_manager_gui.models.data_roles import NOTE_ROLE, look_at
from parallel_execution_manager_gui.palette import colours_of
from parallel_execution_manager_gui.shapes import SHAPES, draw

ROW_HEIGHT = 33
_MARGIN = 3
_GAP = 6
_SMALLER = 0.86
_LINES = 2


class RoleDelegate(QStyledItemDelegate):
    """A cell without a note is drawn as usual."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw background, shape, text and note."""
        note, look = str(index.data(NOTE_ROLE) or ""), look_at(index)
        if not note and look is None:
            super().paint(painter, option, index)
            return
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        text, cell.text = cell.text, ""
        widget = option.widget
        widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, widget)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        colours = colours_of(option.palette)
        strong = QColor(colours.highlighted_text if selected else colours.text)
        small = note_font(cell.font)
        box = option.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        upper, lower = _lines(box, QFontMetrics(cell.font).height(), QFontMetrics(small).height(), note)
        painter.save()
        if look is not None:
            top = upper.center().y() - SHAPE_SIZE / 2 + 0.5
            shade = strong if selected else QColor(colours.looks[look])
            draw(painter, SHAPES[look], QRectF(upper.left(), top, SHAPE_SIZE, SHAPE_SIZE), shade)
            upper.setLeft(upper.left() + SHAPE_SIZE + _GAP)
        sides = cell.displayAlignment & Qt.AlignmentFlag.AlignHorizontal_Mask
        _write(painter, upper, sides, text, cell.font, strong)
        _write(painter, lower, sides, note, small, strong if selected else QColor(colours.quiet))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Room for both lines."""
        size = super().sizeHint(option, index)
        return QSize(size.width(), max(size.height(), ROW_HEIGHT))


def note_font(font: QFont) -> QFont:
    """The font of the second line, a little smaller."""
    small = QFont(font)
    if font.pixelSize() > 0:
        small.setPixelSize(round(font.pixelSize() * _SMALLER))
    else:
        small.setPointSizeF(font.pointSizeF() * _SMALLER)
    return small


def _lines(box: QRect, upper: int, lower: int, note: str) -> tuple[QRect, QRect]:
    """The places of both lines; without a note the text has the whole height."""
    if not note:
        return box, QRect()
    top = box.top() + (box.height() - upper - lower) // _LINES
    return QRect(box.left(), top, box.width(), upper), QRect(box.left(), top + upper, box.width(), lower)


def _write(
    painter: QPainter, box: QRect, sides: Qt.AlignmentFlag, text: str, font: QFont, colour: QColor
) -> None:
    painter.setFont(font)
    painter.setPen(colour)
    shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, sides | Qt.AlignmentFlag.AlignVCenter, shown)
