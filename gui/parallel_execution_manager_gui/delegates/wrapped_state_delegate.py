"""A state cell whose words go on in the next line where the width ends: for lists with room below."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem

from parallel_execution_manager_gui.delegates.state_delegate import LOWEST_ROW, StateDelegate

Index = QModelIndex | QPersistentModelIndex


class WrappedStateDelegate(StateDelegate):
    """The shape stays beside the first line."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Have the words wrapped."""
        super().initStyleOption(option, index)
        option.features |= QStyleOptionViewItem.ViewItemFeature.WrapText

    def shape_room(self, cell: QRect) -> QRect:
        """The first line."""
        return QRect(cell.left(), cell.top(), cell.width(), min(cell.height(), LOWEST_ROW))

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """As wide as the view, and as high as all lines need."""
        within = QStyleOptionViewItem(option)
        width = self._view.viewport().width()
        within.rect = QRect(0, 0, width, LOWEST_ROW)
        lines = QStyledItemDelegate.sizeHint(self, within, index).height()
        beside = max(0, LOWEST_ROW - option.fontMetrics.lineSpacing())
        return QSize(width, max(LOWEST_ROW, lines + beside))
