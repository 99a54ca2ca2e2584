"""The docks around the queue: where they are at first, and putting them back there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum, unique
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QByteArray, QCoreApplication, QSettings, QSize, Qt
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow, QTabWidget, QWidget

from parallel_execution_manager_gui.part_style import DockTabs
from parallel_execution_manager_gui.screens import OnScreen
from parallel_execution_manager_gui.widgets import named

FIRST_SIZE = QSize(1280, 800)
SMALLEST_SIZE = QSize(960, 600)
_LEFT_WIDTH = 347
_ROLES_HEIGHT = 350
_BOTTOM_HEIGHT = 216
_RESOURCES_HEIGHT = 358
_STATE_VERSION = 1
_GEOMETRY, _STATE = "window/geometry", "window/state"


@unique
class Dock(StrEnum):
    """The places for panels; the value is the name under which a layout is remembered."""

    ROLES = "dock_roles"
    RESOURCES = "dock_resources"
    DETAILS = "dock_details"
    LOCKS = "dock_locks"
    LOG = "dock_log"
    RESULTS = "dock_results"
    HISTORY = "dock_history"
    EVENTS = "dock_events"


_LEFT: Final = {
    Dock.ROLES: QT_TRANSLATE_NOOP("MainWindow", "Roles"),
    Dock.RESOURCES: QT_TRANSLATE_NOOP("MainWindow", "Resources"),
}
_BELOW: Final = {
    Dock.DETAILS: QT_TRANSLATE_NOOP("MainWindow", "Details"),
    Dock.LOCKS: QT_TRANSLATE_NOOP("MainWindow", "Locks"),
    Dock.LOG: QT_TRANSLATE_NOOP("MainWindow", "Log"),
    Dock.RESULTS: QT_TRANSLATE_NOOP("MainWindow", "Results"),
    Dock.HISTORY: QT_TRANSLATE_NOOP("MainWindow", "History"),
    Dock.EVENTS: QT_TRANSLATE_NOOP("MainWindow", "Events"),
}


class DockTitle(QLabel):
    """A quiet title that the dock can still be dragged by."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        font = self.font()
        font.setBold(True)
        self.setFont(font)
        self.setContentsMargins(8, 6, 8, 4)


class PanelDock(QDockWidget):
    """A dock whose panel may come when it is shown already."""

    def __init__(self, title: str, window: QMainWindow) -> None:
        super().__init__(title, window)
        self._in_sight = False
        self.visibilityChanged.connect(self._note)

    def fill(self, panel: QWidget, follow: Callable[[bool], None] | None = None) -> None:
        """Put the panel in; ``follow`` is told whether it is in sight, now and whenever that changes."""
        self.setWidget(panel)
        # Qt does so only with what is there before the dock is shown.
        panel.show()
        if follow is not None:
            self.visibilityChanged.connect(follow)
            if self._in_sight:
                follow(True)

    def _note(self, in_sight: bool) -> None:
        self._in_sight = in_sight


class Layout:
    """Roles above resources on the left, all else as tabs below the queue; ``docks`` has each place."""

    def __init__(self, window: QMainWindow, settings: QSettings) -> None:
        self._window = window
        self._settings = settings
        self._on_screen = OnScreen(window)
        DockTabs(window)
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        window.setDockOptions(QMainWindow.DockOption.AnimatedDocks | QMainWindow.DockOption.AllowTabbedDocks)
        window.setTabPosition(Qt.DockWidgetArea.BottomDockWidgetArea, QTabWidget.TabPosition.North)
        self._left = [self._made(dock, title) for dock, title in _LEFT.items()]
        self._below = [self._made(dock, title) for dock, title in _BELOW.items()]
        made = zip((*_LEFT, *_BELOW), (*self._left, *self._below), strict=True)
        self.docks: Mapping[Dock, PanelDock] = dict(made)

    def apply_default(self) -> None:
        """Put everything where it is at the first start."""
        left, bottom = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea
        for area, docks in ((left, self._left), (bottom, self._below)):
            for dock in docks:
                dock.setFloating(False)
                self._window.addDockWidget(area, dock)
                dock.show()
        self._window.splitDockWidget(self._left[0], self._left[1], Qt.Orientation.Vertical)
        for dock in self._below[1:]:
            self._window.tabifyDockWidget(self._below[0], dock)
        self._below[0].raise_()
        self._window.resizeDocks([self._left[0]], [_LEFT_WIDTH], Qt.Orientation.Horizontal)
        self._window.resizeDocks(self._left[:2], [_ROLES_HEIGHT, _RESOURCES_HEIGHT], Qt.Orientation.Vertical)
        self._window.resizeDocks([self._below[0]], [_BOTTOM_HEIGHT], Qt.Orientation.Vertical)

    def restore(self) -> None:
        """Start where the operator left off, if that place still exists."""
        self._window.resize(FIRST_SIZE)
        self.apply_default()
        geometry, state = self._settings.value(_GEOMETRY), self._settings.value(_STATE)
        if isinstance(geometry, QByteArray):
            self._window.restoreGeometry(geometry)
        if isinstance(state, QByteArray) and not self._window.restoreState(state, _STATE_VERSION):
            self.apply_default()
        self._on_screen.check()

    def save(self) -> None:
        """Remember the layout for the next start."""
        self._settings.setValue(_GEOMETRY, self._window.saveGeometry())
        self._settings.setValue(_STATE, self._window.saveState(_STATE_VERSION))

    def _made(self, dock: Dock, title: object) -> PanelDock:
        """On the left with a quiet title; below, the tab is the title."""
        text = QCoreApplication.translate("MainWindow", str(title))
        made = named(PanelDock(text, self._window), dock, text)
        head = named(DockTitle(text), f"{dock}_title", text) if dock in _LEFT else QWidget(made)
        made.setTitleBarWidget(head)
        return made
