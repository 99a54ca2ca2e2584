"""The files in use: who holds them, who waits for them, and who touched them undeclared."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHeaderView,
    QLineEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from parallel_execution_manager.scheduling.snapshot import Snapshot
from parallel_execution_manager_gui.action_layouts import LOCKS_MENU
from parallel_execution_manager_gui.action_set import ActionSet
from parallel_execution_manager_gui.actions import Scope
from parallel_execution_manager_gui.delegates.state_delegate import StateDelegate
from parallel_execution_manager_gui.flow_layout import FlowLayout
from parallel_execution_manager_gui.lock_rows import LockRow
from parallel_execution_manager_gui.models.data_roles import ID_ROLE
from parallel_execution_manager_gui.models.lock_model import LockColumn, LockModel
from parallel_execution_manager_gui.part_style import give_room
from parallel_execution_manager_gui.translation.told import count
from parallel_execution_manager_gui.widgets import EmptyText, give_width, named, plain_label

MANY = 1000
MANY_EVERY_S = 1.0
"""More leases than ``MANY`` are sorted anew at most this often: that takes a tenth of a second."""
_BESIDE_TEXT = 48
"""Room for the frame and the button that clears the field, in pixels."""
_WIDTHS = {LockColumn.MODE: 80, LockColumn.SINCE: 90, LockColumn.WAITERS: 80}


class LocksPanel(QWidget):
    """A tree, contested files only unless asked; double-click goes to the task.

    ``circles`` says in words which roles wait for each other.
    """

    task_chosen = Signal(str)

    def __init__(
        self,
        locks: LockModel,
        actions: ActionSet,
        circles: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._locks = locks
        self._actions = actions
        self._circles = circles
        self._late: Snapshot | None = None
        self._applied_at = float("-inf")
        # In the order in which Tab goes through them.
        self._everything = named(QCheckBox(), "show_uncontested", self.tr("Show files that nobody waits for"))
        self._everything.toggled.connect(self._show_uncontested)
        self._search = self._make_search()
        self._more = named(plain_label(), "locks_left_out", self.tr("How many files are not shown"))
        self._banner = named(plain_label(), "locks_circles", self.tr("Roles that wait for each other"))
        self._banner.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 6, 2)
        layout.setSpacing(4)
        layout.addWidget(self._make_head())
        self.view = self._make_view()
        self._empty = EmptyText(self.view, "")
        layout.addWidget(self._banner)
        layout.addWidget(self.view, 1)
        actions.give_keys(Scope.LOCKS, self.view)
        self.refresh()

    def _make_search(self) -> QLineEdit:
        hint = self.tr("Find by path or name")
        search = named(QLineEdit(), "locks_search", self.tr("Find a file in use"))
        search.setPlaceholderText(hint)
        search.setMinimumWidth(search.fontMetrics().horizontalAdvance(hint) + _BESIDE_TEXT)
        search.setClearButtonEnabled(True)
        search.textChanged.connect(self._find)
        return search

    def _make_head(self) -> QWidget:
        hint = plain_label(self.tr("Double-click a task to go to it; right-click for more"))
        hint.setForegroundRole(hint.palette().ColorRole.PlaceholderText)
        head = QWidget(self)
        row = FlowLayout(head, 6)
        row.setContentsMargins(2, 0, 4, 0)
        for widget in (self._everything, self._search, self._more, hint):
            row.addWidget(widget)
        return head

    def _make_view(self) -> QTreeView:
        view = named(QTreeView(self), "locks_view", self.tr("Files in use"))
        view.setModel(self._locks)
        view.setItemDelegate(StateDelegate(view))
        view.setUniformRowHeights(True)
        view.setAlternatingRowColors(True)
        view.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        view.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.header().setStretchLastSection(False)
        view.header().setAccessibleName(self.tr("Columns of the files in use"))
        give_room(view.header())
        view.header().setSectionResizeMode(LockColumn.NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            give_width(view.header(), column, width)
        view.expandAll()
        self._locks.rowsInserted.connect(self._open_new)
        view.doubleClicked.connect(self._choose)
        view.customContextMenuRequested.connect(self._open_menu)
        return view

    def apply(self, snapshot: Snapshot) -> None:
        """Take over the leases; what is at the top stays there. Very many are looked at only now and then."""
        too_soon = snapshot.at - self._applied_at < MANY_EVERY_S
        self._late = snapshot if len(snapshot.leases) > MANY and too_soon else None
        if self._late is None:
            self._take_over(snapshot)

    def _take_over(self, snapshot: Snapshot) -> None:
        self._applied_at = snapshot.at
        is_scrolled = self.view.verticalScrollBar().value() > 0
        top = QPersistentModelIndex(self.view.indexAt(QPoint(1, 1)) if is_scrolled else QModelIndex())
        self._locks.apply(snapshot)
        if top.isValid():
            self.view.scrollTo(
                self._locks.index(top.row(), 0, top.parent()), QTreeView.ScrollHint.PositionAtTop
            )
        self.refresh()

    def tick(self, now: float) -> None:
        """Let ages go on."""
        self._locks.tick(now)
        late = self._late
        if late is not None and now - self._applied_at >= MANY_EVERY_S:
            self._late = None
            self._take_over(late)
        if self.view.isVisible():
            self.view.viewport().update()

    def refresh(self) -> None:
        """Say how many files are not shown, and which roles wait for each other."""
        self._everything.setText(
            self.tr("Show uncontested ({number})").format(number=count(self._locks.uncontested))
        )
        shown, left = self._locks.rowCount(), self._locks.left_out
        self._more.setVisible(bool(left))
        self._more.setText(
            self.tr("{shown} of {all} files; search to see others").format(
                shown=count(shown), all=count(shown + left)
            )
        )
        circles = self._circles()
        self._banner.setText(circles)
        self._banner.setVisible(bool(circles))
        self._empty.setText(self._why_empty())

    def current(self) -> LockRow | None:
        """The row with the focus mark."""
        return self._locks.row_at(self.view.currentIndex())

    def _why_empty(self) -> str:
        if self._search.text().strip():
            return self.tr("No file matches. Show uncontested ones too, or clear what is searched.")
        if self._locks.leases and not self._everything.isChecked():
            return self.tr("No task waits for a file.")
        return self.tr(
            "No file is in use. What tasks name in “files” is listed here, and what pem lease holds."
        )

    def _show_uncontested(self, show: bool) -> None:
        self._locks.show_uncontested(show)
        self.refresh()

    def _find(self, words: str) -> None:
        self._locks.search(words)
        self.refresh()

    def _open_new(self, parent: QModelIndex, first: int, last: int) -> None:
        """What is new is open; what the operator has closed stays closed."""
        for place in range(first, last + 1):
            self.view.expandRecursively(self._locks.index(place, 0, parent))
        if parent.isValid() and self._locks.rowCount(parent) == last - first + 1:
            self.view.expand(parent)

    def _choose(self, index: QModelIndex) -> None:
        task_id = str(index.data(ID_ROLE) or "")
        if task_id:
            self.task_chosen.emit(task_id)

    def _open_menu(self, place: QPoint) -> None:
        if self.view.indexAt(place).isValid():
            menu = self._actions.menu(LOCKS_MENU, self)
            menu.popup(self.view.viewport().mapToGlobal(place))
