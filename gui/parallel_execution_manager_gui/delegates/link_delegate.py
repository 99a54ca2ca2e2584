"""Draws the part of a cell's text that leads to another task as a link, and says where it is."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPalette, QRegion
from PySide6.QtWidgets import (
    QAbstractItemView,
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
        """Draw the cell, and the link's part of it in its own colour."""
        place = self._place(option, index)
        if place is None:
            self._drawer.paint(painter, option, index)
            return
        rest = QRegion(option.rect).subtracted(QRegion(place))
        self._paint_within(painter, rest, option, index)
        link = QStyleOptionViewItem(option)
        link.font.setUnderline(True)
        link.palette.setColor(QPalette.ColorRole.Text, option.palette.color(QPalette.ColorRole.Link))
        self._paint_within(painter, QRegion(place), link, index)

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """As the delegate below does."""
        self._drawer.initStyleOption(option, index)

    def _paint_within(
        self, painter: QPainter, region: QRegion, option: QStyleOptionViewItem, index: Index
    ) -> None:
        painter.save()
        painter.setClipRegion(region, Qt.ClipOperation.IntersectClip)
        self._drawer.paint(painter, option, index)
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As large as the cell itself."""
        return self._drawer.sizeHint(option, index)

    def is_on_link(self, index: QModelIndex, position: QPoint) -> bool:
        """Whether a place of the view's viewport is on the link of a cell."""
        option = QStyleOptionViewItem()
        self._view.initViewItemOption(option)
        option.rect = self._view.visualRect(index)
        place = self._place(option, index)
        return place is not None and place.contains(position)

    def _place(self, option: QStyleOptionViewItem, index: Index) -> QRect | None:
        """Where the link stands; ``None`` if there is none in sight."""
        link = index.data(LINK_ROLE)
        if link is None:
            return None
        start, length = link
        cell = QStyleOptionViewItem(option)
        self._drawer.initStyleOption(cell, index)
        widget = self._view
        style = widget.style()
        room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, cell, widget)
        margin = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, cell, widget) + _TEXT_MARGIN
        text, metrics = str(index.data()), QFontMetrics(cell.font)
        left = room.left() + margin + metrics.horizontalAdvance(text[:start])
        width = metrics.horizontalAdvance(text[start : start + length])
        rect = QRect(left, room.top(), width, room.height())
        return rect if rect.right() <= room.right() - margin else None
