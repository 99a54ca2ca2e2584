"""Finds a task by its name or id, because nobody knows ids by heart."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

from parallel_execution_manager_gui.widgets import named

Name = tuple[str, str]
"""Id and name of a task."""


class TaskPicker(QLineEdit):
    """Offers the tasks whose name or id contains what is typed; tells the id of the chosen one."""

    chosen = Signal(str)

    def __init__(self, tasks: Sequence[Name], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "task_picker", self.tr("Find a task to run after"))
        self.setPlaceholderText(self.tr("type a part of a task's name or id, then choose it"))
        self.setToolTip(self.tr("The chosen task's id is added to the list above."))
        self._ids = {f"{name}  ({task_id})": task_id for task_id, name in tasks}
        completer = QCompleter(list(self._ids), self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setPopup(named(QListView(), "task_picker_offers", self.tr("Tasks found")))
        completer.activated.connect(self._choose)
        self.setCompleter(completer)

    def _choose(self, text: str) -> None:
        self.chosen.emit(self._ids[text])
        # The completer writes what was chosen into the line after it has told it.
        QTimer.singleShot(0, self, self.clear)
