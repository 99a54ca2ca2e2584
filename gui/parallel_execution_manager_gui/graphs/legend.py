"""Which share of a graph is which role: pattern, colour, name and number, outside of the plot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from parallel_execution_manager_gui.flow_layout import FlowLayout
from parallel_execution_manager_gui.graphs.graph_paint import colour_pairs
from parallel_execution_manager_gui.graphs.stack import swatch
from parallel_execution_manager_gui.palette import colours_of
from parallel_execution_manager_gui.widgets import named, plain_label

_SIZE = 12


class _Swatch(QWidget):
    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.setFixedSize(QSize(_SIZE, _SIZE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        pixels = swatch(self._number, _SIZE, colour_pairs(colours_of(self.palette())))
        image = QImage(pixels.data, _SIZE, _SIZE, 4 * _SIZE, QImage.Format.Format_ARGB32)
        with QPainter(self) as painter:
            painter.drawImage(QPointF(0, 0), image)


class Legend(QWidget):
    """One entry a role, in the order in which shares are stacked."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, name, self.tr("Roles in this graph"))
        self._flow = FlowLayout(self, 6)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._titles: tuple[str, ...] = ()
        self._labels: list[QLabel] = []
        self._entries: list[QWidget] = []

    def show_shares(
        self, titles: Sequence[str], values: Sequence[float | None], seen: Sequence[bool]
    ) -> None:
        """Name the shares that are ``seen`` and say how much each is now."""
        if tuple(titles) != self._titles:
            self._make(tuple(titles))
        for entry, is_seen in zip(self._entries, seen, strict=True):
            entry.setVisible(is_seen)
        for label, title, value in zip(self._labels, titles, values, strict=True):
            text = title if value is None else f"{title} {value:.0f} %"
            if label.text() != text:
                label.setText(text)

    def _make(self, titles: tuple[str, ...]) -> None:
        self._titles = titles
        while (item := self._flow.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.deleteLater()
        self._labels, self._entries = [], []
        for number, title in enumerate(titles):
            entry = QWidget()
            row = QHBoxLayout(entry)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(4)
            row.addWidget(_Swatch(number))
            label = named(plain_label(title), f"{self.objectName()}_{number}", title)
            # Of one size for ever, so that a new number has nothing laid out anew.
            label.setFixedSize(
                label.fontMetrics().horizontalAdvance(f"{title} 100 %") + 2, label.sizeHint().height()
            )
            self._labels.append(label)
            row.addWidget(label)
            self._entries.append(entry)
            self._flow.addWidget(entry)

    def changeEvent(self, event: QEvent) -> None:
        """Draw in the colours of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.update()
