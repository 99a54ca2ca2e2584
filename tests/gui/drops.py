"""Drags and drops as this version of Qt makes them."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, qVersion
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget

# From 6.12 on the place where a drag comes in is one of halves, too.
_IN_HALVES = tuple(map(int, qVersion().split("."))) >= (6, 12)


def drop(widget: QWidget, data: QMimeData) -> bool:
    """Drag over a widget and let go there; whether it takes that."""
    given = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(QPointF(5, 5) if _IN_HALVES else QPoint(5, 5), *given)
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(QPointF(5, 5), *given))
    return enter.isAccepted()
