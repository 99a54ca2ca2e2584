"""Everything that is known of the selected task, and the checks behind its "why"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from parallel_execution_manager.scheduling.checks import Check
from parallel_execution_manager_gui.panels.fact_list import FactList
from parallel_execution_manager_gui.panels.why_panel import WhyPanel
from parallel_execution_manager_gui.task_facts import Fact
from parallel_execution_manager_gui.widgets import named, plain_label


class DetailsPanel(QWidget):
    """Three columns: the work, the measures, the checks."""

    def __init__(
        self,
        words: Callable[[Check], str],
        task_name: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._work = FactList("details_work", self.tr("The task's work"))
        self._measures = FactList("details_measures", self.tr("The task's times and measures"))
        self.why = WhyPanel(words, task_name)
        self._columns = self._make_columns()
        nothing = self.tr("Select a task to see its command, its attempts and what it waits for.")
        self._nothing = named(plain_label(nothing), "details_empty", self.tr("Details"))
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 6, 2)
        self._several = named(plain_label(), "details_several", self.tr("Number of selected tasks"))
        self._several.setVisible(False)
        layout.addWidget(self._several)
        layout.addWidget(self._nothing)
        layout.addWidget(self._columns)
        self.show_nothing()

    def _make_columns(self) -> QWidget:
        columns = QWidget(self)
        row = QHBoxLayout(columns)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._scrolled(self._work, "details_work_scroll", self.tr("The task's work")), 5)
        row.addWidget(
            self._scrolled(self._measures, "details_measures_scroll", self.tr("The task's measures")), 4
        )
        row.addWidget(self.why, 6)
        return columns

    def _scrolled(self, facts: FactList, name: str, title: str) -> QScrollArea:
        area = named(QScrollArea(), name, title)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setBackgroundRole(QPalette.ColorRole.Base)
        facts.setAutoFillBackground(True)
        facts.setBackgroundRole(QPalette.ColorRole.Base)
        area.setWidget(facts)
        return area

    def show_nothing(self) -> None:
        """No task is selected."""
        self._columns.hide()
        self._nothing.show()

    def tell_selected(self, number: int, name: str) -> None:
        """Say of which of several selected tasks the details are; of one nothing has to be said."""
        told = self.tr("%n task(s) selected; the details are those of “{name}”.", "", number)
        self._several.setText(told.format(name=name))
        self._several.setVisible(number > 1 and bool(name))

    def show_task(self, work: Sequence[Fact], measures: Sequence[Fact]) -> None:
        """Show what is known of a task; why it waits is shown by ``why``."""
        self._nothing.hide()
        self._columns.show()
        self._work.show_facts(work)
        self._measures.show_facts(measures)
