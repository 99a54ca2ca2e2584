"""Edits a role's priority with a spin box that knows the range."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex
from PySide6.QtWidgets import QSpinBox, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from parallel_execution_manager.scheduling.settings.sections import HIGHEST_PRIORITY, LOWEST_PRIORITY
from parallel_execution_manager_gui.widgets import named


class PriorityDelegate(QStyledItemDelegate):
    """A spin box from 1 to 10."""

    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QWidget:
        """Make the spin box."""
        editor = named(QSpinBox(parent), "role_priority_editor", "Priority of the role, 1 to 10")
        editor.setFrame(False)
        editor.setRange(LOWEST_PRIORITY, HIGHEST_PRIORITY)
        return editor
