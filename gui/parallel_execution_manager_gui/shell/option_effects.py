"""Puts the window's options into force as soon as they are changed."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QActionGroup

from parallel_execution_manager_gui.snapshot_feed import SnapshotFeed
from parallel_execution_manager_gui.theme import Theme, ThemeChoice
from parallel_execution_manager_gui.window_options import WindowKey
from parallel_execution_manager_gui.window_settings import WindowSettings

_MS = 1000
AS_IT_COMES = 10
"""The manager itself tells of changes no more often than so many times a second."""


class OptionEffects(QObject):
    """Theme and update rate; whoever else goes by an option asks for its value when it needs it."""

    def __init__(
        self, options: WindowSettings, theme: Theme, themes: QActionGroup, feed: SnapshotFeed
    ) -> None:
        super().__init__(options)
        self._options = options
        self._theme = theme
        self._themes = themes
        self._feed = feed
        options.changed.connect(self._obey)
        themes.triggered.connect(self._tell_theme)
        self._obey(WindowKey.UPDATE_RATE)

    def _obey(self, key: str) -> None:
        value = self._options.value(WindowKey(key))
        if key == WindowKey.UPDATE_RATE:
            self._feed.rest_at_least(0 if value >= AS_IT_COMES else round(_MS / value))
        elif key == WindowKey.THEME and value != self._theme.choice:
            self._theme.choose(ThemeChoice(value))
            for action in self._themes.actions():
                action.setChecked(action.data() == value)

    def _tell_theme(self) -> None:
        """The menu has set it; whoever shows the options is to hear of it as well."""
        self._options.changed.emit(WindowKey.THEME)
