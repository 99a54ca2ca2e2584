"""What can be set for the window itself: declared like the settings of the configuration. No Qt in here."""

from __future__ import annotations

from enum import StrEnum, unique
from typing import Final

from parallel_execution_manager.scheduling.settings.declarations import Field, FieldType


@unique
class WindowKey(StrEnum):
    """Where each option stands in the window's settings file."""

    THEME = "theme"
    LANGUAGE = "language"
    CLOSING = "closing/running_tasks"
    TRAY = "tray/shown"
    TRAY_HIDES = "tray/closing_hides"
    UPDATE_RATE = "window/update_rate"
    TELL_HELD = "tell/role_held_back"
    TELL_RELEASED = "tell/role_released"
    TELL_FAILED = "tell/task_failed"
    TELL_FINISHED = "tell/queue_finished"


NEXT_START: Final = "Takes effect at the next start."
AT_ONCE: Final = "Takes effect at once."


def _switch(key: WindowKey, title: str, prose: str, *, default: bool) -> Field:
    return Field(key, FieldType.BOOLEAN, title, prose, default)


APPEARANCE: Final = (
    Field(
        WindowKey.THEME,
        FieldType.CHOICE,
        "Theme",
        f"Light or dark, or as the system says. {AT_ONCE}",
        "System",
        choices=("System", "Light", "Dark"),
    ),
    Field(
        WindowKey.LANGUAGE,
        FieldType.CHOICE,
        "Language",
        f"What the window speaks; as the system does, if it is one of these. {NEXT_START}",
        "System",
        choices=("System", "English", "Deutsch"),
    ),
    Field(
        WindowKey.UPDATE_RATE,
        FieldType.NUMBER,
        "Update rate",
        "How often lists and graphs are drawn anew at most; what happens meanwhile is shown together. "
        f"At 10 everything is shown as it comes. {AT_ONCE}",
        10,
        "per second",
        0.2,
        10,
    ),
    Field(
        WindowKey.CLOSING,
        FieldType.CHOICE,
        "Tasks that run when the window closes",
        f"Ask, let them run on where that is possible, or stop them. {AT_ONCE}",
        "ask",
        choices=("ask", "keep", "stop"),
    ),
)
AUTOSTART: Final = Field(
    "autostart",
    FieldType.BOOLEAN,
    "Open with the session",
    "Open the window when you log in, as pem autostart on does; it stands in the desktop's autostart folder. "
    f"{AT_ONCE}",
    default=False,
)
"""Not in the window's settings file: whether the desktop starts the program is for the desktop to know."""
TRAY: Final = (
    _switch(
        WindowKey.TRAY,
        "Tray icon",
        f"Show the state in the system's tray, with pause, resume and quit. {AT_ONCE}",
        default=False,
    ),
    _switch(
        WindowKey.TRAY_HIDES,
        "Closing hides",
        f"Closing the window leaves the program in the tray while its icon is shown there. {AT_ONCE}",
        default=False,
    ),
)
TELLING: Final = (
    _switch(
        WindowKey.TELL_FAILED,
        "A task failed",
        "Tell when a task has failed or run out of time.",
        default=True,
    ),
    _switch(
        WindowKey.TELL_FINISHED,
        "The queue is finished",
        "Tell when nothing is left to do.",
        default=True,
    ),
    _switch(
        WindowKey.TELL_HELD,
        "A role is held back",
        "Tell when the limits throttle or suspend a role.",
        default=True,
    ),
    _switch(
        WindowKey.TELL_RELEASED,
        "A role goes on",
        "Tell when a role that was held back by the limits goes on.",
        default=False,
    ),
)
WINDOW_FIELDS: Final = (*APPEARANCE, *TRAY, *TELLING)
