"""Puts the parts of the shell together for one window: options, commands, tray, news, first page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSettings

from parallel_execution_manager.scheduling.snapshot import Snapshot
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.commands.shell_commands import ShellCommands
from parallel_execution_manager_gui.looks import Look, LookGroup
from parallel_execution_manager_gui.panels.first_page import FirstPage
from parallel_execution_manager_gui.shell.command_entries import CommandEntries
from parallel_execution_manager_gui.shell.language_menu import LanguageMenu
from parallel_execution_manager_gui.shell.option_effects import OptionEffects
from parallel_execution_manager_gui.shell.teller import Teller
from parallel_execution_manager_gui.shell.tray import Tray
from parallel_execution_manager_gui.theme import Theme
from parallel_execution_manager_gui.translation.told import count, shown
from parallel_execution_manager_gui.window_settings import WindowSettings
from parallel_execution_manager_gui.wishes import Wishes

if TYPE_CHECKING:
    from parallel_execution_manager_gui.main_window import MainWindow

_STATES: Final = (
    (LookGroup.RUNNING, Look.RUNNING),
    (LookGroup.THROTTLED, Look.THROTTLED),
    (LookGroup.PAUSED, Look.PAUSED),
    (LookGroup.WAITING, Look.WAITING),
    (LookGroup.QUEUED, Look.QUEUED),
)
"""The tray shows the first of these of which there are tasks."""


class WindowShell(QObject):
    """Takes the snapshots of the window; decides whether closing it hides it."""

    def __init__(self, window: MainWindow, wishes: Wishes, settings: QSettings, theme: Theme) -> None:
        super().__init__(window)
        self._window = window
        self._is_quitting = False
        self.options = WindowSettings(settings, self)
        self._effects = OptionEffects(self.options, theme, window.themes.group, window.feed)
        entries = CommandEntries(
            window.menuBar(),
            window.actions_,
            window.queue,
            window.roles,
            window.queue_panel,
            window.roles_panel,
        )
        self._commands = ShellCommands(
            window, wishes, settings, self.options, entries, window.queue_panel.notices
        )
        self._languages = LanguageMenu(window.view_menu, self.options)
        self._languages.told.connect(window.queue_panel.notices.tell)
        self.tray = Tray(window, self.options, window.actions_)
        window.roles_panel.timed.add_to(self.tray.menu)
        self.teller = Teller(self.options, window.roles.title_of, window.queue.known_name_of, self)
        self.teller.told.connect(self._tell)
        self.options.changed.connect(self._tell_of_missing_tray)
        self.first_page = FirstPage(window.queue_panel.view, window.actions_, settings)

    def handlers(self) -> dict[ActionId, Callable[[], None]]:
        """Which method does which action."""
        return {**self._commands.handlers(), ActionId.QUIT: self.quit}

    def apply(self, snapshot: Snapshot) -> None:
        """Look what is new."""
        if snapshot.full:
            self.first_page.offer()
        self.teller.take(snapshot)
        queue = self._window.queue
        counts = [(queue.count(group), group, look) for group, look in _STATES]
        present = [(many, group, look) for many, group, look in counts if many]
        words = " · ".join(f"{count(many)} {shown(group.value).lower()}" for many, group, _ in present)
        self.tray.show_state(present[0][2] if present else Look.ACTIVE, words or self.tr("nothing to do"))

    def hides_instead(self) -> bool:
        """Hide the window instead of closing it, if that is wished and the tray has a way back."""
        if self._is_quitting or not self.tray.hides_window():
            return False
        self.tray.hide_window()
        return True

    def quit(self) -> None:
        """Close the window for good, also from the tray; it may ask what becomes of running tasks."""
        self.will_quit()
        if not self._window.isVisible():
            self.tray.show_window()
        self._window.close()

    def will_quit(self) -> None:
        """The program is to end: from now on closing closes."""
        self._is_quitting = True

    def stay(self) -> None:
        """The window was not closed after all."""
        self._is_quitting = False

    def stop(self) -> None:
        """The window is closed."""
        self.teller.stop()
        self.tray.remove()

    def _tell(self, text: str) -> None:
        if not self.tray.tell(text):
            self._window.queue_panel.notices.tell(text)

    def _tell_of_missing_tray(self) -> None:
        if self.tray.is_missing:
            self._window.queue_panel.notices.tell(
                self.tr("There is no tray on this desktop: news are told here, and closing does not hide.")
            )
