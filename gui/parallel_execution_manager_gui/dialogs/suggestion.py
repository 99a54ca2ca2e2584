"""What was learned about a task like the one in the form, offered beside its fields."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from parallel_execution_manager.scheduling.admission.estimates import Estimate
from parallel_execution_manager.scheduling.explain.reasons import where_from
from parallel_execution_manager_gui.formatting import cores, memory
from parallel_execution_manager_gui.translation.told import local, told
from parallel_execution_manager_gui.widgets import named, plain_label


class Suggestion(QWidget):
    """A line with what was measured, and a button that takes it over."""

    taken = Signal(float, float)
    """Cores and MiB."""

    def __init__(self, ask: Callable[[], Estimate | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ask = ask
        self._estimate: Estimate | None = None
        self._text = named(plain_label(), "suggestion_text", self.tr("What was measured"))
        self._text.setWordWrap(True)
        self._use = named(QPushButton(self.tr("&Use")), "suggestion_use", self.tr("Use what was measured"))
        self._use.clicked.connect(self._take)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._text, 1)
        row.addWidget(self._use)
        self.refresh()

    def refresh(self) -> None:
        """Ask anew: the form may be about another task by now."""
        found = self._ask()
        self._estimate = found if found is not None and found.runs else None
        self._use.setVisible(self._estimate is not None)
        if self._estimate is None:
            self._text.setText(self.tr("No task like this was measured yet: its role's requirement counts."))
            return
        need = self._estimate.requirement
        self._text.setText(
            self.tr("{cores} cores, {memory} ({source})").format(
                cores=local(cores(need.cpu_cores)),
                memory=local(memory(need.memory_mb)),
                source=told(where_from(self._estimate)),
            )
        )

    def _take(self) -> None:
        if self._estimate is not None:
            need = self._estimate.requirement
            self.taken.emit(round(need.cpu_cores, 2), float(round(need.memory_mb)))
