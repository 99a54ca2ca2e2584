"""Marks every place in sight that contains what is looked for."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QColor, QPalette, QTextBlock, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from parallel_execution_manager_gui.panels.log_view import LogView
from parallel_execution_manager_gui.text_finder import PatternError, TextFinder, Wanted

_PAUSE_MS = 40
_MOST_PLACES = 500


class Highlights(QObject):
    """Looks at the few lines in sight only, after each scroll and each change of the text."""

    def __init__(self, view: LogView) -> None:
        super().__init__(view)
        self._view = view
        self._finder: TextFinder | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._mark)
        view.verticalScrollBar().valueChanged.connect(self._soon)
        view.textChanged.connect(self._soon)

    def show_pattern(self, wanted: Wanted) -> None:
        """Mark other places from now on; one that cannot be looked for marks nothing."""
        try:
            self._finder = TextFinder(wanted) if wanted.text else None
        except PatternError:
            self._finder = None
        self._mark()

    def _soon(self) -> None:
        if self._finder is not None and not self._pause.isActive():
            self._pause.start()

    def _mark(self) -> None:
        marks: list[QTextEdit.ExtraSelection] = []
        try:
            first, last = self._view.lines_in_sight()
            block = self._view.document().findBlockByNumber(first)
            while self._finder is not None and block.isValid() and block.blockNumber() <= last:
                marks.extend(self._of(block, self._finder))
                block = block.next()
        except PatternError:
            marks = []
        self._view.setExtraSelections(marks[:_MOST_PLACES])

    def _of(self, block: QTextBlock, finder: TextFinder) -> list[QTextEdit.ExtraSelection]:
        shape = QTextCharFormat()
        palette = self._view.palette()
        # The colours of the text the other way round: they can be read in every palette.
        shape.setBackground(QColor(palette.color(QPalette.ColorRole.Text)))
        shape.setForeground(QColor(palette.color(QPalette.ColorRole.Base)))
        found: list[QTextEdit.ExtraSelection] = []
        for begin, length in finder(block.text()):
            cursor = QTextCursor(block)
            cursor.setPosition(block.position() + begin)
            cursor.setPosition(block.position() + begin + length, QTextCursor.MoveMode.KeepAnchor)
            mark = QTextEdit.ExtraSelection()
            mark.cursor, mark.format = cursor, shape
            found.append(mark)
        return found
