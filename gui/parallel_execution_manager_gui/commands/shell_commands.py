"""What the actions of the program itself do: command palette, settings, help, diagnostics."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QSettings
from PySide6.QtWidgets import QMainWindow, QWidget

from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.help_pages import help_folder
from parallel_execution_manager_gui.notice_bar import NoticeBar
from parallel_execution_manager_gui.shell.command_entries import CommandEntries
from parallel_execution_manager_gui.shell.palette_entries import Entry, answers, with_newest
from parallel_execution_manager_gui.stored_settings import texts
from parallel_execution_manager_gui.window_settings import WindowSettings
from parallel_execution_manager_gui.wishes import Wishes

_RECENT = "palette/recent"
_MOST_RECENT = 12


class ShellCommands(QObject):
    """Opens dialogs about the program; wishes nothing of the manager."""

    def __init__(
        self,
        window: QMainWindow,
        wishes: Wishes,
        settings: QSettings,
        options: WindowSettings,
        entries: CommandEntries,
        notices: NoticeBar,
    ) -> None:
        super().__init__(window)
        self._window: QWidget = window
        self._wishes = wishes
        self._settings = settings
        self._options = options
        self._entries = entries
        self._notices = notices

    def handlers(self) -> dict[ActionId, Callable[[], None]]:
        """Which method does which action."""
        return {
            ActionId.COMMAND_PALETTE: self.open_palette,
            ActionId.USER_GUIDE: self.open_guide,
            ActionId.SETTINGS: self.open_settings,
            ActionId.SAVE_DIAGNOSTICS: self.save_diagnostics,
        }

    def open_palette(self) -> None:
        """Find and do anything by typing."""
        from parallel_execution_manager_gui.dialogs.command_palette import CommandPalette

        commands, tasks = self._entries.commands(), self._entries.tasks()
        recent = texts(self._settings, _RECENT)

        def find(query: str) -> tuple[Entry, ...]:
            return answers(query, commands, tasks, recent)

        palette = CommandPalette(find, self._window)
        palette.chosen.connect(self._carry_out)
        palette.open()

    def open_guide(self) -> None:
        """Show the pages of the help; a window of them that is open comes to the front."""
        from parallel_execution_manager_gui.dialogs.help_window import HelpWindow

        shown = self._window.findChild(HelpWindow)
        if shown is None:
            try:
                shown = HelpWindow(help_folder(), self._window)
            except FileNotFoundError as error:
                self._notices.tell_problem(str(error))
                return
        shown.show()
        shown.raise_()
        shown.activateWindow()

    def open_settings(self) -> None:
        """Show everything that can be set; a dialog that is open comes to the front."""
        from parallel_execution_manager_gui.all_settings import all_settings
        from parallel_execution_manager_gui.dialogs.settings_dialog import SettingsDialog
        from parallel_execution_manager_gui.settings_keeper import AllSettings
        from parallel_execution_manager_gui.translation.told_settings import told_groups

        shown = self._window.findChild(SettingsDialog)
        if shown is None:
            groups = told_groups(all_settings(self._wishes.role_declarations()))
            shown = SettingsDialog(groups, AllSettings(self._wishes, self._options), self._window)
        shown.show()
        shown.raise_()
        shown.activateWindow()

    def save_diagnostics(self) -> None:
        """Write what helps to find a fault into one file."""
        from parallel_execution_manager.control.diagnostics_bundle import Sources
        from parallel_execution_manager.control.diagnostics_file import proposed_name, writing_diagnostics
        from parallel_execution_manager_gui.dialogs.diagnostics_dialog import DiagnosticsDialog

        folder = self._wishes.data_folder
        config = self._wishes.settings_file().path
        sources = Sources(folder, config, Path(self._settings.fileName()))
        proposed = folder / proposed_name(time.time())
        dialog = DiagnosticsDialog(partial(writing_diagnostics, sources=sources), proposed, self._window)
        dialog.open()

    def _carry_out(self, entry_id: str) -> None:
        newest = with_newest(entry_id, texts(self._settings, _RECENT), _MOST_RECENT)
        self._settings.setValue(_RECENT, newest)
        self._entries.carry_out(entry_id)
