"""The item data roles that our models and delegates share."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt

from parallel_execution_manager_gui.looks import Look

LOOK_ROLE = Qt.ItemDataRole.UserRole + 1
ID_ROLE = Qt.ItemDataRole.UserRole + 2
LINK_ROLE = Qt.ItemDataRole.UserRole + 4
"""Which part of the text is a link, as its first place and its length."""
LINKED_ROLE = Qt.ItemDataRole.UserRole + 5
"""The id of the task that the link leads to."""
NOTE_ROLE = Qt.ItemDataRole.UserRole + 3
"""A second, quieter line below a cell's text."""


def look_at(index: QModelIndex | QPersistentModelIndex) -> Look | None:
    """The look of a cell, if it has one. Qt hands an enumeration of texts back as plain text."""
    word = index.data(LOOK_ROLE)
    return Look(word) if word else None
