"""Painting of what takes long to paint, in a turn of the event loop of its own."""

from __future__ import annotations

from types import TracebackType

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

_NEXT_TURN_MS = 1
"""Not 0: Qt paints before it looks for keys and clicks again, and what is begun at once is done with that."""


class PaintingApart(QObject):
    """A context in which much changes. The widget is painted a turn after it is over, and whole."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_NEXT_TURN_MS)
        self._timer.timeout.connect(self._paint)

    def __enter__(self) -> None:
        """Have nothing painted for now."""
        self._widget.setUpdatesEnabled(False)

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Have it painted soon."""
        if not self._timer.isActive():
            self._timer.start()

    def _paint(self) -> None:
        self._widget.setUpdatesEnabled(True)
