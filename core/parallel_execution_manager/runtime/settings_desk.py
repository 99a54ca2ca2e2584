"""Settings that are changed while the manager runs, in the configuration's file and in force at once."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

from parallel_execution_manager.runtime.configuration_keeper import ConfigurationKeeper
from parallel_execution_manager.runtime.errors import SettingsChanged, WishRefused
from parallel_execution_manager.runtime.rules import Rules
from parallel_execution_manager.scheduling.settings.configuration import ConfigurationError
from parallel_execution_manager.system.config.edit import SettingsFile, changed_text, read_settings_file
from parallel_execution_manager.system.files.atomic_write import replace_text

KeyPath = tuple[str, ...]


def by_key_path(settings: Mapping[str, Mapping[str, Any]]) -> dict[KeyPath, Any]:
    """What is to be saved of sections with their keys, as programs and remedies write settings.

    A key of a role stands behind the role's name and a dot, as in ``gui_testing.max_concurrent_tasks``.
    """
    return {
        (section, *key.split(".")): value for section, part in settings.items() for key, value in part.items()
    }


class SettingsDesk:
    """Reads and changes the file of one configuration, one change at a time."""

    def __init__(self, keeper: ConfigurationKeeper, rules: Rules) -> None:
        self._keeper = keeper
        self._rules = rules
        self._saving = threading.Lock()

    def read(self) -> SettingsFile:
        """The file as it stands on the disk now."""
        return read_settings_file(self._keeper.path, self._keeper.declarations)

    def save(self, changes: Mapping[KeyPath, Any], version: str | None = None) -> SettingsFile:
        """Write other values at key paths, and put the file in force; ``None`` takes a key out.

        The file is replaced as a whole or not at all, and what is not changed stays as it is written. With
        ``version`` it must still be the one that was read.

        Raises:
            SettingsChanged: the file is another by now; nothing was written.
            WishRefused: the file is bad, or would be, or cannot be written; nothing was written.
        """
        with self._saving:
            file = self.read()
            if version is not None and file.version != version:
                raise SettingsChanged([f"{file.path} was changed by another program meanwhile"])
            if file.problems:
                ending = f"{file.path} is left as it is: put it right first"
                raise WishRefused([*file.problems, ending])
            try:
                text = changed_text(file, changes, self._keeper.declarations)
            except ConfigurationError as error:
                raise WishRefused([str(problem) for problem in error.problems]) from error
            if text != file.text:
                self._write(file, text)
        problems = self._rules.reload()
        if problems:
            raise WishRefused(problems)
        return self.read()

    def _write(self, file: SettingsFile, text: str) -> None:
        try:
            replace_text(file.path, text)
        except OSError as error:
            reason = error.strerror or str(error)
            sentence = f"{file.path} cannot be written: {reason}; make the file and its folder writable"
            raise WishRefused([sentence]) from error
