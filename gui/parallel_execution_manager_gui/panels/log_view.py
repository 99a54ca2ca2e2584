"""A text view that follows new lines until the operator scrolls up."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase, QTextCursor, QTextDocument
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from parallel_execution_manager_gui.widgets import named

_MAX_LINES = 10_000


class LogView(QPlainTextEdit):
    """Holds the last 10,000 lines."""

    follow_changed = Signal(bool)
    unseen_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        named(self, "log_view", "Output of the selected task")
        self.setReadOnly(True)
        self.setMaximumBlockCount(_MAX_LINES)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._follows = True
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
        """Empty the view."""
        self._writing = True
        self.clear()
        self._writing = False
        self._take_follow(True)

    def append_text(self, text: str) -> None:
        """Add text, of many lines the last, at the end; what is in sight stays unless the view follows."""
        lines = text.count("\n")
        if lines > _MAX_LINES:
            # Qt takes five microseconds for a line, also for one that it removes again at once.
            text = "".join(text.splitlines(keepends=True)[-_MAX_LINES:])
        bar = self.verticalScrollBar()
        place = bar.value()
        self._writing = True
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text)
        self._writing = False
        if self._follows:
            self._to_end()
            return
        bar.setValue(place)
        self._unseen += lines
        self.unseen_changed.emit(self._unseen)

    def find_from_here(self, text: str) -> bool:
        """Select the next place with ``text``, from the start again after the last one."""
        if not text:
            return False
        if self.find(text):
            return True
        cursor = self.textCursor()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        if self.find(text, QTextDocument.FindFlag(0)):
            return True
        self.setTextCursor(cursor)
        return False

    def _scrolled(self, value: int) -> None:
        if not self._writing:
            self._take_follow(value >= self.verticalScrollBar().maximum())

    def _to_end(self) -> None:
        self._writing = True
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
        self._writing = False

    def _take_follow(self, follow: bool) -> None:
        if follow and self._unseen:
            self._unseen = 0
            self.unseen_changed.emit(0)
        if follow != self._follows:
            self._follows = follow
            self.follow_changed.emit(follow)
