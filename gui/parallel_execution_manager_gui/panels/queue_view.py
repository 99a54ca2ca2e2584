"""The queue's table: keys, dragging and a still order while the operator aims at something."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import (
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QGuiApplication,
    QHoverEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QTableView, QWidget

from parallel_execution_manager.scheduling.model.task import Priority, TaskState
from parallel_execution_manager_gui.columns import COLUMNS, Column
from parallel_execution_manager_gui.delegates.indent_delegate import IndentDelegate
from parallel_execution_manager_gui.delegates.kept_texts import KeptTexts
from parallel_execution_manager_gui.delegates.link_delegate import LinkDelegate
from parallel_execution_manager_gui.delegates.quick_delegate import QuickDelegate
from parallel_execution_manager_gui.delegates.quick_state_delegate import QuickStateDelegate
from parallel_execution_manager_gui.delegates.state_delegate import StateDelegate
from parallel_execution_manager_gui.models.data_roles import ID_ROLE, LINK_ROLE
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.panels.column_room import ColumnRoom
from parallel_execution_manager_gui.panels.link_clicks import LinkClicks
from parallel_execution_manager_gui.panels.row_drag import DropLine, drag_rows
from parallel_execution_manager_gui.translation.told import shown
from parallel_execution_manager_gui.widgets import named, style_table

_AROUND_WORD = 8


class QueueView(QTableView):
    """Shows the queue. Rows do not move while Ctrl is held or a task is dragged."""

    move_wished = Signal(int)
    """The selected tasks shall stand before the one at this place of their role's queue."""
    sort_needed = Signal()
    order_let_go = Signal()
    """Rows that were held still may have gone to their places."""

    def __init__(self, queue: QueueModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._queue = queue
        named(self, "queue_view", self.tr("Task queue"))
        style_table(self)
        self.setModel(queue)
        # At once: else rows are painted where they were, and then all again where they are.
        queue.layoutChanged.connect(self.executeDelayedItemsLayout)
        self._prepare_drawing()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._prepare_columns()
        self._prepare_dragging()

    def _prepare_drawing(self) -> None:
        state, links = StateDelegate(self), LinkDelegate(IndentDelegate(self), self)
        self.links = LinkClicks(self, links)
        texts, queue = KeptTexts(), self._queue
        usual = QStyledItemDelegate(self)
        quick = {column: QuickDelegate(queue, column, texts, usual) for column in COLUMNS}
        quick[Column.STATE] = QuickStateDelegate(queue, Column.STATE, texts, state)
        quick[Column.TASK] = QuickDelegate(queue, Column.TASK, texts, usual, Qt.ItemDataRole.FontRole)
        quick[Column.WHY] = QuickDelegate(queue, Column.WHY, texts, links, LINK_ROLE)
        for column, delegate in quick.items():
            self.setItemDelegateForColumn(column, delegate)
        self._quick = quick

    def _prepare_columns(self) -> None:
        header = self.horizontalHeader()
        header.setMinimumSectionSize(28)
        header.setAccessibleName(self.tr("Columns of the queue"))
        for column, info in COLUMNS.items():
            self.setColumnWidth(column, max(info.width, self.least_width(column)))
        header.setSortIndicator(Column.PLACE, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.room = ColumnRoom(self)

    def sort_by_place(self) -> None:
        """Show the order in which tasks run."""
        self.sortByColumn(Column.PLACE, Qt.SortOrder.AscendingOrder)

    def least_width(self, column: Column) -> int:
        """Words of priority are short in English only."""
        if column is not Column.PRIORITY:
            return 0
        words = [shown(priority.word) for priority in Priority if priority is not Priority.NORMAL]
        return max(map(self.fontMetrics().horizontalAdvance, words)) + _AROUND_WORD

    def _prepare_dragging(self) -> None:
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDragDropOverwriteMode(False)
        # Qt's own is hardly seen, and stands also where nothing can be dropped.
        self.setDropIndicatorShown(False)
        self._drop_line = DropLine(self)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)

    def changeEvent(self, event: QEvent) -> None:
        """Another font or style leaves other room around texts."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            for delegate in self._quick.values():
                delegate.forget_style()

    def repaint_clocks(self) -> None:
        """Paint again what goes on while no task changes."""
        header = self.horizontalHeader()
        left, width = header.sectionViewportPosition(Column.ELAPSED), header.sectionSize(Column.ELAPSED)
        self.viewport().update(left, 0, width, self.viewport().height())

    def selected_ids(self) -> list[str]:
        """The selected tasks in the order shown."""
        rows = sorted(self.selectionModel().selectedRows(), key=QModelIndex.row)
        return [str(row.data(ID_ROLE)) for row in rows]

    def selected_count(self) -> int:
        """How many tasks are selected; quick, however many they are."""
        number = 0
        for part in self.selectionModel().selection():  # type: ignore[attr-defined]  # it is a list to Qt
            number += part.height()
        return number

    def first_selected(self, most: int) -> tuple[list[str], bool]:
        """At most so many of the selected tasks, and whether these are all; quick, however many they are."""
        ids: list[str] = []
        for part in self.selectionModel().selection():  # type: ignore[attr-defined]  # it is a list to Qt
            for row in range(part.top(), part.bottom() + 1):
                if len(ids) == most:
                    return ids, False
                ids.append(str(self._queue.index(row, 0).data(ID_ROLE)))
        return ids, True

    def select(self, task_ids: Iterable[str]) -> None:
        """Select these tasks and no other, as far as the filter shows them."""
        selection = QItemSelection()
        for task_id in task_ids:
            row = self._queue.row_of(task_id)
            if row is not None:
                index = self._queue.index(row, 0)
                selection.select(index, index)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)

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
            told = self.tr("%n task(s)", "", len(self.selected_ids()))
            drag_rows(self, told, supported_actions)
        finally:
            self._queue.thaw("drag")
            self._drop_line.hide()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Accept only places among the queued tasks of the same role."""
        super().dragMoveEvent(event)
        if self._gap_at(event) is None:
            self._drop_line.hide()
            event.ignore()
        else:
            row = self.visualRect(self.indexAt(event.position().toPoint()))
            self._drop_line.show_at(row, below=event.position().y() > row.center().y())
            event.accept()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Nothing lands here."""
        self._drop_line.hide()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Wish the move; the manager's next snapshot shows it."""
        self._drop_line.hide()
        gap = self._gap_at(event)
        if gap is not None:
            self.move_wished.emit(gap)
        event.setDropAction(Qt.DropAction.IgnoreAction)
        event.accept()
        self.viewport().update()

    def _gap_at(self, event: QDropEvent) -> int | None:
        under = self.indexAt(event.position().toPoint())
        if not under.isValid() or event.source() is not self:
            return None
        target = self._queue.view(str(under.data(ID_ROLE)))
        place = None if target is None else self._queue.place_of(target.id)
        dragged = [self._queue.view(task_id) for task_id in self.selected_ids()]
        roles = {view.spec.role for view in dragged if view is not None and view.state is TaskState.QUEUED}
        if target is None or place is None or roles != {target.spec.role}:
            return None
        return place + (event.position().y() > self.visualRect(under).center().y())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hold the order while Ctrl is down."""
        if event.key() == Qt.Key.Key_Control:
            self._queue.freeze("ctrl")
        super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go of the order with Ctrl."""
        if event.key() == Qt.Key.Key_Control:
            self._let_go("ctrl")
        super().keyReleaseEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Hold the order also while Ctrl is down over the queue and the focus is elsewhere."""
        if isinstance(event, QHoverEvent) and not self.hasFocus():
            leaves = event.type() == QEvent.Type.HoverLeave
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier and not leaves:
                self._queue.freeze("hover")
            else:
                self._queue.thaw("hover")
        return super().viewportEvent(event)

    def look_for_ctrl(self) -> None:
        """Let go of the order if Ctrl is down no more, which nobody tells if the focus is elsewhere."""
        if not QGuiApplication.queryKeyboardModifiers() & Qt.KeyboardModifier.ControlModifier:
            self._let_go("hover")

    def _let_go(self, holder: str) -> None:
        self._queue.thaw(holder)
        self.order_let_go.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A Ctrl that is released elsewhere is never seen here."""
        self._let_go("ctrl")
        super().focusOutEvent(event)
