"""The command palette: a line to type into, and what answers it; used without a mouse."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from parallel_execution_manager_gui.shell.entry_model import KEYS, PLACE, TITLE, EntryModel
from parallel_execution_manager_gui.shell.palette_entries import Entry
from parallel_execution_manager_gui.widgets import named, plain_label, style_table

_WIDTH, _HEIGHT = 760, 420
_BESIDE_KEYS = 16
_PAGE = 10
_STEPS = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: _PAGE,
    Qt.Key.Key_PageUp: -_PAGE,
}


class _QuietDelegate(QStyledItemDelegate):
    """Draws places and keys, and what cannot be done now, in the quiet colour."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        entry = cast("EntryModel", index.model()).entry(index.row())
        if index.column() != TITLE or (entry is not None and entry.refusal):
            quiet = option.palette.color(QPalette.ColorRole.PlaceholderText)
            option.palette.setColor(QPalette.ColorRole.Text, quiet)


class CommandPalette(QDialog):
    """Emits ``chosen`` with the id of an entry after it has closed, so that the focus is back by then."""

    chosen = Signal(str)

    def __init__(self, find: Callable[[str], tuple[Entry, ...]], parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "command_palette", self.tr("Command palette"))
        self.setWindowTitle(self.tr("Command palette"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_WIDTH, _HEIGHT)
        self._find = find
        self._chosen = ""
        self._model = EntryModel()
        self._edit = named(QLineEdit(), "palette_query", self.tr("Search actions, tasks and roles"))
        self._edit.setPlaceholderText(self.tr("Type the name of an action, a task or a role"))
        self._edit.installEventFilter(self)
        self._view = self._make_view()
        self._hint = named(plain_label(), "palette_hint", self.tr("Hint"))
        self._hint.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(self._edit)
        layout.addWidget(self._view, 1)
        layout.addWidget(self._hint)
        self._edit.textChanged.connect(self.search)
        self._view.clicked.connect(self._take)
        self._view.selectionModel().currentRowChanged.connect(self._say)
        self.finished.connect(self._tell)
        self.search()

    def search(self) -> None:
        """Show what answers the text, and choose the best."""
        self._model.show(self._find(self._edit.text()))
        self._go_to(0)
        self._say()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keys that move in the list work while the line has the focus."""
        if event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(cast("QKeyEvent", event).key())
            if key in _STEPS:
                self._go_to(self._view.currentIndex().row() + _STEPS[key])
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._take()
                return True
        return False

    def _make_view(self) -> QTableView:
        view = named(QTableView(self), "palette_answers", self.tr("Answers"))
        style_table(view)
        view.setModel(self._model)
        view.setItemDelegate(_QuietDelegate(view))
        view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.horizontalHeader().hide()
        view.horizontalHeader().setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        view.setColumnWidth(PLACE, view.fontMetrics().averageCharWidth() * 26)
        # Names of keys are long in some languages; with nothing typed all actions are answers.
        keys = {entry.keys for entry in self._find("")}
        longest = max(map(view.fontMetrics().horizontalAdvance, keys), default=0)
        view.setColumnWidth(KEYS, longest + _BESIDE_KEYS)
        return view

    def _go_to(self, row: int) -> None:
        row = max(0, min(row, self._model.rowCount() - 1))
        index = self._model.index(row, TITLE)
        if index.isValid():
            self._view.setCurrentIndex(index)
            self._view.scrollTo(index)

    def _say(self) -> None:
        """Below the list, and to a screen reader in the line: what Enter would do, or why it does nothing."""
        entry = self._model.entry(self._view.currentIndex().row())
        if entry is None:
            text = self.tr("Nothing is called so. Fewer letters find more.")
        elif entry.refusal:
            text = self.tr("Not possible now: {reason}").format(reason=entry.refusal)
        else:
            text = self.tr("Enter: {title} ({place})").format(title=entry.title, place=entry.place)
        self._hint.setText(text)
        self._edit.setAccessibleDescription(text)

    def _take(self) -> None:
        entry = self._model.entry(self._view.currentIndex().row())
        if entry is not None and not entry.refusal:
            self._chosen = entry.id
            self.accept()

    def _tell(self) -> None:
        if self._chosen:
            self.chosen.emit(self._chosen)
