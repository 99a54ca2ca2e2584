"""Which rows of the queue are shown: the chosen chip and the words in the filter box."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QSortFilterProxyModel, Qt

from parallel_execution_manager_gui.columns import Column
from parallel_execution_manager_gui.looks import LookGroup, group_of
from parallel_execution_manager_gui.models.data_roles import ID_ROLE
from parallel_execution_manager_gui.models.queue_model import QueueModel

_SEARCHED = (Column.TASK, Column.ROLE, Column.STATE, Column.WHY)


class QueueFilter(QSortFilterProxyModel):
    """Shows the rows that belong to the chip and contain every word; the order is the queue's own."""

    def __init__(self, queue: QueueModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        self._group = LookGroup.ALL
        self._words: tuple[str, ...] = ()
        self.setSourceModel(queue)
        queue.role_states_changed.connect(self._filter_again)

    @property
    def group(self) -> LookGroup:
        """The chosen chip."""
        return self._group

    def choose(self, group: LookGroup) -> None:
        """Show only tasks of this chip."""
        self.beginFilterChange()
        self._group = group
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def search(self, text: str) -> None:
        """Show only tasks whose name, role, state, reason or id contains every word of ``text``."""
        self.beginFilterChange()
        self._words = tuple(text.casefold().split())
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def _filter_again(self) -> None:
        if self.is_filtering():
            self.beginFilterChange()
            self.endFilterChange(QSortFilterProxyModel.Direction.Rows)

    def is_filtering(self) -> bool:
        """Whether anything is hidden on purpose."""
        return self._group is not LookGroup.ALL or bool(self._words)

    def filterAcceptsRow(self, source_row: int, source_parent: QModelIndex | QPersistentModelIndex) -> bool:
        """Whether the row belongs to the chip and contains every word."""
        if self._group is not LookGroup.ALL and group_of(self._queue.look(source_row)) is not self._group:
            return False
        return not self._words or self._contains_words(source_row)

    def _contains_words(self, row: int) -> bool:
        texts = [self._queue.text(row, column) for column in _SEARCHED]
        texts.append(str(self._queue.index(row, 0).data(ID_ROLE)))
        haystack = "\n".join(texts).casefold()
        return all(word in haystack for word in self._words)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Let the queue order itself: it does so far quicker than a proxy that compares row by row."""
        self._queue.sort(column, order)
