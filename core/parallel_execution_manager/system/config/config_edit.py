"""Changing single settings in the configuration's file; whatever else stands in it stays as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import field, replace
from pathlib import Path
from typing import Any, Final

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.settings.configuration import ConfigurationError
from parallel_execution_manager.system.config.config_file import Declarations, parse_text, read_text
from parallel_execution_manager.system.config.json_edit import with_values
from parallel_execution_manager.system.config.json_text import KeyPath, read_json

NO_FILE: Final = ""
"""The version of a file that is not there."""
UNREADABLE: Final = "unreadable"
_NEW_FILE: Final = "{}\n"


@dataclass(frozen=True, slots=True)
class SettingsFile:
    """The configuration's file as it was read once.

    ``version`` tells two contents apart. ``given`` is what stands in it, without what it leaves out;
    ``problems`` are lines, and with any of them nothing can be changed before they are put right.
    """

    path: Path
    version: str
    given: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    text: str = field(default="", repr=False)

    def value(self, path: KeyPath) -> Any:
        """What stands at a key path; ``None`` if nothing does."""
        found: Any = self.given
        for key in path:
            found = found.get(key) if isinstance(found, Mapping) else None
        return found


def read_settings_file(path: Path, declarations: Declarations) -> SettingsFile:
    """Read the file; one that is bad is told in ``problems``, one that is missing is empty."""
    text = ""
    try:
        text = read_text(path)
        parse_text(text, path.name, declarations)
    except FileNotFoundError:
        return SettingsFile(path, NO_FILE)
    except ConfigurationError as error:
        return SettingsFile(path, _version(text), problems=error.lines, text=text)
    given = read_json(text).value
    return SettingsFile(path, _version(text), given if isinstance(given, Mapping) else {}, text=text)


def changed_text(file: SettingsFile, changes: Mapping[KeyPath, Any], declarations: Declarations) -> str:
    """The file's text with other values; ``None`` takes a key out, so that its default counts.

    Raises:
        ConfigurationError: it would have problems. They name no line: nothing of it has been written.
    """
    text = with_values(file.text if file.text.strip() else _NEW_FILE, changes)
    try:
        parse_text(text, file.path.name, declarations)
    except ConfigurationError as error:
        raise ConfigurationError(replace(problem, where="") for problem in error.problems) from None
    return text


def _version(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest() if text else UNREADABLE
