"""A text view that follows new lines until the operator scrolls up."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QKeyEvent,
    QPalette,
    QTextCharFormat,
    QTextCursor,
    QWheelEvent,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from parallel_execution_manager.system.logs.text import PLAIN, Style, StyleMarks, without_marks
from parallel_execution_manager_gui.log_colours import letters
from parallel_execution_manager_gui.widgets import named

MAX_LINES = 10_000
_UP = (Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Home)
_DOWN = (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_End)


class LogView(QPlainTextEdit):
    """Holds at most 10,000 lines. Texts may have the marks of ``marks`` in them, which become colours.

    ``edge_reached`` says that the operator has scrolled to the top (``True``) or to the end.
    """

    follow_changed = Signal(bool)
    unseen_changed = Signal(int)
    edge_reached = Signal(bool)
    colours_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "log_view", self.tr("Output of the selected task"))
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setMaximumBlockCount(MAX_LINES)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.marks = StyleMarks()
        self._formats: dict[Style, QTextCharFormat] = {}
        self._follows = self._is_newest = True
        self._unseen = 0
        self._writing = False
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    @property
    def follows(self) -> bool:
        """Whether new lines scroll into sight."""
        return self._follows

    def set_follow(self, follow: bool) -> None:
        """Follow new lines or hold still."""
        if follow:
            self._to_end()
        self._take_follow(follow)

    def restart(self) -> None:
        """Empty the view for the newest lines."""
        self._clear()
        self.setMaximumBlockCount(MAX_LINES)
        self._is_newest = True
        self._take_follow(True)

    def empty(self) -> None:
        """Empty the view for pages that are put before and after by whoever counts their lines.

        Until the view is restarted its end is not the end of the log, and it follows nothing.
        """
        self._clear()
        self._is_newest = False
        self._take_follow(False)

    def _clear(self) -> None:
        self._writing = True
        self.setMaximumBlockCount(0)
        self.clear()
        self._writing = False

    def append_text(self, text: str) -> None:
        """Add text, of many lines the last, at the end; what is in sight stays unless the view follows."""
        lines = text.count("\n")
        if lines > MAX_LINES:
            # Qt takes five microseconds for a line, also for one that it removes again at once.
            text = "".join(text.splitlines(keepends=True)[-MAX_LINES:])
        bar = self.verticalScrollBar()
        place = bar.value()
        self._insert(QTextCursor.MoveOperation.End, text)
        if self._follows:
            self._to_end()
            return
        self._scroll_to(place)
        self.count_unseen(lines)

    def count_unseen(self, lines: int) -> None:
        """Say that so many more lines are not in sight."""
        if lines:
            self._unseen += lines
            self.unseen_changed.emit(self._unseen)

    def put_before(self, text: str) -> None:
        """Add text in front; what is in sight stays where it is."""
        place = self._in_sight()
        self._insert(QTextCursor.MoveOperation.Start, text)
        self._back_in_sight(*place)

    def put_after(self, text: str) -> None:
        """Add text at the end; what is in sight stays where it is."""
        place = self.verticalScrollBar().value()
        self._insert(QTextCursor.MoveOperation.End, text)
        self._scroll_to(place)

    def drop_first(self, lines: int) -> None:
        """Take lines away in front; what is in sight stays where it is."""
        place = self._in_sight()
        self._remove(0, self.document().findBlockByNumber(lines).position())
        self._back_in_sight(*place)

    def drop_last(self, lines: int) -> None:
        """Take lines away at the end."""
        first = self.document().findBlockByNumber(max(0, self.blockCount() - 1 - lines))
        place = self.verticalScrollBar().value()
        self._remove(first.position(), self.document().characterCount() - 1)
        self._scroll_to(place)

    def select(self, line: int, column: int, length: int) -> None:
        """Select letters of a line and bring them into sight; what follows is held still."""
        block = self.document().findBlockByNumber(line)
        cursor = QTextCursor(block)
        end = self.document().characterCount() - 1
        cursor.setPosition(min(block.position() + column, end))
        cursor.setPosition(min(cursor.position() + length, end), QTextCursor.MoveMode.KeepAnchor)
        self._writing = True
        self.setTextCursor(cursor)
        self.centerCursor()
        self._writing = False
        self._take_follow(False)

    def lines_in_sight(self) -> tuple[int, int]:
        """The numbers of the first and the last line that can be seen."""
        first = self.firstVisibleBlock()
        bottom = self.viewport().rect().bottomLeft()
        return first.blockNumber(), self.cursorForPosition(bottom).block().blockNumber()

    def scroll_to_line(self, line: int) -> None:
        """Make a line the first one in sight."""
        self._scroll_to(self.document().findBlockByNumber(line).firstLineNumber())

    def changeEvent(self, event: QEvent) -> None:
        """Colours are made anew for another palette; what stands there has to be read again."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._formats.clear()
            self.colours_changed.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Also who is at an edge already and turns the wheel has reached it."""
        before = self.verticalScrollBar().value()
        super().wheelEvent(event)
        if event.angleDelta().y():
            self._tell_edge(before, is_top=event.angleDelta().y() > 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that scroll tell of the edges as the wheel does."""
        before = self.verticalScrollBar().value()
        super().keyPressEvent(event)
        if event.key() in _UP or event.key() in _DOWN:
            self._tell_edge(before, is_top=event.key() in _UP)

    def _tell_edge(self, before: int, *, is_top: bool) -> None:
        bar = self.verticalScrollBar()
        if bar.value() == before == (bar.minimum() if is_top else bar.maximum()):
            self.edge_reached.emit(is_top)

    def _in_sight(self) -> tuple[int, int]:
        """How many lines there are from the first one in sight to the end, and how far that is scrolled."""
        block = self.firstVisibleBlock()
        offset = self.verticalScrollBar().value() - block.firstLineNumber()
        return self.blockCount() - block.blockNumber(), offset

    def _back_in_sight(self, to_end: int, offset: int) -> None:
        block = self.document().findBlockByNumber(max(0, self.blockCount() - to_end))
        self._scroll_to(block.firstLineNumber() + offset)

    def _insert(self, where: QTextCursor.MoveOperation, text: str) -> None:
        self._writing = True
        cursor = QTextCursor(self.document())
        cursor.movePosition(where)
        cursor.beginEditBlock()
        if without_marks(text) == text:
            cursor.insertText(text, self._format(PLAIN))
        else:
            for part, style in self.marks.pieces(text):
                cursor.insertText(part, self._format(style))
        cursor.endEditBlock()
        self._writing = False

    def _remove(self, begin: int, end: int) -> None:
        self._writing = True
        cursor = QTextCursor(self.document())
        cursor.setPosition(begin)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        self._writing = False

    def _format(self, style: Style) -> QTextCharFormat:
        made = self._formats.get(style)
        if made is None:
            made = self._formats[style] = self._made_format(style)
        return made

    def _made_format(self, style: Style) -> QTextCharFormat:
        made = QTextCharFormat()
        if style == PLAIN:
            return made
        palette = self.palette()
        own = (
            palette.color(role).rgb() & 0xFFFFFF
            for role in (QPalette.ColorRole.Text, QPalette.ColorRole.Base)
        )
        colour, ground = letters(style, *own)
        made.setForeground(QColor(colour))
        if ground is not None:
            made.setBackground(QColor(ground))
        made.setFontWeight(QFont.Weight.Bold if style.bold else QFont.Weight.Normal)
        made.setFontItalic(style.italic)
        made.setFontUnderline(style.underlined)
        made.setFontStrikeOut(style.struck)
        return made

    def _scrolled(self, value: int) -> None:
        if self._writing:
            return
        bar = self.verticalScrollBar()
        self._take_follow(self._is_newest and value >= bar.maximum())
        if value in {bar.minimum(), bar.maximum()}:
            self.edge_reached.emit(value == bar.minimum())

    def _scroll_to(self, value: int) -> None:
        self._writing = True
        self.verticalScrollBar().setValue(value)
        self._writing = False

    def _to_end(self) -> None:
        self._scroll_to(self.verticalScrollBar().maximum())

    def _take_follow(self, follow: bool) -> None:
        if follow and self._unseen:
            self._unseen = 0
            self.unseen_changed.emit(0)
        if follow != self._follows:
            self._follows = follow
            self.follow_changed.emit(follow)
