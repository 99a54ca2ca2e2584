"""The files in use: who holds them and who waits for them."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from parallel_execution_manager_gui.delegates.state_delegate import StateDelegate
from parallel_execution_manager_gui.models.data_roles import ID_ROLE
from parallel_execution_manager_gui.models.lock_model import LockColumn, LockModel
from parallel_execution_manager_gui.widgets import EmptyText, named

_NOBODY_WAITS = "No task waits for a file."
_NOT_FOUND = "No file matches. Show uncontested ones too, or clear what is searched."
_FIND = "Find by path or name"
_BESIDE_TEXT = 48
"""Room for the frame and the button that clears the field, in pixels."""
_WIDTHS = {LockColumn.MODE: 80, LockColumn.SINCE: 100, LockColumn.WAITERS: 90}


class LocksPanel(QWidget):
    """A tree, contested files only unless asked; double-click goes to the task."""

    task_chosen = Signal(str)

    def __init__(self, locks: LockModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._locks = locks
        self.view = self._make_view()
        self._everything = named(QCheckBox(), "show_uncontested", "Show files that nobody waits for")
        self._everything.toggled.connect(locks.show_uncontested)
        self._empty = EmptyText(self.view, _NOBODY_WAITS)
        self._search = named(QLineEdit(), "locks_search", "Find a file in use")
        self._search.setPlaceholderText(_FIND)
        self._search.setMinimumWidth(self._search.fontMetrics().horizontalAdvance(_FIND) + _BESIDE_TEXT)
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._find)
        hint = QLabel("Double-click a task to go to it in the queue")
        hint.setForegroundRole(hint.palette().ColorRole.PlaceholderText)
        row = QHBoxLayout()
        row.setContentsMargins(2, 0, 4, 0)
        row.addWidget(self._everything)
        row.addWidget(self._search)
        row.addStretch(1)
        row.addWidget(hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 6, 2)
        layout.setSpacing(4)
        layout.addLayout(row)
        layout.addWidget(self.view, 1)
        self.refresh()

    def _make_view(self) -> QTreeView:
        view = named(QTreeView(self), "locks_view", "Files in use")
        view.setModel(self._locks)
        view.setItemDelegate(StateDelegate(view))
        view.setUniformRowHeights(True)
        view.setAlternatingRowColors(True)
        view.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        view.header().setStretchLastSection(False)
        view.header().setAccessibleName("Columns of the files in use")
        view.header().setSectionResizeMode(LockColumn.NAME, QHeaderView.ResizeMode.Stretch)
        for column, width in _WIDTHS.items():
            view.setColumnWidth(column, width)
        view.expandAll()
        self._locks.rowsInserted.connect(view.expandAll)
        view.doubleClicked.connect(self._choose)
        return view

    def refresh(self) -> None:
        """Say how many files are not shown."""
        self._everything.setText(f"Show uncontested ({self._locks.uncontested})")

    def _find(self, words: str) -> None:
        self._locks.search(words)
        self._empty.setText(_NOT_FOUND if words.strip() else _NOBODY_WAITS)

    def _choose(self, index: QModelIndex) -> None:
        task_id = str(index.data(ID_ROLE) or "")
        if task_id:
            self.task_chosen.emit(task_id)
