"""The window's options as they are kept in its settings file, and news of their changes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, QSettings, Signal

from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType, value_problem
from parallel_execution_manager_gui.stored_settings import flag
from parallel_execution_manager_gui.window_options import WINDOW_FIELDS, WindowKey

translate = QCoreApplication.translate
_FIELDS = {field.key: field for field in WINDOW_FIELDS}


class WindowSettings(QObject):
    """A value that cannot be used counts as not set: somebody may have written into the file."""

    changed = Signal(str)
    """The key of an option that has another value now."""

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings

    def value(self, key: WindowKey) -> Any:
        """The option's value, or its default."""
        field = _FIELDS[key]
        given = self.given(key)
        return field.default if given is None else given

    def is_on(self, key: WindowKey) -> bool:
        """Whether a switch is on."""
        return bool(self.value(key))

    def given(self, key: WindowKey) -> Any:
        """What stands in the file, if it can be used; ``None`` if nothing does."""
        field = _FIELDS[key]
        if not self._settings.contains(key):
            return None
        value = _typed(field, self._settings, key)
        return None if value_problem(field, value) else value

    def set(self, key: WindowKey, value: Any) -> None:
        """Keep another value; ``None`` takes the option out, so that its default counts."""
        if value is None:
            self._settings.remove(key)
        else:
            self._settings.setValue(key, value)
        self.changed.emit(key)

    def save(self, changes: Mapping[WindowKey, Any]) -> str:
        """Keep other values; what is wrong with the file if it does not take them, else nothing."""
        for key, value in changes.items():
            self.set(key, value)
        self._settings.sync()
        if self._settings.status() is QSettings.Status.NoError:
            return ""
        return self.tr(
            "{file} cannot be written: the window's options count until the program ends. "
            "Make the file and its folder writable to keep them."
        ).format(file=self._settings.fileName())


def _typed(field: Field, settings: QSettings, key: str) -> Any:
    """The file knows only texts."""
    if field.type is FieldType.BOOLEAN:
        return flag(settings, key, default=bool(field.default))
    value = settings.value(key)
    if field.type is FieldType.NUMBER:
        try:
            return float(value)
        except (TypeError, ValueError):
            return None
    return value


def put_broken_aside(path: Path) -> str:
    """Rename a settings file that cannot be read, so that the window has its defaults; what to tell of it.

    Without this the first change would write over whatever is left in it.
    """
    problem = _problem_of(path)
    if not problem:
        return ""
    aside = path.with_name(f"{path.name}.broken")
    try:
        path.replace(aside)
    except OSError as error:
        told = translate(
            "WindowSettings",
            "{path} cannot be used ({problem}): the window starts with its defaults. {error}.",
        )
        return told.format(path=path, problem=problem, error=error.strerror)
    told = translate(
        "WindowSettings",
        "{path} cannot be used ({problem}): the window starts with its defaults. It is kept as {aside}",
    )
    return told.format(path=path, problem=problem, aside=aside)


def not_writable(path: Path) -> str:
    """What to tell if the window's settings cannot be kept; empty if they can."""
    place = next(place for place in (path, *path.parents) if place.exists())
    may_be_made = place == path or place.is_dir()
    if may_be_made and os.access(place, os.W_OK):
        return ""
    if may_be_made:
        told = translate(
            "WindowSettings",
            "{path} cannot be written: what you set and move in the window counts until the program ends. "
            "Make {place} writable to keep it.",
        )
    else:
        told = translate(
            "WindowSettings",
            "{path} cannot be written: what you set and move in the window counts until the program ends. "
            "Make {place} a folder to keep it.",
        )
    return told.format(path=path, place=place)


def _problem_of(path: Path) -> str:
    """Why a settings file cannot be used. Qt itself takes nearly anything for one that is empty."""
    if not path.exists():
        return ""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        return error.strerror or str(error)
    except UnicodeDecodeError:
        text = "\0"
    if "\0" not in text and all(map(_is_settings_line, text.splitlines())):
        return ""
    return translate("WindowSettings", "it is no settings file")


def _is_settings_line(line: str) -> bool:
    line = line.strip()
    if line.startswith("["):
        return line.endswith("]")
    return not line or line.startswith((";", "#")) or "=" in line
