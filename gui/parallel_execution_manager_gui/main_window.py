"""The main window: puts panels, actions and commands together. What they do is elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSettings, QTimer
from PySide6.QtGui import QCloseEvent, QHideEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QWidget

from parallel_execution_manager.scheduling.snapshot import Snapshot
from parallel_execution_manager_gui.action_reasons.of_window import follow_selections
from parallel_execution_manager_gui.action_set import ActionSet
from parallel_execution_manager_gui.actions import ActionId, Menu
from parallel_execution_manager_gui.closing import Closing
from parallel_execution_manager_gui.commands.file_commands import FileCommands
from parallel_execution_manager_gui.commands.queue_commands import QueueCommands
from parallel_execution_manager_gui.commands.role_commands import RoleCommands
from parallel_execution_manager_gui.commands.undo_commands import UndoCommands
from parallel_execution_manager_gui.commands.view_commands import ViewCommands
from parallel_execution_manager_gui.formatting import duration
from parallel_execution_manager_gui.later import Later
from parallel_execution_manager_gui.layout import SMALLEST_SIZE, Dock, Layout
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.models.role_model import RoleModel
from parallel_execution_manager_gui.panels.queue_columns import QueueColumns
from parallel_execution_manager_gui.panels.queue_panel import QueuePanel
from parallel_execution_manager_gui.panels.roles_panel import RolesPanel
from parallel_execution_manager_gui.plain_text import shown_name
from parallel_execution_manager_gui.series import Cadence
from parallel_execution_manager_gui.shell.window_shell import WindowShell
from parallel_execution_manager_gui.snapshot_feed import SnapshotFeed
from parallel_execution_manager_gui.status_facts import StatusFacts
from parallel_execution_manager_gui.theme import Theme
from parallel_execution_manager_gui.theme_menu import ThemeMenu
from parallel_execution_manager_gui.translation.told import told_problem
from parallel_execution_manager_gui.widgets import named
from parallel_execution_manager_gui.window_toolbar import WindowToolbar
from parallel_execution_manager_gui.wiring import connect_views, connect_wishes
from parallel_execution_manager_gui.wishes import Wishes

if TYPE_CHECKING:
    from parallel_execution_manager_gui.graphs.watching import Watching
    from parallel_execution_manager_gui.history_parts import HistoryParts
    from parallel_execution_manager_gui.models.lock_model import LockModel
    from parallel_execution_manager_gui.panels.locks_panel import LocksPanel
    from parallel_execution_manager_gui.results_parts import ResultsParts
    from parallel_execution_manager_gui.selection import Selection

_TICK_MS = 500
_REST_MS = 5000


class MainWindow(QMainWindow):
    """Takes snapshots in and gives wishes out; holds no object of the scheduler.

    ``later`` makes what its first paint does without; its ``complete`` makes it at once.
    """

    selection: Selection
    watching: Watching
    locks: LockModel
    locks_panel: LocksPanel
    results: ResultsParts
    history: HistoryParts

    def __init__(
        self,
        wishes: Wishes,
        theme: Theme,
        settings: QSettings,
        clock: Callable[[], float],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, "main_window", "Parallel Execution Manager")
        self.setWindowTitle("Parallel Execution Manager")
        self.setMinimumSize(SMALLEST_SIZE)
        self.clock = clock
        self.themes = ThemeMenu(theme, self)
        self._newest = 0.0
        self.feed = SnapshotFeed(self.show_snapshot, self)
        self.actions_ = ActionSet(self)
        self._make_panels(wishes)
        self._make_docks(settings)
        self._make_bars()
        self._make_commands(wishes, settings, theme)
        self.actions_.draw_icons(self.palette())
        self.layout_.restore()
        self._ticker = QTimer(self)
        self._ticker.setInterval(_TICK_MS)
        self._ticker.timeout.connect(self._tick)
        self._ticker.start()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what changed. A snapshot older than a full one that was shown already is left out."""
        if snapshot.at < self._newest and not snapshot.full:
            return
        if snapshot.full:
            self._newest = snapshot.at
        self.roles.apply(snapshot)
        self.queue.apply(snapshot)
        self.later.apply(snapshot)
        self.status.apply(snapshot)
        self.shell.apply(snapshot)
        self.reasons.refresh()
        self._tick()

    def show_problem(self, text: str) -> None:
        """Tell the operator about a problem."""
        self.queue_panel.notices.tell_problem(told_problem(text, self.queue.known_name_of))

    def show_sleep(self, slept_s: float) -> None:
        """Tell the operator why nothing happened for a while."""
        told = self.tr("The computer slept for {time}; tasks stood still.")
        self.queue_panel.notices.tell(told.format(time=duration(slept_s)))

    def _make_panels(self, wishes: Wishes) -> None:
        self.roles = RoleModel(wishes.role_declarations(), self)
        self.queue = QueueModel(self.roles.title_of, self)
        self.cadence = Cadence()
        self.queue_panel = QueuePanel(self.queue, self.actions_)
        self.roles_panel = RolesPanel(self.roles, self.actions_)
        self.setCentralWidget(self.queue_panel)

    def _make_docks(self, settings: QSettings) -> None:
        self.layout_ = Layout(self, settings)
        self.columns = QueueColumns(self.queue_panel.view, settings)
        self.docks = self.layout_.docks
        self.docks[Dock.ROLES].fill(self.roles_panel)

    def _make_bars(self) -> None:
        menus = self.actions_.fill_menu_bar(self.menuBar())
        self.menuBar().setAccessibleName(self.tr("Menus"))
        for menu in menus.values():
            self.queue_panel.hold_still_for(menu)
        self.view_menu = menus[Menu.VIEW]
        self._fill_view_menu(self.view_menu)
        self.roles_panel.timed.add_to(menus[Menu.ROLE])
        bar = WindowToolbar(self.actions_, self)
        self.roles_panel.timed.split_all(bar)
        self.filter_box = bar.filter_box
        self.addToolBar(bar)
        self.statusBar().setAccessibleName(self.tr("Status"))
        self.status = StatusFacts(self.statusBar(), self.queue, self.cadence)

    def _fill_view_menu(self, menu: QMenu) -> None:
        menu.addSeparator()
        panels = menu.addMenu(self.tr("&Panels"))
        panels.setObjectName("menu_panels")
        for dock in self.docks.values():
            panels.addAction(dock.toggleViewAction())
        columns = menu.addMenu(self.tr("&Columns"))
        columns.setObjectName("menu_columns")
        self.columns.fill(columns)
        self.themes_entry = self.themes.add_to(menu)

    def _make_commands(self, wishes: Wishes, settings: QSettings, theme: Theme) -> None:
        self.undo = UndoCommands(wishes, self.actions_, self.queue_panel, self.queue.known_name_of)
        self.queue_commands = queue = QueueCommands(wishes, self.queue, self.queue_panel, self.undo.offer)
        roles = RoleCommands(wishes, self.roles, self.queue, self.roles_panel, self.queue_panel)
        self.view_commands = view = ViewCommands(self)
        self.later = Later(self, wishes, settings)
        self._files = files = FileCommands(wishes, self.queue, self.queue_panel, self.statusBar())
        self.shell = WindowShell(self, wishes, settings, theme)
        self.reasons = follow_selections(self)
        self.closing = Closing(self.shell.options)
        self.open_tasks = files.ask_first
        connect_wishes(self, wishes)
        connect_views(self, roles)
        self.actions_.connect_to(
            {
                **queue.handlers(),
                **self.undo.handlers(),
                **roles.handlers(),
                **view.handlers(),
                **files.handlers(),
                **self.shell.handlers(),
                **self.later.handlers(),
                ActionId.LOAD_DEMO: wishes.load_demo,
                ActionId.RESET_LAYOUT: self._reset_layout,
            }
        )

    def _tick(self) -> None:
        now = self.clock()
        in_sight = self.isVisible() and not self.isMinimized()
        self.later.tick(now, in_sight=in_sight)
        if in_sight:
            self.queue_panel.tick(now)
            self.status.tick(now)

    def _reset_layout(self) -> None:
        self.layout_.apply_default()
        self.columns.reset()
        self.closing.ask_again()

    def changeEvent(self, event: QEvent) -> None:
        """Draw the icons in the colours of a new theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.actions_.draw_icons(self.palette())
        elif event.type() == QEvent.Type.WindowStateChange:
            self._pace()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Once it has been painted, go on with what the first paint does without."""
        super().paintEvent(event)
        self.later.begin()

    def showEvent(self, event: QShowEvent) -> None:
        """Go on with what rested while nobody looked."""
        super().showEvent(event)
        self._pace()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while nobody looks."""
        super().hideEvent(event)
        self._pace()

    def _pace(self) -> None:
        if self._ticker.isActive():
            in_sight = self.isVisible() and not self.isMinimized()
            self._ticker.setInterval(_TICK_MS if in_sight else _REST_MS)
            self._tick()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hide if that is wished; else ask if tasks run, remember the layout, let go of the manager."""
        if self.shell.hides_instead():
            event.ignore()
            return
        running = [shown_name(view) for view in self.queue.views() if view.state.is_live]
        if not self.closing.may_close(self, running):
            self.shell.stay()
            event.ignore()
            return
        self._ticker.stop()
        self.shell.stop()
        self._files.stop()
        self.later.stop()
        self.layout_.save()
        self.columns.save()
        event.accept()
