"""View ▸ Theme: follow the system, or be light or dark."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from parallel_execution_manager_gui.theme import Theme, ThemeChoice
from parallel_execution_manager_gui.translation.told import shown


class ThemeMenu(QObject):
    """One checkable action a choice; ``group`` tells which is on."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme
        self.group = QActionGroup(self)
        for choice in ThemeChoice:
            action = self.group.addAction(shown(choice.value))
            action.setObjectName(f"theme_{choice.name.lower()}")
            action.setData(choice.value)
            action.setCheckable(True)
            action.setChecked(choice is theme.choice)
        self.group.triggered.connect(self._choose)

    def add_to(self, menu: QMenu) -> QAction:
        """Put the choices into a menu of their own; the entry that opens it."""
        themes = menu.addMenu(self.tr("&Theme"))
        themes.setObjectName("menu_theme")
        themes.addActions(self.group.actions())
        return themes.menuAction()

    def _choose(self, action: QAction) -> None:
        self._theme.choose(ThemeChoice(str(action.data())))
