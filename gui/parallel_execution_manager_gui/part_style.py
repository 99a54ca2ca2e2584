"""The usual style with a little more room for the titles of columns and tabs.

For headers and tab bars alone: each part that it draws asks Python, which the rows of a table cannot afford.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtWidgets import (
    QHeaderView,
    QMainWindow,
    QProxyStyle,
    QStyle,
    QStyleOption,
    QStyleOptionHeader,
    QTabBar,
    QWidget,
)

_BASE = "fusion"
_LEFT, _RIGHT, _BEFORE_ARROW = 1, 3, 3


class PartStyle(QProxyStyle):
    """Keeps titles of columns and their arrow apart, and cuts no letters of a tab that is behind."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(_BASE)
        self.setParent(widget)

    def subElementRect(
        self, element: QStyle.SubElement, option: QStyleOption, widget: QWidget | None = None
    ) -> QRect:
        """Where a title is."""
        found = super().subElementRect(element, option, widget)  # type: ignore[arg-type]  # may be None
        if element is QStyle.SubElement.SE_TabBarTabText:
            # What is moved down for a tab behind is taken from its height.
            found.setHeight(max(found.height(), option.fontMetrics.height()))
        elif element is QStyle.SubElement.SE_HeaderLabel:
            sorted_ = isinstance(option, QStyleOptionHeader) and bool(option.sortIndicator.value)
            found.adjust(_LEFT, 0, -_RIGHT - (_BEFORE_ARROW if sorted_ else 0), 0)
        return found


def give_room(part: QHeaderView | QTabBar) -> None:
    """Draw the titles of a header or of tabs with this style."""
    part.setStyle(PartStyle(part))


class DockTabs(QObject):
    """Gives room to the tabs of a window's docks, which Qt makes as they are needed."""

    def __init__(self, window: QMainWindow) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Look out for new tab bars."""
        child = event.child() if event.type() == QEvent.Type.ChildPolished else None  # type: ignore[attr-defined]
        if isinstance(child, QTabBar) and not isinstance(child.style(), PartStyle):
            give_room(child)
        return False
