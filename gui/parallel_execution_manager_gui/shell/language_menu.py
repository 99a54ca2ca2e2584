"""View ▸ Language: which language the window speaks from its next start."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from parallel_execution_manager_gui.translation.language import Language
from parallel_execution_manager_gui.translation.told import shown
from parallel_execution_manager_gui.window_options import WindowKey
from parallel_execution_manager_gui.window_settings import WindowSettings


class LanguageMenu(QObject):
    """Keeps the choice; what is on the screen already stays in the language it was made in."""

    told = Signal(str)

    def __init__(self, menu: QMenu, options: WindowSettings) -> None:
        super().__init__(menu)
        self._options = options
        languages = menu.addMenu(self.tr("Lan&guage"))
        languages.setObjectName("menu_language")
        self._group = QActionGroup(self)
        for language in Language:
            action = self._group.addAction(shown(language.value))
            action.setObjectName(f"language_{language.name.lower()}")
            action.setData(language.value)
            action.setCheckable(True)
            languages.addAction(action)
        self._mark()
        self._group.triggered.connect(self._choose)
        options.changed.connect(self._mark)

    def _mark(self) -> None:
        chosen = self._options.value(WindowKey.LANGUAGE)
        for action in self._group.actions():
            action.setChecked(action.data() == chosen)

    def _choose(self, action: QAction) -> None:
        self._options.set(WindowKey.LANGUAGE, action.data())
        self.told.emit(self.tr("The window speaks the chosen language from its next start."))
