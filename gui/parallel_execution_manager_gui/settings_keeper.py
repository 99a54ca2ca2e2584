"""Configuration, options of the window and autostart as one, for a form that shows all that can be set."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from parallel_execution_manager.system.config.edit import SettingsFile
from parallel_execution_manager.system.host import AutostartError, is_on, switch_off, switch_on
from parallel_execution_manager_gui.all_settings import SESSION, WINDOW, for_file, for_form, of_window
from parallel_execution_manager_gui.window_options import AUTOSTART, WINDOW_FIELDS, WindowKey
from parallel_execution_manager_gui.window_settings import WindowSettings
from parallel_execution_manager_gui.wishes import Wishes


class AllSettings:
    """Reads and writes all of them; nothing of any is written if the configuration is refused."""

    def __init__(self, wishes: Wishes, options: WindowSettings) -> None:
        self._wishes = wishes
        self._options = options

    def settings_file(self) -> SettingsFile:
        """All in the shape of the form. The problems are those of the configuration's file."""
        file = self._wishes.settings_file()
        own = {field.key: self._options.given(WindowKey(field.key)) for field in WINDOW_FIELDS}
        session = {AUTOSTART.key: is_on(os.environ) or None}
        return replace(file, given={**for_form(file.given), WINDOW: own, SESSION: session})

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
        found = (self._options.save(own) if own else "", _save_autostart(changes))
        return tuple(problem for problem in found if problem)


def _save_autostart(changes: Mapping[tuple[str, ...], Any]) -> str:
    """Switch it if that was wished; why it cannot be, else nothing."""
    path = (SESSION, AUTOSTART.key)
    if path not in changes:
        return ""
    try:
        (switch_on if changes[path] else switch_off)(os.environ)
    except AutostartError as error:
        return f"{'.'.join(path)}: {error}"
    return ""
