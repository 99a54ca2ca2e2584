"""The central panel: chips and the queue, with notices over its foot."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QMenu, QVBoxLayout, QWidget

from parallel_execution_manager.control.wording import printable
from parallel_execution_manager_gui.action_layouts import QUEUE_MENU
from parallel_execution_manager_gui.action_set import ActionSet
from parallel_execution_manager_gui.actions import Scope
from parallel_execution_manager_gui.looks import LookGroup, Wished
from parallel_execution_manager_gui.models.filter_query import MOST_CHARACTERS, Fault, FilterError
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.notice_bar import NoticeBar, Offer
from parallel_execution_manager_gui.panels.chips import Chips
from parallel_execution_manager_gui.panels.queue_view import QueueView
from parallel_execution_manager_gui.plain_text import shown_name
from parallel_execution_manager_gui.translation.told import count, local
from parallel_execution_manager_gui.widgets import EmptyText, named, problem_label


class QueuePanel(QWidget):
    """Shows the queue; says which task is selected."""

    current_changed = Signal(str)
    selected = Signal(int)
    """How many tasks are selected by now."""

    def __init__(self, queue: QueueModel, actions: ActionSet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "queue_panel", self.tr("Queue"))
        self._actions = actions
        self._queue = queue
        self.view = QueueView(queue, self)
        self.chips = named(Chips(queue, self), "chips", self.tr("Tasks by state"))
        self.notices = NoticeBar(self.view)
        self._unsettled = self._searched = ""
        self._empty = EmptyText(self.view, self._nothing())
        self._problem = problem_label("filter_problem", self.tr("What is wrong with the filter"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 6, 0)
        layout.setSpacing(4)
        layout.addWidget(self.chips)
        layout.addWidget(self._problem)
        layout.addWidget(self.view, 1)
        self._awaited: tuple[str, ...] = ()
        queue.counts_changed.connect(self._look_for_awaited)
        queue.seen_anew.connect(self.view.viewport().update)
        actions.give_keys(Scope.QUEUE, self.view)
        self.chips.chosen.connect(self._choose)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.view.selectionModel().currentRowChanged.connect(self._tell_current)
        self.view.selectionModel().selectionChanged.connect(self._tell_selected)
        self.view.sort_needed.connect(self._explain_sorting)
        self.view.order_let_go.connect(self._follow_shown)

    def search(self, text: str) -> None:
        """Filter by what is written; a text that is no filter is told and changes nothing."""
        try:
            self._queue.search(text)
        except FilterError as error:
            self._problem.setText(self._told(error))
            self._problem.show()
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._problem.text()))
            return
        self._problem.hide()
        self._searched = text.strip()
        self._say_why_empty()

    def _told(self, error: FilterError) -> str:
        part = local(error.part) if error.fault is Fault.TOO_LONG else printable(error.part)
        texts = {
            Fault.TOO_LONG: self.tr(
                "A filter has at most {most} characters, and this one {part}: shorten it."
            ),
            Fault.REPEATED_GROUP: self.tr(
                "/{part}/ repeats a group, which can take for ever: repeat single characters instead."
            ),
            Fault.COSTLY: self.tr(
                "/{part}/ can take for ever: use fewer of * + ? and |, or words with * between them."
            ),
            Fault.UNFINISHED: self.tr(
                "/{part} is not finished: end it with a slash, or leave the first one out. "
                "Until then nothing changes."
            ),
            Fault.WRONG_REGEX: self.tr(
                "/{part}/ is no regular expression ({reason}): correct it, or leave the slashes out."
            ),
        }
        return texts[error.fault].format(part=part, reason=error.reason, most=count(MOST_CHARACTERS))

    def show_task(self, task_id: str) -> bool:
        """Select a task and scroll to it, if the filter shows it."""
        row = self._queue.row_of(task_id)
        if row is None:
            return False
        index = self._queue.index(row, 0)
        # Not selectRow: with Ctrl held it would add to the selection.
        flags = QItemSelectionModel.SelectionFlag
        self.view.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self._scroll_to(index)
        return True

    def _scroll_to(self, index: QModelIndex) -> None:
        self.view.scrollTo(index)
        if self.notices.covers(self.view.visualRect(index).bottom() + self.view.viewport().y()):
            self.view.scrollTo(index, QueueView.ScrollHint.PositionAtTop)

    def show_added(self, task_id: str) -> None:
        """Select a task that was just queued, as soon as a snapshot has it."""
        self.show_again((task_id,))

    def show_again(self, task_ids: Sequence[str]) -> None:
        """Select tasks as soon as a snapshot has them."""
        self._awaited = tuple(task_ids)
        self._look_for_awaited()

    def _nothing(self) -> str:
        if self._searched:
            told = self.tr("No task matches the filter “{filter}”.\nClear it (Esc) to see all tasks.")
            return told.format(filter=printable(self._searched))
        if self._queue.is_filtering:
            return self.tr("No task matches the filter.\nClear it (Esc) to see all tasks.")
        return self.tr("The list is empty.\nAdd a task (Ctrl+N) or load the demo queue from the File menu.")

    def _look_for_awaited(self) -> None:
        views = [self._queue.view(task_id) for task_id in self._awaited]
        view = views[0] if views and None not in views else None
        if view is None:
            return
        shown, self._awaited = self._awaited, ()
        if self.show_task(view.id):
            self.view.select(shown)
            # While rows are held still it stands at the end, and goes to its place later.
            self._unsettled = view.id if self._queue.holds_still else ""
        else:
            told = self.tr("“{name}” is queued, but hidden by the filter. Esc clears it.")
            self.notices.tell(told.format(name=shown_name(view)))

    def _follow_shown(self) -> None:
        """Keep a task that was brought in sight there when it goes to its place."""
        row = self._queue.row_of(self._unsettled)
        if row is None or self._queue.holds_still:
            return
        if self._unsettled == self.view.current_id():
            self._scroll_to(self._queue.index(row, 0))
        self._unsettled = ""

    def show_wished(self, task_ids: Iterable[str], word: Wished) -> None:
        """Say in their rows what is wished of tasks. Painted before this returns: the manager may be busy."""
        self._queue.wished.put(task_ids, word, self._queue.now)
        self.view.viewport().repaint()

    def forget_wished(self) -> None:
        """Show all tasks as they are: a wish was refused."""
        if self._queue.wished.forget():
            self.view.viewport().update()

    def tick(self, now: float) -> None:
        """Let running times go on."""
        self._queue.tick(now)
        if self._queue.wished.expire(now):
            self.view.viewport().update()
        self.view.look_for_ctrl()
        if self._queue.is_live():
            self.view.repaint_clocks()

    def _choose(self, group: LookGroup) -> None:
        self._queue.choose(group)
        self._say_why_empty()

    def _say_why_empty(self) -> None:
        self._empty.setText(self._nothing())
        self._empty.refresh()

    def hold_still_for(self, menu: QMenu) -> None:
        """Keep the order of rows while this menu is open."""
        menu.aboutToShow.connect(self._menu_opened)
        menu.aboutToHide.connect(self._menu_closed)

    def _menu_opened(self) -> None:
        self._queue.freeze("menu")

    def _open_menu(self, place: QPoint) -> None:
        menu = self._actions.menu(QUEUE_MENU, self)
        self.hold_still_for(menu)
        menu.popup(self.view.viewport().mapToGlobal(place))

    def _menu_closed(self) -> None:
        self._queue.thaw("menu")
        self._follow_shown()

    def _tell_current(self) -> None:
        self.current_changed.emit(self.view.current_id() or "")

    def _tell_selected(self) -> None:
        self.selected.emit(self.view.selected_count())

    def _explain_sorting(self) -> None:
        self.notices.tell(
            self.tr("Sort by # to reorder: only then are rows in the order in which they run."),
            Offer(self.tr("Sort by #"), self.view.sort_by_place),
        )
