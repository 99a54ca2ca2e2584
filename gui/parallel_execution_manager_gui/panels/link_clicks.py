"""Clicks on links in the cells of a view: another pointer over them, and where they lead to."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractItemView

from parallel_execution_manager_gui.delegates.link_delegate import LinkDelegate
from parallel_execution_manager_gui.models.data_roles import LINKED_ROLE


class LinkClicks(QObject):
    """Watches a view. A click is one if button down and up are on the same link, without any other key."""

    followed = Signal(str)

    def __init__(self, view: QAbstractItemView, links: LinkDelegate) -> None:
        super().__init__(view)
        self._view = view
        self._links = links
        self._pressed = QPersistentModelIndex()
        view.setMouseTracking(True)
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the clicks on links; all others are the view's."""
        if not isinstance(event, QMouseEvent):
            return False
        link = self._link_under(event)
        if event.type() == QEvent.Type.MouseMove:
            self._point(link)
        elif event.type() == QEvent.Type.MouseButtonPress:
            self._pressed = QPersistentModelIndex(link)
            return link.isValid()
        elif event.type() == QEvent.Type.MouseButtonRelease and self._pressed.isValid():
            is_click, self._pressed = QPersistentModelIndex(link) == self._pressed, QPersistentModelIndex()
            if is_click:
                self.followed.emit(str(link.data(LINKED_ROLE)))
            return True
        return False

    def _link_under(self, event: QMouseEvent) -> QModelIndex:
        """The cell whose link is under the pointer; an invalid index if none is."""
        place = event.position().toPoint()
        index = self._view.indexAt(place)
        other_key = event.modifiers() != Qt.KeyboardModifier.NoModifier
        other_button = event.type() != QEvent.Type.MouseMove and event.button() != Qt.MouseButton.LeftButton
        is_link = index.isValid() and not (other_key or other_button) and self._links.is_on_link(index, place)
        return index if is_link else QModelIndex()

    def _point(self, link: QModelIndex) -> None:
        if link.isValid():
            self._view.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self._view.viewport().unsetCursor()
