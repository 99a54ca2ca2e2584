"""The user guide and all other pages in a window of their own, with search and a way back."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeySequence, QShortcut, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from parallel_execution_manager_gui.dialogs.help_browser import HelpBrowser
from parallel_execution_manager_gui.help_pages import pages
from parallel_execution_manager_gui.plain_text import without_mnemonic
from parallel_execution_manager_gui.translation.language import CODES, Language, spoken
from parallel_execution_manager_gui.widgets import LIST_SPACING, named, plain_label

_SIZE = (980, 700)
_LIST_WIDTH = 230
_ENGLISH = CODES[Language.ENGLISH]


class HelpWindow(QDialog):
    """Does not block the main window. Nothing is fetched from a network."""

    def __init__(self, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        named(self, "help_window", self.tr("User guide"))
        self.setWindowTitle(self.tr("User guide"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.resize(*_SIZE)
        language = spoken()
        self._own_pages = None if language == _ENGLISH else (folder / language).resolve()
        self._pages = pages(folder, "" if self._own_pages is None else language)
        self.text = HelpBrowser(folder)
        self._list = named(QListWidget(), "help_pages", self.tr("Pages"))
        self._list.setSpacing(LIST_SPACING)
        self._list.addItems([title for title, _ in self._pages])
        self._find = named(QLineEdit(), "help_find", self.tr("Find in this page"))
        self._find.setPlaceholderText(self.tr("Find in this page (Ctrl+F)"))
        self._find.setClearButtonEnabled(True)
        self._said = named(plain_label(), "help_said", self.tr("Message"))
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._back = self._button("help_back", self.tr("&Back"))
        self._forward = self._button("help_forward", self.tr("&Forward"))
        self._arrange()
        self._connect()
        self._list.setCurrentRow(0)
        self.text.setFocus()

    def _button(self, name: str, text: str) -> QPushButton:
        button = named(QPushButton(text), name, without_mnemonic(text))
        button.setAutoDefault(False)
        button.setEnabled(False)
        return button

    def _arrange(self) -> None:
        bar = QHBoxLayout()
        for widget in (self._back, self._forward):
            bar.addWidget(widget)
        bar.addWidget(self._said, 1)
        bar.addWidget(self._find)
        self._find.setFixedWidth(_LIST_WIDTH)
        parts = named(QSplitter(), "help_parts", self.tr("Pages and text"))
        parts.addWidget(self._list)
        parts.addWidget(self.text)
        parts.setStretchFactor(1, 1)
        parts.setSizes([_LIST_WIDTH, _SIZE[0] - _LIST_WIDTH])
        layout = QVBoxLayout(self)
        layout.addLayout(bar)
        layout.addWidget(parts, 1)

    def _connect(self) -> None:
        self._list.currentRowChanged.connect(self._open)
        self._back.clicked.connect(self.text.backward)
        self._forward.clicked.connect(self.text.forward)
        self.text.backwardAvailable.connect(self._back.setEnabled)
        self.text.forwardAvailable.connect(self._forward.setEnabled)
        self.text.sourceChanged.connect(self._mark_page)
        self.text.refused.connect(self._say_refused)
        self._find.textChanged.connect(self._find_first)
        self._find.returnPressed.connect(self._find_next)
        QShortcut(QKeySequence.StandardKey.Find, self, self._find.setFocus)

    def _open(self, row: int) -> None:
        if 0 <= row < len(self._pages):
            self.text.open_page(self._pages[row][1])

    def _mark_page(self, source: QUrl) -> None:
        """Choose the page's line in the list, without opening it once more."""
        here = Path(source.toLocalFile()).resolve()
        is_foreign = self._own_pages is not None and here.parent != self._own_pages
        self._said.setText(self.tr("This page is there in English only.") if is_foreign else "")
        row = next((row for row, (_, file) in enumerate(self._pages) if file.resolve() == here), -1)
        self._list.blockSignals(True)
        self._list.setCurrentRow(row)
        self._list.blockSignals(False)

    def _say_refused(self, link: str) -> None:
        self._said.setText(self.tr("Not part of the help: {link}").format(link=link))

    def _find_first(self) -> None:
        cursor = self.text.textCursor()
        cursor.setPosition(min(cursor.anchor(), cursor.position()))
        self.text.setTextCursor(cursor)
        self._find_next()

    def _find_next(self) -> None:
        """Search on, from the beginning again behind the end."""
        words = self._find.text()
        self._said.clear()
        if not words or self.text.find(words, QTextDocument.FindFlag(0)):
            return
        cursor = self.text.textCursor()
        cursor.setPosition(0)
        self.text.setTextCursor(cursor)
        if not self.text.find(words, QTextDocument.FindFlag(0)):
            self._said.setText(self.tr("Not in this page."))
