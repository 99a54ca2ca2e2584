"""Which columns the queue shows, how wide and in which order: chosen in a menu, remembered and put back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QObject, QPoint, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from parallel_execution_manager_gui.columns import COLUMNS, Column
from parallel_execution_manager_gui.panels.queue_view import QueueView
from parallel_execution_manager_gui.translation.told import shown

_KEY = "queue/columns"
_WRITTEN = re.compile(r"([A-Z]+):(\d{1,4})(:hidden)?")
_ALWAYS = frozenset({Column.TASK})
"""Without its name no row could be told from another."""


class _Standing(NamedTuple):
    """One column as it is remembered."""

    column: Column
    width: int
    is_shown: bool


class QueueColumns(QObject):
    """The columns of one view. ``actions`` switch them on and off, in the order of the table."""

    def __init__(self, view: QueueView, settings: QSettings) -> None:
        super().__init__(view)
        self._view = view
        self._settings = settings
        self._header = view.horizontalHeader()
        self._first = [
            _Standing(column, view.room.wished[column], info.is_shown_at_first)
            for column, info in COLUMNS.items()
        ]
        self.actions = tuple(self._switch(column) for column in COLUMNS)
        self.fit_action = QAction(self.tr("&Fit to content"), self)
        self.fit_action.setObjectName("fit_columns")
        self.fit_action.setToolTip(self.tr("Make every column as wide as what is in sight needs"))
        self.fit_action.triggered.connect(self.fit)
        self._header.setSectionsMovable(True)
        self._header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._header.customContextMenuRequested.connect(self._open_menu)
        self._take(self._stored())

    def fill(self, menu: QMenu) -> None:
        """Put the switches into a menu."""
        menu.setToolTipsVisible(True)
        menu.addActions(self.actions)
        menu.addSeparator()
        menu.addAction(self.fit_action)

    def fit(self) -> None:
        """Make every column as wide as what is in sight needs; the last takes what is left."""
        self._header.setResizeContentsPrecision(0)
        self._view.room.fit()

    def reset(self) -> None:
        """Show the columns as at the first start."""
        self._take(self._first)

    def save(self) -> None:
        """Remember the columns for the next start, from left to right and by name: others may come."""
        written = (
            f"{column.name}:{self._view.room.wished[column]}"
            + (":hidden" if self._header.isSectionHidden(column) else "")
            for column in sorted(COLUMNS, key=self._header.visualIndex)
        )
        self._settings.setValue(_KEY, " ".join(written))

    def _stored(self) -> list[_Standing]:
        """The columns as far as they are remembered; others stand among them as at the first start."""
        found = {
            Column[match[1]]: _Standing(Column[match[1]], int(match[2]), match[3] is None)
            for match in map(_WRITTEN.fullmatch, str(self._settings.value(_KEY, "")).split())
            if match is not None and match[1] in Column.__members__
        }
        standing = list(found.values())
        for first in self._first:
            if first.column not in found:
                standing.insert(first.column, first)
        return standing

    def _take(self, standing: Sequence[_Standing]) -> None:
        least = self._header.minimumSectionSize()
        for place, (column, _, is_shown) in enumerate(standing):
            self._header.moveSection(self._header.visualIndex(column), place)
            self._header.setSectionHidden(column, not is_shown and column not in _ALWAYS)
        # A width that was kept may be from a language with shorter words.
        widths = {each.column: max(each.width, self._view.least_width(each.column)) for each in standing}
        self._view.room.wish({column: max(least, width) for column, width in widths.items()})
        # The order of rows is not remembered: the window begins with what runs next.
        self._view.sort_by_place()
        for column, action in zip(COLUMNS, self.actions, strict=True):
            action.setChecked(not self._header.isSectionHidden(column))

    def _switch(self, column: Column) -> QAction:
        info = COLUMNS[column]
        action = QAction(self.tr("Place (#)") if column is Column.PLACE else shown(info.title), self)
        action.setObjectName(f"column_{column.name.lower()}")
        action.setToolTip(shown(info.tip))
        action.setCheckable(True)
        action.setEnabled(column not in _ALWAYS)
        action.setData(int(column))
        action.triggered.connect(self._show_chosen)
        return action

    def _show_chosen(self) -> None:
        for column, action in zip(COLUMNS, self.actions, strict=True):
            self._header.setSectionHidden(column, not action.isChecked())
        self._view.room.share()

    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self._view)
        menu.setObjectName("columns_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill(menu)
        menu.popup(self._header.viewport().mapToGlobal(place))
