"""The docks around the queue: where they are at first, and putting them back there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QByteArray, QSettings, QSize, Qt
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
    """Roles above resources on the left, all else as tabs below the queue."""

    def __init__(self, window: QMainWindow, settings: QSettings) -> None:
        self._window = window
        self._settings = settings
        self._left: list[QDockWidget] = []
        self._bottom: list[QDockWidget] = []
        self._on_screen = OnScreen(window)
        DockTabs(window)
        window.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        window.setDockOptions(QMainWindow.DockOption.AnimatedDocks | QMainWindow.DockOption.AllowTabbedDocks)
        window.setTabPosition(Qt.DockWidgetArea.BottomDockWidgetArea, QTabWidget.TabPosition.North)

    def add_left(self, name: str, title: str) -> PanelDock:
        """Add a place for a panel to the left column."""
        dock = named(PanelDock(title, self._window), name, title)
        dock.setTitleBarWidget(named(DockTitle(title), f"{name}_title", title))
        self._left.append(dock)
        return dock

    def add_bottom(self, name: str, title: str) -> PanelDock:
        """Add a place for a panel to the tabs below the queue; the tab is its title."""
        dock = named(PanelDock(title, self._window), name, title)
        dock.setTitleBarWidget(QWidget(dock))
        self._bottom.append(dock)
        return dock

    def apply_default(self) -> None:
        """Put everything where it is at the first start."""
        left, bottom = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea
        for area, docks in ((left, self._left), (bottom, self._bottom)):
            for dock in docks:
                dock.setFloating(False)
                self._window.addDockWidget(area, dock)
                dock.show()
        self._window.splitDockWidget(self._left[0], self._left[1], Qt.Orientation.Vertical)
        for dock in self._bottom[1:]:
            self._window.tabifyDockWidget(self._bottom[0], dock)
        self._bottom[0].raise_()
        self._window.resizeDocks([self._left[0]], [_LEFT_WIDTH], Qt.Orientation.Horizontal)
        self._window.resizeDocks(self._left[:2], [_ROLES_HEIGHT, _RESOURCES_HEIGHT], Qt.Orientation.Vertical)
        self._window.resizeDocks([self._bottom[0]], [_BOTTOM_HEIGHT], Qt.Orientation.Vertical)

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
