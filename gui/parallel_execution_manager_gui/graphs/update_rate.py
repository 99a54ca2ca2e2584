"""View ▸ Update: how often the computer is measured for the graphs, and so how often they move."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSettings, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu

from parallel_execution_manager_gui.translation.told import figure

CHOICES_S = (0.5, 1.0, 2.0, 5.0)
_FIRST_S = 1.0
_KEY = "view/update_every_s"


class UpdateRate(QObject):
    """Remembers the choice."""

    changed = Signal(float)

    def __init__(self, settings: QSettings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._every_s = _stored(settings)
        self._group = QActionGroup(self)
        self._group.triggered.connect(self._choose)

    @property
    def every_s(self) -> float:
        """Seconds from one update to the next."""
        return self._every_s

    def menu(self, parent: QMenu) -> QMenu:
        """The choices, for a submenu of ``parent``."""
        rates = QMenu(self.tr("&Update"), parent)
        rates.setObjectName("menu_update")
        for every_s in CHOICES_S:
            action = self._group.addAction(self.tr("Every {0} s").format(figure(every_s)))
            action.setObjectName(f"update_{every_s:g}")
            action.setData(every_s)
            action.setCheckable(True)
            action.setChecked(every_s == self._every_s)
            action.setStatusTip(self.tr("Measure the computer, and move the graphs, so often"))
            rates.addAction(action)
        return rates

    def _choose(self, action: QAction) -> None:
        self._every_s = float(action.data())
        self._settings.setValue(_KEY, self._every_s)
        self.changed.emit(self._every_s)


def _stored(settings: QSettings) -> float:
    """The remembered choice, if it is one."""
    try:
        stored = float(str(settings.value(_KEY, _FIRST_S)))
    except ValueError:
        return _FIRST_S
    return stored if stored in CHOICES_S else _FIRST_S
