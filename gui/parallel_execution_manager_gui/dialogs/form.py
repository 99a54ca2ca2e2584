"""Labels and editors one below the other, with labels of one width in all parts of a dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from parallel_execution_manager_gui.widgets import plain_label

_MARGIN = 12
_LABEL_WIDTH_IN_LETTERS = 20


class Form:
    """Fills ``page`` from the top; what is left of it stays empty below."""

    def __init__(self, page: QWidget, margin: int = _MARGIN) -> None:
        self._rows = 0
        self._grid = QGridLayout(page)
        self._grid.setContentsMargins(margin, margin, margin, margin)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(1, 1)
        self._label_width = page.fontMetrics().averageCharWidth() * _LABEL_WIDTH_IN_LETTERS
        self._grid.setColumnMinimumWidth(0, self._label_width)
        self._leave_rest_empty()

    def add(self, title: str, widget: QWidget) -> None:
        """Add an editor with its label."""
        label = plain_label(title)
        label.setBuddy(widget)
        label.setWordWrap(True)
        label.setMaximumWidth(self._label_width)
        tall = widget.sizeHint().height() > 2 * label.sizeHint().height()
        edge = Qt.AlignmentFlag.AlignTop if tall else Qt.AlignmentFlag.AlignVCenter
        label.setAlignment(Qt.AlignmentFlag.AlignLeft | edge)
        self._grid.addWidget(label, self._rows, 0)
        self._grid.addWidget(widget, self._rows, 1)
        self._count()

    def add_wide(self, widget: QWidget) -> None:
        """Add something over the whole width that takes what is left of the page."""
        self._grid.addWidget(widget, self._rows, 0, 1, 2)
        self._count()
        self._grid.setRowStretch(self._rows - 1, 100)

    def _count(self) -> None:
        self._grid.setRowStretch(self._rows, 0)
        self._rows += 1
        self._leave_rest_empty()

    def _leave_rest_empty(self) -> None:
        self._grid.setRowStretch(self._rows, 1)
