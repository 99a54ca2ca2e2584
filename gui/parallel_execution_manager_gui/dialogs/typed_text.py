"""What was typed into a dialog is not lost by one key: Escape, or closing its window, asks first."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog

from parallel_execution_manager_gui.dialogs.questions import may_discard


class TypedText(QObject):
    """``entered`` gives all that the dialog holds; it is compared with what that was when it was shown.

    A button that says *Discard* has been read: that asks nothing.
    """

    def __init__(self, dialog: QDialog, entered: Callable[[], object]) -> None:
        super().__init__(dialog)
        self._dialog = dialog
        self._entered = entered
        self._first = entered()
        dialog.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Stay open if the operator rather goes on."""
        if event.type() == QEvent.Type.Show and not event.spontaneous():
            self._first = self._entered()
        if not _leaves(event) or self._entered() == self._first or may_discard(self._dialog):
            return False
        event.ignore()
        return True


def _leaves(event: QEvent) -> bool:
    if event.type() == QEvent.Type.KeyPress:
        return cast("QKeyEvent", event).key() == Qt.Key.Key_Escape
    # The program closes dialogs too, when it has asked already.
    return event.type() == QEvent.Type.Close and event.spontaneous()
