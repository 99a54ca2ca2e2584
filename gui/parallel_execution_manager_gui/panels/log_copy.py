"""Copies lines of a log together with what is needed to find them again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication, QTextCursor

from parallel_execution_manager_gui.panels.log_view import LogView

_LINES_AROUND = 3


class CopyWithContext(QObject):
    """An entry of the view's menu: the selected lines, three more on each side, the task and the file."""

    def __init__(self, view: LogView, origin: Callable[[], tuple[str, str]]) -> None:
        super().__init__(view)
        self._view = view
        self._origin = origin
        self.action = QAction(self.tr("Copy with conte&xt"), self)
        self.action.setObjectName("log_copy_context")
        self.action.setToolTip(
            self.tr("Copy the selected lines with those around them, the task and the file")
        )
        self.action.triggered.connect(self.copy)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._show_menu)

    def copy(self) -> None:
        """Put the text on the clipboard."""
        task, path = self._origin()
        QGuiApplication.clipboard().setText("\n".join([f"# {task}", f"# {path}", *self._lines(), ""]))

    def _lines(self) -> list[str]:
        """Lines of the selection marked by ``>``, those around them not."""
        document, cursor = self._view.document(), self._view.textCursor()
        end = QTextCursor(document)
        end.setPosition(max(cursor.selectionStart(), cursor.selectionEnd() - 1))
        first, last = document.findBlock(cursor.selectionStart()).blockNumber(), end.block().blockNumber()
        around = range(max(0, first - _LINES_AROUND), min(document.blockCount(), last + 1 + _LINES_AROUND))
        texts = ((number, document.findBlockByNumber(number).text()) for number in around)
        return [f"{'>' if first <= number <= last else ' '} {text}" for number, text in texts]

    def _show_menu(self, place: QPoint) -> None:
        menu = self._view.createStandardContextMenu(place)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addSeparator()
        menu.addAction(self.action)
        menu.popup(self._view.mapToGlobal(place))
