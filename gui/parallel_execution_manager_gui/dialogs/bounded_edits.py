"""Fields that refuse more text than they show: a megabyte pasted by mistake neither freezes nor is cut."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QMimeData, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from parallel_execution_manager_gui.dropped_files import MOST_DROPPED, entries_of
from parallel_execution_manager_gui.file_drops import local_paths
from parallel_execution_manager_gui.translation.told import count

MOST_IN_A_LINE = 32_000
MOST_IN_A_LIST = 200_000


class BoundedLine(QLineEdit):
    """One line. What does not fit is refused as a whole; a dropped file becomes its path."""

    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMaxLength(MOST_IN_A_LINE)
        self._known = ""
        self._refuses = False
        self.textChanged.connect(self._note)
        self.inputRejected.connect(self._refuse)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files."""
        if local_paths(event.mimeData()):
            event.acceptProposedAction()
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take files anywhere in the field."""
        if local_paths(event.mimeData()):
            event.acceptProposedAction()
        else:
            super().dragMoveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """A file becomes the text."""
        paths = local_paths(event.mimeData())
        if paths:
            self.setText(paths[0])
            event.acceptProposedAction()
        else:
            super().dropEvent(event)

    def _note(self, text: str) -> None:
        if not self._refuses:
            self._known = text

    def _refuse(self) -> None:
        # Told in the middle of the insertion: what was put in so far is taken out after it.
        if not self._refuses:
            self._refuses = True
            QTimer.singleShot(0, self, self._take_back)

    def _take_back(self) -> None:
        self.setText(self._known)
        self._refuses = False
        self.refused.emit(_too_long(self.accessibleName(), MOST_IN_A_LINE))


class BoundedText(QPlainTextEdit):
    """Several lines. Dropped or pasted files become a line each."""

    refused = Signal(str)

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Files too."""
        return bool(local_paths(source)) or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Insert text or the paths of files, unless there are too many."""
        paths = local_paths(source)
        if len(paths) > MOST_DROPPED:
            self.refused.emit(
                QCoreApplication.translate(
                    "BoundedEdits",
                    "{field}: at most {most} files can be dropped at once, and these are {number}. "
                    "Drop their folder instead: that is everything in it.",
                ).format(field=self.accessibleName(), most=MOST_DROPPED, number=count(len(paths)))
            )
        elif paths:
            self.add_lines(entries_of(paths))
        elif self.document().characterCount() + len(source.text()) > MOST_IN_A_LIST:
            self.refused.emit(_too_long(self.accessibleName(), MOST_IN_A_LIST))
        else:
            super().insertFromMimeData(source)

    def add_lines(self, lines: list[str]) -> None:
        """Put lines at the end that are not there yet."""
        known = self.toPlainText().splitlines()
        new = [line for line in lines if line not in known]
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText("\n".join([*([""] if known and known[-1] else []), *new]))
        self.setTextCursor(cursor)


def _too_long(field: str, most: int) -> str:
    return QCoreApplication.translate(
        "BoundedEdits",
        "{field}: more than {most} characters do not fit here; nothing was taken. "
        "Put long text into a file and name that.",
    ).format(field=field, most=count(most))
