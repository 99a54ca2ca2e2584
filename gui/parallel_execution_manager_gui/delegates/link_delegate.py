"""Draws the part of a cell's text that leads to another task as a link, and says where it is."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette, QRegion, QTextLayout, QTextLine
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
        rest = QRegion(option.rect).subtracted(place)
        self._paint_within(painter, rest, option, index)
        link = QStyleOptionViewItem(option)
        link.font.setUnderline(True)
        link.palette.setColor(QPalette.ColorRole.Text, option.palette.color(QPalette.ColorRole.Link))
        self._paint_within(painter, place, link, index)

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

    def _place(self, option: QStyleOptionViewItem, index: Index) -> QRegion | None:
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
        if cell.features & QStyleOptionViewItem.ViewItemFeature.WrapText:
            return _in_lines(text, start, start + length, cell.font, room.adjusted(margin, 0, -margin, 0))
        left = room.left() + margin + metrics.horizontalAdvance(text[:start])
        width = metrics.horizontalAdvance(text[start : start + length])
        rect = QRect(left, room.top(), width, room.height())
        return QRegion(rect) if rect.right() <= room.right() - margin else None


def _in_lines(text: str, start: int, end: int, font: QFont, room: QRect) -> QRegion | None:
    """Where a part of a text stands that is wrapped within ``room``, in the middle from top to bottom."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    height, lines = 0.0, []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(room.width())
        line.setPosition(QPointF(0, height))
        height += line.height()
        lines.append(line)
    layout.endLayout()
    top = room.top() + max(0.0, (room.height() - height) / 2)
    found = QRegion()
    # Qt counts in units of two bytes.
    first, last = (len(text[:at].encode("utf-16-le")) // 2 for at in (start, end))
    for line in lines:
        begins, ends = max(first, line.textStart()), min(last, line.textStart() + line.textLength())
        if begins < ends:
            left, right = (room.left() + _x(line, at) for at in (begins, ends))
            found += QRect(round(left), round(top + line.y()), round(right - left), round(line.height()))
    return None if found.isEmpty() else found


def _x(line: QTextLine, at: int) -> float:
    """How far from the left a letter begins."""
    found: Any = line.cursorToX(at)
    return float(found[0] if isinstance(found, tuple) else found)
