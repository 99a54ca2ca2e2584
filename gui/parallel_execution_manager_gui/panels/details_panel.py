"""Everything that is known of the selected task, and the checks behind its "why"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from parallel_execution_manager.scheduling.model.checks import Check
from parallel_execution_manager_gui.panels.fact_list import FactList
from parallel_execution_manager_gui.panels.why_panel import WhyPanel
from parallel_execution_manager_gui.task_facts import Fact
from parallel_execution_manager_gui.widgets import named, plain_label

_GAP = 6
_NARROW_IN_LETTERS = 110


class DetailsPanel(QWidget):
    """Three columns: the work, the measures, the checks; the first two share one where room is scarce."""

    def __init__(
        self,
        words: Callable[[Check], str],
        task_name: Callable[[str], str],
        role_title: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._work = FactList("details_work", self.tr("The task's work"))
        self._measures = FactList("details_measures", self.tr("The task's times and measures"))
        self.why = WhyPanel(words, task_name, role_title)
        self._facts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns = self._make_columns()
        nothing = self.tr(
            "The command, files, times and measures of a task stand here, and why it waits.\n"
            "Select a task in the queue to see them."
        )
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
        row.setSpacing(_GAP)
        self._facts.setSpacing(_GAP)
        for facts, name, title, part in (
            (self._work, "details_work_scroll", self.tr("The task's work"), 5),
            (self._measures, "details_measures_scroll", self.tr("The task's measures"), 4),
        ):
            self._facts.addWidget(self._scrolled(facts, name, title), part)
        row.addLayout(self._facts, 9)
        row.addWidget(self.why, 7)
        return columns

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the facts one below the other where three columns would be too narrow to read."""
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        is_narrow = self.width() < _NARROW_IN_LETTERS * self.fontMetrics().averageCharWidth()
        self._facts.setDirection(ways.TopToBottom if is_narrow else ways.LeftToRight)

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
