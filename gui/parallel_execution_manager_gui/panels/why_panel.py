"""Why a task waits: its checks, when it is likely to start, and buttons for what would start it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QPalette, QResizeEvent
from PySide6.QtWidgets import QFrame, QListView, QScrollArea, QVBoxLayout, QWidget

from parallel_execution_manager.scheduling.model.checks import Check
from parallel_execution_manager.scheduling.snapshot import Remedy
from parallel_execution_manager_gui.delegates.link_delegate import LinkDelegate
from parallel_execution_manager_gui.delegates.wrapped_state_delegate import WrappedStateDelegate
from parallel_execution_manager_gui.formatting import in_about
from parallel_execution_manager_gui.models.check_model import CheckModel
from parallel_execution_manager_gui.models.data_roles import LINKED_ROLE
from parallel_execution_manager_gui.panels.link_clicks import LinkClicks
from parallel_execution_manager_gui.panels.remedy_button import RemedyButton
from parallel_execution_manager_gui.remedy_texts import remedy_text
from parallel_execution_manager_gui.widgets import EmptyText, named, plain_label


class WhyPanel(QWidget):
    """Shows what it is told of one task. What the operator chooses is told, and carried out elsewhere."""

    task_chosen = Signal(str)
    remedy_chosen = Signal(object)

    def __init__(
        self,
        words: Callable[[Check], str],
        task_name: Callable[[str], str],
        role_title: Callable[[str], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        named(self, "why_panel", self.tr("Why the task waits"))
        self.checks = CheckModel(words, task_name, self)
        self._task_name, self._role_title = task_name, role_title
        self.view = self._make_view()
        self._empty = EmptyText(
            self.view,
            self.tr(
                "While a task waits in the queue, what keeps it from starting stands here, "
                "and what would start it."
            ),
        )
        self._start = named(plain_label(), "why_start", self.tr("Estimated start"))
        self._start.setWordWrap(True)
        self._area = self._make_area()
        self.data_dir: Path | None = None
        """The data folder that commands have to name, if there is need to."""
        self._remedies: tuple[Remedy, ...] = ()
        self._shown: list[RemedyButton] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.view, 3)
        layout.addWidget(self._start)
        layout.addWidget(self._area, 2)
        self.show_no_answer()

    def _make_view(self) -> QListView:
        view = named(_Checks(self), "details_checks", self.tr("Checks of the task's start"))
        view.setModel(self.checks)
        links = LinkDelegate(WrappedStateDelegate(view), view)
        view.setItemDelegate(links)
        view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        view.setFrameShape(QFrame.Shape.StyledPanel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setTextElideMode(Qt.TextElideMode.ElideRight)
        view.activated.connect(self._follow)
        LinkClicks(view, links).followed.connect(self.task_chosen)
        return view

    def _make_area(self) -> QScrollArea:
        area = named(QScrollArea(self), "why_remedies", self.tr("What would start the task now"))
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setBackgroundRole(QPalette.ColorRole.Window)
        inside = QWidget()
        self._buttons = QVBoxLayout(inside)
        self._buttons.setContentsMargins(0, 0, 4, 0)
        self._buttons.setSpacing(3)
        self._buttons.addStretch(1)
        area.setWidget(inside)
        return area

    def show_checks(self, checks: Sequence[Check]) -> None:
        """Show these checks; of a task that does not wait there are none."""
        self.checks.show(checks)
        if not checks:
            self.show_no_answer()

    def show_no_answer(self) -> None:
        """Nothing is known of what would start the task, and nobody has asked."""
        self._show(self._remedies_of(()), "")

    def show_asking(self) -> None:
        """The answer takes its time; what was told of this task before stays."""
        self._start.setText(self.tr("Asking what would start it…"))
        self._start.show()

    def show_remedies(self, remedies: Sequence[Remedy], start_in_s: float | None) -> None:
        """Show in how many seconds the task is likely to start, if known, and what would start it now."""
        when = self.tr("Estimated start: unknown.")
        if start_in_s is not None:
            when = self.tr("Estimated start: in about {time}.").format(time=in_about(start_in_s))
        what = (
            self.tr("What would start it now:")
            if remedies
            else self.tr("Nothing that was tried starts it now.")
        )
        self._show(self._remedies_of(remedies), f"{when} {what}")

    def _remedies_of(self, remedies: Sequence[Remedy]) -> tuple[Remedy, ...]:
        return tuple(remedy for remedy in remedies if remedy.actions)

    def _show(self, remedies: tuple[Remedy, ...], text: str) -> None:
        self._start.setText(text)
        self._start.setVisible(bool(text))
        self._area.setVisible(bool(remedies))
        if [remedy.words for remedy in remedies] == [remedy.words for remedy in self._remedies]:
            # The buttons stay, with the focus that one of them may have; what they do may be newer.
            for place, remedy in enumerate(remedies):
                self._shown[place].remedy = remedy
        else:
            self._replace_buttons(remedies)
        self._remedies = remedies

    def _replace_buttons(self, remedies: tuple[Remedy, ...]) -> None:
        for button in self._shown:
            self._buttons.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._shown = [
            RemedyButton(
                remedy,
                remedy_text(remedy, self._task_name, self._role_title),
                f"remedy_{place}",
                self.data_dir,
            )
            for place, remedy in enumerate(remedies)
        ]
        for place, button in enumerate(self._shown):
            button.chosen.connect(self.remedy_chosen)
            self._buttons.insertWidget(place, button)

    def _follow(self, index: QModelIndex) -> None:
        if linked := index.data(LINKED_ROLE):
            self.task_chosen.emit(str(linked))


class _Checks(QListView):
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the words anew: a list lays its lines out again for another height only."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()
