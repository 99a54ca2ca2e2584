"""The parts of the window that are made after its first paint, in this order, each into its dock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QSettings

from parallel_execution_manager.scheduling.snapshot import Snapshot
from parallel_execution_manager_gui.action_reasons.refused_keys import RefusedKeys
from parallel_execution_manager_gui.actions import ActionId, Scope
from parallel_execution_manager_gui.commands.lock_commands import LockCommands
from parallel_execution_manager_gui.commands.remedy_commands import RemedyCommands
from parallel_execution_manager_gui.graphs.watching import Watching
from parallel_execution_manager_gui.history_parts import HistoryParts
from parallel_execution_manager_gui.layout import Dock
from parallel_execution_manager_gui.models.lock_model import LockModel
from parallel_execution_manager_gui.panels.locks_panel import LocksPanel
from parallel_execution_manager_gui.results_parts import ResultsParts
from parallel_execution_manager_gui.role_waits import role_waits
from parallel_execution_manager_gui.selection import Selection
from parallel_execution_manager_gui.wishes import Wishes

if TYPE_CHECKING:
    from parallel_execution_manager_gui.main_window import MainWindow


class Part(Protocol):
    """What shows snapshots."""

    def apply(self, snapshot: Snapshot) -> None:
        """Show what changed."""


class LaterParts(QObject):
    """Makes one part at a time and joins it to what the window has already."""

    def __init__(self, window: MainWindow, wishes: Wishes, settings: QSettings) -> None:
        super().__init__(window)
        self._window, self._wishes, self._settings = window, wishes, settings
        self.handlers: dict[ActionId, Callable[[], None]] = {}
        self._shown: list[Part] = []
        self._ticks: list[Callable[[float], None]] = []
        self._ticks_in_sight: list[Callable[[float], None]] = []
        self._stops: list[Callable[[], None]] = []
        self._left: list[Callable[[], Part]] = [
            self._make_selection,
            self._make_watching,
            self._make_locks,
            self._make_results,
            self._make_history,
        ]

    def make_next(self, missed: Snapshot | None) -> bool:
        """Make one part, and show it what was missed; whether it was the last one."""
        part = self._left.pop(0)()
        if missed is not None:
            part.apply(missed)
        self._shown.append(part)
        if self._left:
            return False
        self._window.reasons.follow_rest(
            (self._window.locks, self._window.locks_panel), self._window.history.panel
        )
        return True

    def apply(self, snapshot: Snapshot) -> None:
        """Show what changed."""
        for part in self._shown:
            part.apply(snapshot)

    def tick(self, now: float, *, in_sight: bool) -> None:
        """Let ages go on, of what is seen only while the window is in sight."""
        for tick in (*self._ticks, *(self._ticks_in_sight if in_sight else ())):
            tick(now)

    def stop(self) -> None:
        """End what works in the background."""
        for stop in self._stops:
            stop()

    def _make_selection(self) -> Part:
        window = self._window
        selection = window.selection = Selection(
            self._wishes, window.queue, window.roles, window.actions_, window
        )
        window.docks[Dock.DETAILS].fill(selection.details, selection.show_details)
        window.docks[Dock.LOG].fill(selection.log, selection.log.set_in_sight)
        why = selection.details.why
        remedies = RemedyCommands(self._wishes, window.queue, window.queue_panel, window.queue_commands)
        why.remedy_chosen.connect(remedies.carry_out)
        why.remedy_chosen.connect(selection.reasons.ask_again)
        why.task_chosen.connect(window.queue_commands.go_to)
        window.queue_panel.current_changed.connect(selection.choose)
        window.queue_panel.selected.connect(selection.tell_selected)
        self.handlers |= selection.log.handlers()
        self._stops.append(selection.stop)
        selection.tell_selected(window.queue_panel.view.selected_count())
        selection.choose(window.queue_panel.view.current_id() or "")
        return selection

    def _make_watching(self) -> Part:
        window = self._window
        watching = window.watching = Watching(
            self._wishes, self._settings, window.cadence, window.queue, window.roles, window.clock, window
        )
        window.docks[Dock.RESOURCES].fill(watching.resources)
        window.docks[Dock.EVENTS].fill(watching.events, watching.set_events_in_sight)
        watching.fill(window.view_menu, window.themes_entry)
        watching.event_chosen.connect(lambda: window.view_commands.bring(Dock.EVENTS))
        watching.told.connect(window.queue_panel.notices.tell)
        self._ticks.append(watching.tick)
        self._stops.append(watching.close)
        return watching

    def _make_locks(self) -> Part:
        window = self._window
        window.locks = LockModel(window.queue.name_of, self._wishes.undeclared_accesses, window)
        waits = role_waits(window.locks, window.queue, window.roles.title_of)
        panel = window.locks_panel = LocksPanel(window.locks, window.actions_, waits)
        window.docks[Dock.LOCKS].fill(panel)
        RefusedKeys(window.actions_, {Scope.LOCKS: panel.view}, window.queue_panel.notices)
        commands = LockCommands(self._wishes, window.locks, window.queue, panel, window.queue_panel.notices)
        panel.task_chosen.connect(window.queue_commands.go_to)
        self.handlers |= commands.handlers()
        self._ticks_in_sight.append(panel.tick)
        return panel

    def _make_results(self) -> Part:
        window = self._window
        results = window.results = ResultsParts(
            self._wishes, window.queue, window.queue_panel.notices, window
        )
        window.docks[Dock.RESULTS].fill(results.panel, results.set_in_sight)
        window.queue_panel.current_changed.connect(results.choose)
        results.choose(window.queue_panel.view.current_id() or "")
        self._stops.append(results.stop)
        return results

    def _make_history(self) -> Part:
        window = self._window
        history = window.history = HistoryParts(
            self._wishes, window.queue, window.actions_, window.queue_panel.notices, window
        )
        window.docks[Dock.HISTORY].fill(history.panel, history.panel.set_in_sight)
        self.handlers |= history.handlers()
        self._stops.append(history.stop)
        return history
