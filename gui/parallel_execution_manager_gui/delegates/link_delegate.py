"""Draws the part of a cell's text that leads to another task as a link, and says where it is."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from parallel_execution_manager_gui.models.data_roles import LINK_ROLE

Index = QModelIndex | QPersistentModelIndex
_TEXT_MARGIN = 1


class LinkDelegate(QStyledItemDelegate):
    """Put on top of a delegate that draws the cell itself; a cell without a link is left as that draws it."""

    def __init__(self, drawer: QStyledItemDelegate, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._drawer = drawer
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the cell, then the link over it."""
        self._drawer.paint(painter, option, index)
        place = self._place(option, index)
        if place is None:
            return
        text, rect = place
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Link
        painter.save()
        painter.setPen(option.palette.color(role))
        font = painter.font()
        font.setUnderline(True)
        painter.setFont(font)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), text)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> object:  # type: ignore[override]
        """As large as the cell itself."""
        return self._drawer.sizeHint(option, index)

    def is_on_link(self, index: QModelIndex, position: QPoint) -> bool:
        """Whether a place of the view's viewport is on the link of a cell."""
        option = QStyleOptionViewItem()
        self._view.initViewItemOption(option)
        option.rect = self._view.visualRect(index)
        place = self._place(option, index)
        return place is not None and place[1].contains(position)

    def _place(self, option: QStyleOptionViewItem, index: Index) -> tuple[str, QRect] | None:
        """The link's text and where it stands; ``None`` if there is none in sight."""
        link = index.data(LINK_ROLE)
        if link is None:
            return None
        start, length = link
        cell = QStyleOptionViewItem(option)
        self._drawer.initStyleOption(cell, index)
        widget = option.widget or self._view
        style = widget.style() or QApplication.style()
        room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, cell, widget)
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, cell, widget) + _TEXT_MARGIN
        text, metrics = str(index.data()), QFontMetrics(cell.font)
        left = room.left() + margin + metrics.horizontalAdvance(text[:start])
        width = metrics.horizontalAdvance(text[start : start + length])
        rect = QRect(left, room.top(), width, room.height())
        return (text[start : start + length], rect) if rect.right() <= room.right() - margin else None
