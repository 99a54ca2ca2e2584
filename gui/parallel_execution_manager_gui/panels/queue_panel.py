"""The central panel: chips and the queue, with notices over its foot."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, QPoint, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from parallel_execution_manager_gui.action_set import ActionSet
from parallel_execution_manager_gui.actions import QUEUE_MENU, Scope
from parallel_execution_manager_gui.looks import LookGroup
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.notice_bar import NoticeBar
from parallel_execution_manager_gui.panels.chips import Chips
from parallel_execution_manager_gui.panels.queue_view import QueueView
from parallel_execution_manager_gui.widgets import EmptyText, named

_NO_TASKS = "No tasks yet.\nAdd a task (Ctrl+N) or load the demo queue from the File menu."
_NO_MATCH = "No task matches the filter.\nClear it (Esc) to see all tasks."


class QueuePanel(QWidget):
    """Shows the queue; says which task is selected."""

    current_changed = Signal(str)

    def __init__(self, queue: QueueModel, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "queue_panel", "Queue")
        self._actions = actions
        self._queue = queue
        self.view = QueueView(queue, self)
        self.chips = named(Chips(queue, self), "chips", "Tasks by state")
        self.notices = NoticeBar(self.view)
        self._empty = EmptyText(self.view, _NO_TASKS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 6, 0)
        layout.setSpacing(4)
        layout.addWidget(self.chips)
        layout.addWidget(self.view, 1)
        self._awaited = ""
        queue.counts_changed.connect(self._look_for_awaited)
        actions.give_keys(Scope.QUEUE, self.view)
        self.chips.chosen.connect(self._choose)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.view.selectionModel().currentRowChanged.connect(self._tell_current)
        self.view.sort_needed.connect(self._explain_sorting)

    def search(self, text: str) -> None:
        """Filter by words."""
        self._queue.search(text)
        self._say_why_empty()

    def show_task(self, task_id: str) -> bool:
        """Select a task and scroll to it, if the filter shows it."""
        row = self._queue.row_of(task_id)
        if row is None:
            return False
        index = self._queue.index(row, 0)
        # Not selectRow: with Ctrl held it would add to the selection.
        flags = QItemSelectionModel.SelectionFlag
        self.view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.view.scrollTo(index)
        if self.notices.covers(self.view.visualRect(index).bottom() + self.view.viewport().y()):
            self.view.scrollTo(index, QueueView.ScrollHint.PositionAtTop)
        return True

    def show_added(self, task_id: str) -> None:
        """Select a task that was just queued, as soon as a snapshot has it."""
        self._awaited = task_id
        self._look_for_awaited()

    def _look_for_awaited(self) -> None:
        view = self._queue.view(self._awaited)
        if view is None:
            return
        self._awaited = ""
        if not self.show_task(view.id):
            self.notices.tell(f"“{view.spec.name}” is queued, but hidden by the filter. Esc clears it.")

    def tick(self, now: float) -> None:
        """Let running times go on."""
        self._queue.tick(now)
        if self._queue.rowCount():
            self.view.viewport().update()

    def _choose(self, group: LookGroup) -> None:
        self._queue.choose(group)
        self._say_why_empty()

    def _say_why_empty(self) -> None:
        self._empty.setText(_NO_MATCH if self._queue.is_filtering else _NO_TASKS)
        self._empty.refresh()

    def _open_menu(self, place: QPoint) -> None:
        menu = self._actions.menu(QUEUE_MENU, self)
        self._queue.freeze("menu")
        menu.aboutToHide.connect(self._menu_closed)
        menu.popup(self.view.viewport().mapToGlobal(place))

    def _menu_closed(self) -> None:
        self._queue.thaw("menu")

    def _tell_current(self) -> None:
        self.current_changed.emit(self.view.current_id() or "")

    def _explain_sorting(self) -> None:
        self.notices.tell("Sort by # to reorder: click the first column's title.")
