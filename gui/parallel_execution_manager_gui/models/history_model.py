"""The history as a table that fetches its rows as they are scrolled to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from parallel_execution_manager.system.storage.history import HistoryPage, HistoryQuery, PastRun
from parallel_execution_manager_gui.background import Background
from parallel_execution_manager_gui.models.data_roles import LOOK_ROLE
from parallel_execution_manager_gui.plain_text import plain_tip
from parallel_execution_manager_gui.run_columns import COLUMNS, CONTEXT, RunColumn, look_of_run

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_PAGE = 250


class HistoryModel(QAbstractTableModel):
    """Asks in a thread; the history sorts and filters. ``told`` says that a page has come, or a problem."""

    told = Signal()

    def __init__(
        self,
        ask: Callable[[HistoryQuery], HistoryPage],
        role_title: Callable[[str], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._ask = ask
        self._role_title = role_title
        self._runs: list[PastRun] = []
        self._query = HistoryQuery(limit=_PAGE)
        self._up_to: int | None = None
        self._begins_anew = True
        self.total = 0
        self.problem = ""
        self._background: Background[HistoryPage] = Background(self._take, self._done, self)

    @property
    def query(self) -> HistoryQuery:
        """What is shown, from its first row."""
        return replace(self._query, offset=0, up_to=None)

    @property
    def is_busy(self) -> bool:
        """Whether rows are on their way."""
        return self._background.is_busy

    def run_at(self, row: int) -> PastRun:
        """The run in a row."""
        return self._runs[row]

    def row_of(self, number: int) -> int | None:
        """The row of a run that has been fetched."""
        return next((row for row, run in enumerate(self._runs) if run.number == number), None)

    def show(self, query: HistoryQuery) -> None:
        """Show other runs, or the same ones with what is new."""
        self._query = replace(query, limit=max(_PAGE, query.limit), offset=0, up_to=None)
        self._up_to, self._begins_anew = None, True
        self._fetch(self._query)

    def refresh(self) -> None:
        """Show what is new; as many rows as were there are fetched at once."""
        self.show(replace(self._query, limit=max(_PAGE, min(len(self._runs), 4 * _PAGE))))

    def stop(self) -> None:
        """Ask no more."""
        self._background.stop()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """How many rows have been fetched."""
        return 0 if parent.isValid() else len(self._runs)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """The columns are always the same."""
        return 0 if parent.isValid() else len(COLUMNS)

    def canFetchMore(self, parent: Index) -> bool:
        """Whether there are rows that have not been fetched."""
        return not parent.isValid() and not self.is_busy and len(self._runs) < self.total

    def fetchMore(self, parent: Index) -> None:
        """Fetch the next rows."""
        if self.canFetchMore(parent):
            self._fetch(replace(self._query, offset=len(self._runs), limit=_PAGE, up_to=self._up_to))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts, tooltips, looks and alignment."""
        run, column = self._runs[index.row()], RunColumn(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[column].text(run, self._role_title)
        if role == Qt.ItemDataRole.ToolTipRole and column in {RunColumn.TASK, RunColumn.DETAIL}:
            return plain_tip(COLUMNS[column].text(run, self._role_title))
        if role == LOOK_ROLE and column is RunColumn.STATE:
            return look_of_run(run)
        if role == Qt.ItemDataRole.TextAlignmentRole and COLUMNS[column].is_number:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Titles and what they mean."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        info = COLUMNS[RunColumn(section)]
        if role == Qt.ItemDataRole.DisplayRole:
            return QCoreApplication.translate(CONTEXT, str(info.title))
        if role == Qt.ItemDataRole.ToolTipRole:
            return QCoreApplication.translate(CONTEXT, str(info.tip))
        if role == Qt.ItemDataRole.TextAlignmentRole and info.is_number:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Let the store sort."""
        descending = order is Qt.SortOrder.DescendingOrder
        self.show(replace(self._query, order=COLUMNS[RunColumn(column)].order, descending=descending))

    def _fetch(self, query: HistoryQuery) -> None:
        self._background.start(_asking(self._ask, query))

    def _take(self, page: HistoryPage) -> None:
        self.total, self._up_to, self.problem = page.total, page.up_to, ""
        if self._begins_anew:
            self._begins_anew = False
            self.beginResetModel()
            self._runs = list(page.runs)
            self.endResetModel()
        elif page.runs:
            first = len(self._runs)
            self.beginInsertRows(_ROOT, first, first + len(page.runs) - 1)
            self._runs.extend(page.runs)
            self.endInsertRows()
        else:
            # What was pruned meanwhile does not come any more.
            self.total = len(self._runs)

    def _done(self, error: Exception | None) -> None:
        if error is not None:
            self.problem = str(error)
            self.total = len(self._runs)
        self.told.emit()


def _asking(ask: Callable[[HistoryQuery], HistoryPage], query: HistoryQuery) -> Iterator[HistoryPage]:
    yield ask(query)
