"""Drags and drops as this version of Qt makes them."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, qVersion
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

# From 6.12 on the place where a drag comes in is one of halves, too.
_IN_HALVES = tuple(map(int, qVersion().split("."))) >= (6, 12)


def moving(place: QPoint) -> QDragMoveEvent:
    """A row that is dragged with the left button, over a place of a view."""
    at = QPointF(place) if _IN_HALVES else place
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    return QDragMoveEvent(at, Qt.DropAction.MoveAction, QMimeData(), buttons, keys)


def drop(widget: QWidget, data: QMimeData) -> bool:
    """Drag over a widget and let go there; whether it takes that."""
    given = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPointF(5, 5) if _IN_HALVES else QPoint(5, 5), *given)
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(QPointF(5, 5), *given))
    return enter.isAccepted()
