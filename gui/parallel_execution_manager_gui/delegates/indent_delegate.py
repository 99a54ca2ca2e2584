"""Keeps a little room before a text, so that it does not touch the numbers of the column before."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

_INDENT = QSize(1, 1)


class IndentDelegate(QStyledItemDelegate):
    """The room is that of an empty decoration, so that the whole cell is still drawn as selected."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Ask for the room."""
        super().initStyleOption(option, index)
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
        option.decorationSize = _INDENT
