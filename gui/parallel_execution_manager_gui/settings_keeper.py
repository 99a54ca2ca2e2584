"""The configuration's file and the window's options as one, for a form that shows all that can be set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from parallel_execution_manager.system.config_edit import SettingsFile
from parallel_execution_manager_gui.all_settings import WINDOW, for_file, for_form, of_window
from parallel_execution_manager_gui.window_options import WINDOW_FIELDS, WindowKey
from parallel_execution_manager_gui.window_settings import WindowSettings
from parallel_execution_manager_gui.wishes import Wishes


class AllSettings:
    """Reads and writes both; nothing of either is written if the configuration is refused."""

    def __init__(self, wishes: Wishes, options: WindowSettings) -> None:
        self._wishes = wishes
        self._options = options

    def settings_file(self) -> SettingsFile:
        """Both in the shape of the form. The problems are those of the configuration's file."""
        file = self._wishes.settings_file()
        own = {field.key: self._options.given(WindowKey(field.key)) for field in WINDOW_FIELDS}
        return replace(file, given={**for_form(file.given), WINDOW: own})

    def save_settings(self, changes: Mapping[tuple[str, ...], Any], version: str) -> Sequence[str]:
        """Write what was entered where it belongs, and put it in force; what is wrong with it.

        Raises:
            SettingsChanged: the configuration's file is another by now; nothing was written.
        """
        try:
            of_configuration = for_file(changes, self._wishes.settings_file().given)
        except ValueError as error:
            return (str(error),)
        if of_configuration:
            problems = self._wishes.save_settings(of_configuration, version)
            if problems:
                return problems
        own = {WindowKey(key): value for key, value in of_window(changes).items()}
        problem = self._options.save(own) if own else ""
        return (problem,) if problem else ()
