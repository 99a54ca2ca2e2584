"""Draws ordinary cells of the queue several times as fast as the style does, and to look the same."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from parallel_execution_manager_gui.columns import COLUMNS, Column
from parallel_execution_manager_gui.delegates.kept_texts import KeptTexts
from parallel_execution_manager_gui.models.queue_model import QueueModel

Index = QModelIndex | QPersistentModelIndex
_FLAGS: Final = QStyle.StateFlag
ORDINARY: Final = _FLAGS.State_Enabled.value
LOOKED_AT: Final = (
    _FLAGS.State_Enabled | _FLAGS.State_Selected | _FLAGS.State_HasFocus | _FLAGS.State_MouseOver
).value
_TEXT_MARGIN: Final = 1


class QuickDelegate(QStyledItemDelegate):
    """For one column, on top of a delegate that draws whatever is not a line of text alone.

    That one draws also what is selected, focused or under the pointer. For each cell that it draws, the
    style asks the model seven times and lays the text out: for a screenful that takes longer than a frame.
    A cell with data of the ``unusual`` role is left to it too.
    """

    def __init__(
        self,
        queue: QueueModel,
        column: Column,
        texts: KeptTexts,
        drawer: QStyledItemDelegate,
        unusual: int | None = None,
    ) -> None:
        super().__init__(drawer.parent())
        self._queue, self._column = queue, column
        self._texts = texts
        self.drawer = drawer
        self._unusual = unusual
        self._is_right = COLUMNS[column].is_number
        self._sides: tuple[int, int] | None = None

    def forget_style(self) -> None:
        """The style or its font is another."""
        self._sides = None

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell."""
        row = index.row()
        text = self._queue.text(row, self._column)
        if (
            option.state.value & LOOKED_AT != ORDINARY
            or "\n" in text
            or (self._unusual is not None and index.data(self._unusual) is not None)
        ):
            self.drawer.paint(painter, option, index)
            return
        if not text:
            return
        before, after = self._sides or self._measure(option, index)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        room = option.rect.adjusted(before, 0, -after, 0)
        self._texts.draw(painter, room, text, option.font, right=self._is_right)
        self.draw_beside(painter, option, row)

    def draw_beside(self, painter: QPainter, option: QStyleOptionViewItem, row: int) -> None:
        """Draw what stands beside the text: here nothing."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As large as what the other delegate draws."""
        return self.drawer.sizeHint(option, index)

    def _measure(self, option: QStyleOptionViewItem, index: Index) -> tuple[int, int]:
        """How much room the style leaves before and after the text; the same in all cells of a column."""
        cell = QStyleOptionViewItem(option)
        self.drawer.initStyleOption(cell, index)
        widget: QWidget = option.widget
        style = widget.style()
        room: QRect = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, cell, widget)
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, cell, widget) + _TEXT_MARGIN
        self._sides = room.left() - option.rect.left() + margin, option.rect.right() - room.right() + margin
        return self._sides
