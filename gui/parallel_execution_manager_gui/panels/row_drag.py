"""What is seen while rows are dragged: how many beside the pointer, and a line where they would land."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QDrag, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QWidget

_AROUND = 6
_BESIDE_POINTER = QPoint(-14, -10)
_THICK = 2


class DropLine(QWidget):
    """The line, as wide as the view."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view.viewport())
        self._view = view
        self.setObjectName("drop_line")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Link)
        self.hide()

    def show_at(self, row: QRect, *, below: bool) -> None:
        """Show it above or below a row."""
        top = row.bottom() if below else row.top()
        self.setGeometry(0, max(0, top - _THICK // 2), self._view.viewport().width(), _THICK)
        self.show()
        self.raise_()


def drag_rows(view: QAbstractItemView, told: str, actions: Qt.DropAction) -> None:
    """Drag what is selected until it is let go; ``told`` stands beside the pointer and hides no place."""
    drag = QDrag(view)
    drag.setMimeData(view.model().mimeData(view.selectionModel().selectedIndexes()))
    drag.setPixmap(_picture(view, told))
    drag.setHotSpot(_BESIDE_POINTER)
    drag.exec(actions, Qt.DropAction.MoveAction)


def _picture(view: QAbstractItemView, told: str) -> QPixmap:
    metrics, ratio = view.fontMetrics(), view.devicePixelRatioF()
    width, height = metrics.horizontalAdvance(told) + 2 * _AROUND, metrics.height() + _AROUND
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(view.palette().toolTipBase().color())
    with QPainter(picture) as painter:
        painter.setFont(view.font())
        painter.setPen(view.palette().toolTipText().color())
        painter.drawText(QRect(0, 0, width, height), Qt.AlignmentFlag.AlignCenter, told)
        painter.drawRect(0, 0, width - 1, height - 1)
    return picture
