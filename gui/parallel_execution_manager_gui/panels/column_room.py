"""How wide the columns of the queue are: the last one keeps enough to be read, and names give way to it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHeaderView, QTableView

from parallel_execution_manager_gui.columns import COLUMNS, Column

LEAST_WHY = 150
_LEAST: tuple[tuple[Column, int], ...] = ((Column.ROLE, 72), (Column.TASK, 82), (Column.ROLE, 28))
"""Names have a tooltip and may be cut, in this order; the rest is narrowed by the operator alone."""


def fitted(wished: Mapping[Column, int], room: int, kept: Column | None = None) -> dict[Column, int]:
    """Widths in pixels of the columns shown, ``kept`` as wished; more than ``room`` only if nothing helps."""
    others: dict[Column, int] = {
        column: width for column, width in wished.items() if column is not Column.WHY
    }
    lacking = max(0, sum(others.values()) + LEAST_WHY - room) if Column.WHY in wished else 0
    for column, least in _LEAST:
        if column not in others or column is kept:
            continue
        given = min(max(0, others[column] - least), lacking)
        others[column] -= given
        lacking -= given
    if Column.WHY in wished:
        others[Column.WHY] = max(LEAST_WHY, room - sum(others.values()))
    return others


class ColumnRoom(QObject):
    """Shares the width of one view, and knows how wide the operator wants each column where there is room."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self._header = view.horizontalHeader()
        self._wished: dict[Column, int] = {}
        self._is_sharing = False
        self._header.setSectionResizeMode(Column.WHY, QHeaderView.ResizeMode.Fixed)
        self._take_over()
        self._header.sectionResized.connect(self._resized)
        view.viewport().installEventFilter(self)

    @property
    def wished(self) -> Mapping[Column, int]:
        """How wide each column is to be where there is room, also those that are hidden."""
        return self._wished

    def wish(self, widths: Mapping[Column, int]) -> None:
        """Make columns so wide, if there is room."""
        self._wished |= widths
        self._resize(widths)
        self.share()

    def fit(self) -> None:
        """Wish each column as wide as what is in sight needs."""
        self._is_sharing = True
        for column in COLUMNS:
            if column is not Column.WHY:
                self._view.resizeColumnToContents(column)
        self._is_sharing = False
        self._take_over()

    def share(self, kept: Column | None = None) -> None:
        """Fit the columns into the view."""
        if self._view.isVisible():
            shown = {
                column: width
                for column, width in self._wished.items()
                if not self._header.isSectionHidden(column)
            }
            self._resize(fitted(shown, self._view.viewport().width(), kept))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Share again when the view has become wider or narrower, or is shown."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self.share()
        return False

    def _take_over(self) -> None:
        for column in COLUMNS:
            if not self._header.isSectionHidden(column):
                self._wished[column] = self._header.sectionSize(column)
        self.share()

    def _resized(self, section: int, before: int, now: int) -> None:
        # To or from no width is hiding and showing: not done yet, so that sharing now would leave a gap.
        if not self._is_sharing and section != Column.WHY and before and now:
            self._wished[Column(section)] = now
            self.share(Column(section))

    def _resize(self, widths: Mapping[Column, int]) -> None:
        was_sharing, self._is_sharing = self._is_sharing, True
        for column, width in widths.items():
            self._header.resizeSection(column, width)
        self._is_sharing = was_sharing
