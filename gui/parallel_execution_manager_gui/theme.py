"""Which of the two palettes is on: as the system says, or as the operator chose."""

from __future__ import annotations

from enum import StrEnum, unique

from PySide6.QtCore import QObject, QSettings, Qt
from PySide6.QtWidgets import QApplication, QCheckBox

from parallel_execution_manager_gui.palette import DARK, LIGHT, box_palette, qt_palette
from parallel_execution_manager_gui.window_options import WindowKey


@unique
class ThemeChoice(StrEnum):
    """What the operator can choose; the value is the word in the menu."""

    SYSTEM = "System"
    LIGHT = "Light"
    DARK = "Dark"


_STYLE = "fusion"
"""Drawn by Qt itself, so that it looks the same everywhere and follows the palette."""


class Theme(QObject):
    """Sets the application's palette; widgets learn of it through their palette."""

    def __init__(self, application: QApplication, settings: QSettings) -> None:
        super().__init__()
        self._application = application
        self._settings = settings
        stored = str(settings.value(WindowKey.THEME, ThemeChoice.SYSTEM.value))
        self._choice = ThemeChoice(stored) if stored in tuple(ThemeChoice) else ThemeChoice.SYSTEM
        if application.style().name() != _STYLE:
            application.setStyle(_STYLE)
        application.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    @property
    def choice(self) -> ThemeChoice:
        """What was chosen."""
        return self._choice

    def choose(self, choice: ThemeChoice) -> None:
        """Use this theme from now on and at the next start."""
        self._choice = choice
        self._settings.setValue(WindowKey.THEME, choice.value)
        self._apply()

    def is_dark(self) -> bool:
        """Whether the dark palette is on. A system that does not say is taken for light."""
        if self._choice is not ThemeChoice.SYSTEM:
            return self._choice is ThemeChoice.DARK
        return self._application.styleHints().colorScheme() is Qt.ColorScheme.Dark

    def _apply(self) -> None:
        colours = DARK if self.is_dark() else LIGHT
        self._application.setPalette(qt_palette(colours))
        # Qt's types ask for bytes, and refuse them.
        self._application.setPalette(box_palette(colours), QCheckBox.__name__)  # type: ignore[arg-type]
