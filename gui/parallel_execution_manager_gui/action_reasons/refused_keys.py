"""A key whose action is greyed out says why nothing happens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from parallel_execution_manager_gui.action_set import ActionSet
from parallel_execution_manager_gui.action_table import ACTIONS
from parallel_execution_manager_gui.actions import Scope
from parallel_execution_manager_gui.notice_bar import NoticeBar


class RefusedKeys(QObject):
    """Qt passes the key of a disabled action on to the widget with the focus, as if it meant nothing."""

    def __init__(self, actions: ActionSet, places: Mapping[Scope, QWidget], notices: NoticeBar) -> None:
        super().__init__(notices)
        self._actions = actions
        self._scopes = {widget: scope for scope, widget in places.items()}
        self._notices = notices
        for widget in places.values():
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the key of a greyed action, and tell why it is greyed."""
        scope = self._scopes.get(cast("QWidget", watched))
        if event.type() != QEvent.Type.KeyPress or scope is None:
            return False
        reason = self._reason(scope, cast("QKeyEvent", event))
        if reason:
            self._notices.tell(self.tr("Not possible now: {reason}.").format(reason=reason))
        return bool(reason)

    def _reason(self, scope: Scope, event: QKeyEvent) -> str:
        pressed = [QKeySequence(event.keyCombination())]
        if not event.keyCombination().keyboardModifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            # Which key a sign like + is on, and whether with Shift, depends on the keyboard.
            pressed.append(QKeySequence(event.key()))
        for record in ACTIONS:
            if record.scope is scope and record.shortcut and QKeySequence(record.shortcut) in pressed:
                return self._actions.reason(record.id)
        return ""
