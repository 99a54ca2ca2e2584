"""What has ended: a list that goes back as far as the history does, and statistics of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import IntEnum, unique

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QLineEdit,
    QMenu,
    QStackedWidget,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.system.storage.history import PastRun, RunStatistics
from parallel_execution_manager_gui.background import Background
from parallel_execution_manager_gui.delegates.state_delegate import StateDelegate
from parallel_execution_manager_gui.flow_layout import FlowLayout
from parallel_execution_manager_gui.models.history_model import HistoryModel
from parallel_execution_manager_gui.models.statistics_model import StatisticsModel
from parallel_execution_manager_gui.plain_text import without_mnemonic
from parallel_execution_manager_gui.run_columns import COLUMNS
from parallel_execution_manager_gui.statistics_columns import COLUMNS as FIGURES
from parallel_execution_manager_gui.translation.told import count
from parallel_execution_manager_gui.widgets import EmptyText, give_width, named, plain_label, style_table

_PAUSE_MS = 250
_NAME_WIDTH = 240
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_FAILED = frozenset({TaskState.FAILED.value, TaskState.TIMED_OUT.value, TaskState.LOST.value})
Statistics = Callable[[bool], Sequence[RunStatistics]]


@unique
class Page(IntEnum):
    """What the panel shows."""

    RUNS = 0
    BY_ROLE = 1
    BY_KIND = 2


class HistoryPanel(QWidget):
    """Asks in the background, and only while it is in sight."""

    run_chosen = Signal(object)

    def __init__(
        self,
        runs: HistoryModel,
        statistics: Statistics,
        roles: Mapping[str, str],
        menu_actions: Sequence[QAction],
        buttons: Sequence[QAction],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.runs = runs
        runs.setParent(self)
        self._ask_statistics = statistics
        self._menu_actions, self._buttons = menu_actions, buttons
        self._figures = StatisticsModel(lambda name: roles.get(name, name), self)
        self._figures_asked: Background[Sequence[RunStatistics]] = Background(
            self._figures.show, self._figures_done, self
        )
        self._in_sight, self._is_stale = False, True
        self._kept: list[int] = []
        self.view = self._make_runs_view()
        self._figures_view = self._make_figures_view()
        self._empty = EmptyText(self.view, "")
        self._empty_figures = EmptyText(
            self._figures_view, self.tr("No task has ended yet: there is nothing to count.")
        )
        self._pages = QStackedWidget()
        self._page = self._box("history_page", self.tr("What is shown of the history"))
        self._search = named(
            QLineEdit(), "history_search", self.tr("Find in the history by task, id or reason")
        )
        self._role = self._box("history_role", self.tr("Role whose runs are shown"))
        self._state = self._box("history_state", self.tr("Ends that are shown"))
        self._newer = named(QToolButton(), "history_newer", self.tr("Show what has ended since"))
        self._count = named(plain_label(), "history_count", self.tr("How many runs there are"))
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._fill(roles)
        self._arrange()

    def _box(self, name: str, said: str) -> QComboBox:
        return named(QComboBox(), name, said)

    def _make_runs_view(self) -> QTableView:
        view = named(QTableView(self), "history_view", self.tr("Tasks that have ended"))
        view.setModel(self.runs)
        style_table(view)
        view.setItemDelegate(StateDelegate(view))
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setSortingEnabled(False)
        header = view.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        # The newest end comes first until another order is chosen.
        header.setSortIndicator(-1, Qt.SortOrder.DescendingOrder)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(_LEFT)
        header.setAccessibleName(self.tr("Columns of the history"))
        header.sortIndicatorChanged.connect(self.runs.sort)
        for column, info in COLUMNS.items():
            give_width(header, column, info.width, info.longest)
        view.doubleClicked.connect(self._choose)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._show_menu)
        return view

    def _make_figures_view(self) -> QTableView:
        view = named(QTableView(self), "history_figures", self.tr("Statistics of the history"))
        view.setModel(self._figures)
        style_table(view)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.horizontalHeader().setSortIndicator(1, Qt.SortOrder.DescendingOrder)
        view.setSortingEnabled(True)
        view.horizontalHeader().setStretchLastSection(True)
        view.horizontalHeader().setDefaultAlignment(_LEFT)
        view.horizontalHeader().setAccessibleName(self.tr("Columns of the statistics"))
        for place, width in enumerate((_NAME_WIDTH, *(column.width for column in FIGURES))):
            give_width(view.horizontalHeader(), place, width)
        return view

    def _fill(self, roles: Mapping[str, str]) -> None:
        for page, text in (
            (Page.RUNS, self.tr("Runs")),
            (Page.BY_ROLE, self.tr("Statistics by role")),
            (Page.BY_KIND, self.tr("Statistics by kind")),
        ):
            self._page.addItem(text, page)
        self._role.addItem(self.tr("All roles"), "")
        for name, title in roles.items():
            self._role.addItem(title, name)
        self._state.addItem(self.tr("However ended"), frozenset())
        self._state.addItem(self.tr("Succeeded"), frozenset({TaskState.SUCCEEDED.value}))
        self._state.addItem(self.tr("Failed, timed out or lost"), _FAILED)
        self._state.addItem(self.tr("Cancelled"), frozenset({TaskState.CANCELLED.value}))
        self._search.setPlaceholderText(self.tr("Find a run"))
        self._search.setClearButtonEnabled(True)
        self._search.setMaxLength(200)
        self._search.setMinimumWidth(150)
        self._newer.setText(self.tr("Newer runs ↻"))
        self._newer.setAutoRaise(True)
        self._newer.hide()
        self._count.setForegroundRole(QPalette.ColorRole.PlaceholderText)

    def _arrange(self) -> None:
        self._page.currentIndexChanged.connect(self._turn_page)
        self._search.textChanged.connect(self._ask_soon)
        self._role.currentIndexChanged.connect(self._ask_soon)
        self._state.currentIndexChanged.connect(self._ask_soon)
        self._newer.clicked.connect(self._refresh)
        self.runs.told.connect(self._select_kept)
        self.runs.told.connect(self._tell)
        head = QWidget(self)
        row = FlowLayout(head, 6)
        row.setContentsMargins(2, 0, 4, 0)
        for widget in (self._page, self._search, self._role, self._state, self._newer):
            row.addWidget(widget)
        row.addWidget(self._count)
        for action in self._buttons:
            button = named(QToolButton(), f"button_{action.objectName()}", without_mnemonic(action.text()))
            button.setDefaultAction(action)
            button.setAutoRaise(True)
            row.addWidget(button)
        self._pages.addWidget(self.view)
        self._pages.addWidget(self._figures_view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 6, 2)
        layout.setSpacing(4)
        layout.addWidget(head)
        layout.addWidget(self._pages, 1)
        self._tell()

    def chosen(self) -> list[PastRun]:
        """The selected runs from top to bottom."""
        rows = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return [self.runs.run_at(row) for row in rows]

    def note_ends(self) -> None:
        """Something has ended. Rows that are being read do not move: it is shown when asked for then."""
        self._is_stale = True
        if self._in_sight and not self._pause.isActive():
            self._pause.start()

    def set_in_sight(self, in_sight: bool) -> None:
        """Ask while in sight."""
        self._in_sight = in_sight
        if in_sight and self._is_stale:
            self._ask()

    def stop(self) -> None:
        """Ask no more."""
        self._pause.stop()
        self.runs.stop()
        self._figures_asked.stop()

    def _ask_soon(self) -> None:
        self.view.clearSelection()
        self.view.scrollToTop()
        self._pause.start()

    def _ask(self) -> None:
        if self._page.currentData() != Page.RUNS:
            self._is_stale = False
            by_kind = self._page.currentData() == Page.BY_KIND
            self._figures_asked.start(_asked(self._ask_statistics, by_kind))
            return
        query = replace(
            self.runs.query,
            text=self._search.text().strip(),
            role=self._role.currentData(),
            states=self._state.currentData(),
        )
        is_same = query == self.runs.query
        if is_same and self.runs.rowCount() and (self.chosen() or self.view.verticalScrollBar().value()):
            self._newer.show()
            return
        self._is_stale = False
        self._newer.hide()
        self.runs.show(query)

    def _refresh(self) -> None:
        self._kept = [run.number for run in self.chosen()]
        self._is_stale = False
        self._newer.hide()
        self.view.clearSelection()
        self.runs.refresh()

    def _select_kept(self) -> None:
        """Select again what was selected before new runs came, as far as it has been fetched."""
        rows = [row for number in self._kept if (row := self.runs.row_of(number)) is not None]
        self._kept = []
        flags = QItemSelectionModel.SelectionFlag
        for row in rows:
            self.view.selectionModel().select(self.runs.index(row, 0), flags.Select | flags.Rows)

    def _turn_page(self) -> None:
        is_runs = self._page.currentData() == Page.RUNS
        for widget in (self._search, self._role, self._state):
            widget.setVisible(is_runs)
        self._newer.hide()
        self._pages.setCurrentWidget(self.view if is_runs else self._figures_view)
        self._tell()
        self._ask()

    def _figures_done(self, error: Exception | None) -> None:
        if error is not None:
            self._empty_figures.setText(str(error))
        self._tell()

    def _tell(self) -> None:
        is_runs = self._page.currentData() == Page.RUNS
        if not is_runs:
            self._count.clear()
            return
        shown = self.runs.total
        self._count.setText(
            self.tr("1 run") if shown == 1 else self.tr("{count} runs").format(count=count(shown))
        )
        self._empty.setText(self._nothing())

    def _nothing(self) -> str:
        if self.runs.problem:
            return self.runs.problem
        query = self.runs.query
        if query.text or query.role or query.states:
            return self.tr("No run fits. Clear the search, or choose all roles and all ends.")
        return self.tr(
            "Tasks that have ended are listed here, also after they were taken off the queue's list."
        )

    def _choose(self, index: QModelIndex) -> None:
        self.run_chosen.emit(self.runs.run_at(index.row()))

    def _show_menu(self, place: QPoint) -> None:
        menu = QMenu(self.view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions(list(self._menu_actions))
        menu.popup(self.view.viewport().mapToGlobal(place))


def _asked(ask: Statistics, by_kind: bool) -> Iterator[Sequence[RunStatistics]]:
    yield ask(by_kind)
