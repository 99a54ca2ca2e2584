"""Draws a role's cells with a second, quieter line; the state with its shape before the word."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from parallel_execution_manager_gui.delegates.kept_texts import KeptTexts
from parallel_execution_manager_gui.delegates.quick_delegate import LOOKED_AT, ORDINARY
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

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._texts, self._notes = KeptTexts(), KeptTexts()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw background, shape, text and note."""
        note, look = str(index.data(NOTE_ROLE) or ""), look_at(index)
        if not note and look is None:
            super().paint(painter, option, index)
            return
        if option.state.value & LOOKED_AT != ORDINARY:
            self._draw_empty(painter, option, index)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        colours = colours_of(option.palette)
        strong = QColor(colours.highlighted_text if selected else colours.text)
        small = note_font(option.font)
        box = option.rect.adjusted(_MARGIN, 0, -_MARGIN, 0)
        upper, lower = _lines(box, option.fontMetrics.height(), QFontMetrics(small).height(), note)
        painter.save()
        if look is not None:
            top = upper.center().y() - SHAPE_SIZE / 2 + 0.5
            shade = strong if selected else QColor(colours.looks[look])
            draw(painter, SHAPES[look], QRectF(upper.left(), top, SHAPE_SIZE, SHAPE_SIZE), shade)
            upper.setLeft(upper.left() + SHAPE_SIZE + _GAP)
        right = index.data(Qt.ItemDataRole.TextAlignmentRole) is not None
        painter.setPen(strong)
        self._texts.draw(painter, upper, str(index.data()), option.font, right=right)
        painter.setFont(small)
        painter.setPen(strong if selected else QColor(colours.quiet))
        self._notes.draw(painter, lower, note, small, right=right)
        painter.restore()

    def _draw_empty(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """What the style draws for a cell that is selected, focused or under the pointer."""
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        cell.text = ""
        widget = option.widget
        widget.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, widget)

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
