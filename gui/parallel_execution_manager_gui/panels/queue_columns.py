"""Which columns the queue shows, how wide and in which order: chosen in a menu, remembered and put back."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QObject, QPoint, QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from parallel_execution_manager_gui.columns import COLUMNS, Column
from parallel_execution_manager_gui.panels.queue_view import QueueView
from parallel_execution_manager_gui.translation.told import shown

_KEY = "queue/columns"
_ALWAYS = frozenset({Column.TASK})
"""Without its name no row could be told from another."""
_VERSION = len(COLUMNS)
"""What was remembered for other columns is not taken over."""


class QueueColumns(QObject):
    """The columns of one view. ``actions`` switch them on and off, in the order of the table."""

    def __init__(self, view: QueueView, settings: QSettings) -> None:
        super().__init__(view)
        self._view = view
        self._settings = settings
        self._header = view.horizontalHeader()
        self._first = self._header.saveState()
        self.actions = tuple(self._switch(column) for column in COLUMNS)
        self.fit_action = QAction(self.tr("&Fit to content"), self)
        self.fit_action.setObjectName("fit_columns")
        self.fit_action.setToolTip(self.tr("Make every column as wide as what is in sight needs"))
        self.fit_action.triggered.connect(self.fit)
        self._header.setSectionsMovable(True)
        self._header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._header.customContextMenuRequested.connect(self._open_menu)
        self._restore()

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
        """Remember the columns for the next start."""
        self._view.room.give_back()
        self._settings.setValue(f"{_KEY}/{_VERSION}", self._header.saveState())
        self._view.room.share()

    def _restore(self) -> None:
        stored = self._settings.value(f"{_KEY}/{_VERSION}")
        if isinstance(stored, QByteArray):
            self._take(stored)

    def _take(self, state: QByteArray) -> None:
        if not self._header.restoreState(state) or all(map(self._header.isSectionHidden, COLUMNS)):
            self._header.restoreState(self._first)
        for column in _ALWAYS:
            self._header.setSectionHidden(column, False)
        self._view.room.take_over()
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
        action.setChecked(True)
        action.setEnabled(column not in _ALWAYS)
        action.setData(int(column))
        action.toggled.connect(self._show_chosen)
        return action

    def _show_chosen(self) -> None:
        for column, action in zip(COLUMNS, self.actions, strict=True):
            self._header.setSectionHidden(column, not action.isChecked())

    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self._view)
        menu.setObjectName("columns_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill(menu)
        menu.popup(self._header.viewport().mapToGlobal(place))
