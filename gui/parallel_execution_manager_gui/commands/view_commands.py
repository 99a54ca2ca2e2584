"""What the view's actions do: tabs, filter, focus and help."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QWidget

from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.layout import Dock

if TYPE_CHECKING:
    from parallel_execution_manager_gui.main_window import MainWindow


_BROUGHT: Final = {
    ActionId.SHOW_DETAILS: Dock.DETAILS,
    ActionId.TAB_DETAILS: Dock.DETAILS,
    ActionId.TAB_LOCKS: Dock.LOCKS,
    ActionId.TAB_LOG: Dock.LOG,
    ActionId.TAB_RESULTS: Dock.RESULTS,
    ActionId.TAB_HISTORY: Dock.HISTORY,
    ActionId.TAB_EVENTS: Dock.EVENTS,
}
"""What each of these actions brings to the front."""


class ViewCommands(QObject):
    """Moves what is in sight and where the focus is; wishes nothing of the manager."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def handlers(self) -> dict[ActionId, Callable[[], None]]:
        """Which method does which action."""
        return {
            ActionId.FILTER: self.go_to_filter,
            ActionId.CLEAR_FILTER: self.clear_filter,
            **{action_id: partial(self.bring, dock) for action_id, dock in _BROUGHT.items()},
            ActionId.NEXT_REGION: self.next_region,
            ActionId.PREVIOUS_REGION: self.previous_region,
            ActionId.SHORTCUTS: self.show_shortcuts,
            ActionId.ABOUT: self.show_about,
        }

    def bring(self, dock: Dock) -> None:
        """Show a panel in front of those that share its place."""
        self._window.docks[dock].show()
        self._window.docks[dock].raise_()

    def go_to_filter(self) -> None:
        """Put the focus into the filter box."""
        self._window.filter_box.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._window.filter_box.selectAll()

    def clear_filter(self) -> None:
        """Show all tasks; from the filter box go back to the queue."""
        self._window.filter_box.clear()
        self._window.queue_panel.chips.choose_all()
        if self._window.filter_box.hasFocus():
            self._window.queue_panel.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def next_region(self) -> None:
        """Move the focus to the next panel."""
        self._step_region(1)

    def previous_region(self) -> None:
        """Move the focus to the panel before."""
        self._step_region(-1)

    def show_shortcuts(self) -> None:
        """Show all keys."""
        from parallel_execution_manager_gui.dialogs.help_dialogs import shortcuts_dialog

        shortcuts_dialog(self._window).show()

    def show_about(self) -> None:
        """Show name and version."""
        from parallel_execution_manager_gui.dialogs.help_dialogs import show_about

        show_about(self._window)

    def _regions(self) -> list[QWidget]:
        window = self._window
        regions: list[QWidget] = [window.filter_box, window.roles_panel.view, window.queue_panel.view]
        if window.queue_panel.notices.offer_button.isVisible():
            regions.append(window.queue_panel.notices.offer_button)
        below = (
            window.selection.details,
            window.locks_panel.view,
            window.selection.log.text,
            window.results.panel.view,
            window.history.panel.view,
            window.watching.events.view,
        )
        return regions + [widget for widget in below if widget.isVisible()]

    def _step_region(self, step: int) -> None:
        self._window.later.complete()
        regions, focus = self._regions(), QApplication.focusWidget()
        here = next((i for i, r in enumerate(regions) if r is focus or (focus and r.isAncestorOf(focus))), -1)
        target = regions[(here + step) % len(regions)] if here >= 0 else self._window.queue_panel.view
        target.setFocus(Qt.FocusReason.TabFocusReason)
