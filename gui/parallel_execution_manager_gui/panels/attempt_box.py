"""Chooses one of a task's attempts; shown only where there are several."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from parallel_execution_manager_gui.widgets import named

MOST_CHOICES = 100


class AttemptBox(QComboBox):
    """Newest attempt first. It stays with the newest one until the operator chooses another."""

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "log_attempt", self.tr("Attempt whose output is shown"))
        self._known = ("", 0)
        self.activated.connect(self._activate)
        self.hide()

    def follow(self, task_id: str, newest: int) -> int:
        """Offer the attempts of a task; the number of the chosen one."""
        if (task_id, newest) != self._known:
            stays = self.currentData() if task_id == self._known[0] and self.currentIndex() > 0 else None
            self._known = task_id, newest
            self.clear()
            for number in range(newest, max(0, newest - MOST_CHOICES), -1):
                self.addItem(
                    self.tr("Attempt {number} of {newest}").format(number=number, newest=newest), number
                )
            if stays is not None:
                self.setCurrentIndex(max(0, self.findData(stays)))
            self.setVisible(newest > 1)
        chosen = self.currentData()
        return newest if chosen is None else int(chosen)

    def _activate(self) -> None:
        self.chosen.emit()
