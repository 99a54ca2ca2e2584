"""The queue's table: keys, dragging and a still order while the operator aims at something."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from parallel_execution_manager.scheduling.model import TaskState
from parallel_execution_manager_gui.columns import COLUMNS, Column
from parallel_execution_manager_gui.delegates.indent_delegate import IndentDelegate
from parallel_execution_manager_gui.delegates.link_delegate import LinkDelegate
from parallel_execution_manager_gui.delegates.state_delegate import StateDelegate
from parallel_execution_manager_gui.models.data_roles import ID_ROLE
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.panels.link_clicks import LinkClicks
from parallel_execution_manager_gui.widgets import named, style_table


class QueueView(QTableView):
    """Shows the queue. Rows do not move while Ctrl is held or a task is dragged."""

    move_wished = Signal(str, int)
    sort_needed = Signal()

    def __init__(self, queue: QueueModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        named(self, "queue_view", "Task queue")
        style_table(self)
        self.setModel(queue)
        self.setItemDelegate(StateDelegate(self))
        links = LinkDelegate(IndentDelegate(self), self)
        self.setItemDelegateForColumn(Column.WHY, links)
        self.links = LinkClicks(self, links)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._prepare_columns()
        self._prepare_dragging()

    def _prepare_columns(self) -> None:
        header = self.horizontalHeader()
        header.setMinimumSectionSize(28)
        header.setAccessibleName("Columns of the queue")
        for column, info in COLUMNS.items():
            self.setColumnWidth(column, info.width)
        header.setSectionResizeMode(Column.WHY, QHeaderView.ResizeMode.Stretch)
        header.setSortIndicator(Column.PLACE, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)

    def _prepare_dragging(self) -> None:
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDragDropOverwriteMode(False)
        self.setDropIndicatorShown(True)

    def selected_ids(self) -> list[str]:
        """The selected tasks in the order shown."""
        rows = sorted(self.selectionModel().selectedRows(), key=QModelIndex.row)
        return [str(row.data(ID_ROLE)) for row in rows]

    def current_id(self) -> str | None:
        """The task with the focus mark, if there is one."""
        index = self.currentIndex()
        return str(index.data(ID_ROLE)) if index.isValid() else None

    def startDrag(self, supported_actions: Qt.DropAction) -> None:
        """Drag with the order held still."""
        if not self._queue.is_in_queue_order():
            self.sort_needed.emit()
            return
        self._queue.freeze("drag")
        try:
            super().startDrag(supported_actions)
        finally:
            self._queue.thaw("drag")

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Accept only places among the queued tasks of the same role."""
        super().dragMoveEvent(event)
        if self._new_place(event) is None:
            event.ignore()
        else:
            event.accept()

    def dropEvent(self, event: QDropEvent) -> None:
        """Wish the move; the manager's next snapshot shows it."""
        place = self._new_place(event)
        dragged = self.current_id()
        if place is not None and dragged is not None:
            self.move_wished.emit(dragged, place)
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        self.viewport().update()

    def _new_place(self, event: QDropEvent) -> int | None:
        dragged = self._queue.view(self.current_id() or "")
        under = self.indexAt(event.position().toPoint())
        if dragged is None or not under.isValid() or event.source() is not self:
            return None
        target = self._queue.view(str(under.data(ID_ROLE)))
        old_place = self._queue.place_of(dragged.id)
        if target is None or target.spec.role != dragged.spec.role or target.state is not TaskState.QUEUED:
            return None
        target_place = self._queue.place_of(target.id)
        if old_place is None or target_place is None:
            return None
        below = event.position().y() > self.visualRect(under).center().y()
        return place_after_drop(old_place, target_place, below=below)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hold the order while Ctrl is down."""
        if event.key() == Qt.Key.Key_Control:
            self._queue.freeze("ctrl")
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of the order with Ctrl."""
        if event.key() == Qt.Key.Key_Control:
            self._queue.thaw("ctrl")
        super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A Ctrl that is released elsewhere is never seen here."""
        self._queue.thaw("ctrl")
        super().focusOutEvent(event)


def place_after_drop(old: int, target: int, *, below: bool) -> int:
    """The place of a task dropped above or below the task at ``target``, counted without itself."""
    gap = target + 1 if below else target
    return gap - 1 if old < gap else gap
