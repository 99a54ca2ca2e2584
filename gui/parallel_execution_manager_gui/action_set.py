"""Builds Qt actions, menus and toolbar from the table of actions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QColor, QKeySequence, QPalette
from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QWidget

from parallel_execution_manager_gui.action_layouts import TOOLBAR
from parallel_execution_manager_gui.action_table import ACTIONS
from parallel_execution_manager_gui.actions import ActionId, ActionRecord, Menu, Scope
from parallel_execution_manager_gui.palette import colours_of
from parallel_execution_manager_gui.plain_text import without_mnemonic
from parallel_execution_manager_gui.shapes import (
    BACK_ARROW,
    BARS,
    CROSS,
    FILLED_SQUARE,
    PLUS,
    ROUND_ARROW,
    TRIANGLE_RIGHT,
    icon,
)
from parallel_execution_manager_gui.translation.told import shown

_ICONS = {
    ActionId.ADD_TASK: PLUS,
    ActionId.PAUSE_ALL: BARS,
    ActionId.RESUME_ALL: TRIANGLE_RIGHT,
    ActionId.RETRY_FAILED: ROUND_ARROW,
    ActionId.START_ROLE: TRIANGLE_RIGHT,
    ActionId.TOGGLE_ROLE: BARS,
    ActionId.STOP_ROLE: FILLED_SQUARE,
    ActionId.RETRY: ROUND_ARROW,
    ActionId.CANCEL: CROSS,
    ActionId.UNDO: BACK_ARROW,
}
_RECORDS = {record.id: record for record in ACTIONS}


class ActionSet(QObject):
    """One Qt action a record; handlers are connected from outside."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._reasons: dict[str, str] = {}
        self._actions = {record.id: self._action(record) for record in ACTIONS}

    def __getitem__(self, action_id: ActionId) -> QAction:
        return self._actions[action_id]

    def _action(self, record: ActionRecord) -> QAction:
        action = QAction(shown(record.text), self)
        action.setObjectName(record.id.value)
        action.setToolTip(_tip(record))
        action.setStatusTip(shown(record.tip))
        if record.button_text:
            action.setIconText(shown(record.button_text))
        action.setShortcut(QKeySequence(record.shortcut))
        if record.scope is not Scope.WINDOW:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        if record.is_on is not None:
            action.setCheckable(True)
            action.setChecked(record.is_on)
        return action

    def refuse(self, action_id: ActionId, reason: str) -> None:
        """Grey an action out and say why in its tips, or with an empty reason let it be used again."""
        if self._reasons.get(action_id, "") == reason:
            return
        self._reasons[action_id] = reason
        record = _RECORDS[action_id]
        why = self.tr("Not possible now: {reason}.").format(reason=reason) if reason else ""
        action = self._actions[action_id]
        action.setEnabled(not reason)
        action.setToolTip("\n".join(filter(None, (_tip(record), why))))
        action.setStatusTip(why or shown(record.tip))

    def reason(self, name: str) -> str:
        """Why the action of this id is greyed out; empty if it is not, or if the table has none."""
        return self._reasons.get(name, "")

    def connect_to(self, handlers: Mapping[ActionId, Callable[[], None]]) -> None:
        """Call a handler (a bound method of a QObject) when its action is triggered.

        Raises:
            ValueError: an action has no handler (one that is switched on and off needs none).
        """
        triggered = {action_id for action_id, action in self._actions.items() if not action.isCheckable()}
        if missing := triggered - handlers.keys():
            raise ValueError(f"actions without a handler: {', '.join(sorted(missing))}; give each one")
        for action_id, handler in handlers.items():
            self._actions[action_id].triggered.connect(handler)

    def give_keys(self, scope: Scope, widget: QWidget) -> None:
        """Let the shortcuts of ``scope`` work while ``widget`` has the focus."""
        widget.addActions([self._actions[record.id] for record in ACTIONS if record.scope is scope])

    def fill_menu_bar(self, bar: QMenuBar) -> Mapping[Menu, QMenu]:
        """Make the menus; they are given back for what is not in the table."""
        menus = {menu: bar.addMenu(shown(menu.value)) for menu in Menu}
        for menu, widget in menus.items():
            widget.setObjectName(f"menu_{menu.name.lower()}")
            widget.setToolTipsVisible(True)
        for record in ACTIONS:
            if record.starts_group and menus[record.menu].actions():
                menus[record.menu].addSeparator()
            menus[record.menu].addAction(self._actions[record.id])
        return menus

    def fill_toolbar(self, bar: QToolBar) -> None:
        """Put the most used actions on the toolbar."""
        for action_id in TOOLBAR:
            bar.addAction(self._actions[action_id])
            button = bar.widgetForAction(self._actions[action_id])
            button.setObjectName(f"button_{action_id.value}")
            button.setAccessibleName(without_mnemonic(self._actions[action_id].text()))

    def menu(self, layout: Iterable[ActionId | None], parent: QWidget) -> QMenu:
        """A context menu; ``None`` is a separator."""
        menu = QMenu(parent)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for action_id in layout:
            if action_id is None:
                menu.addSeparator()
            else:
                menu.addAction(self._actions[action_id])
        return menu

    def draw_icons(self, palette: QPalette) -> None:
        """Draw the icons in the colours of a theme."""
        colours = colours_of(palette)
        for action_id, shape in _ICONS.items():
            self._actions[action_id].setIcon(icon(shape, QColor(colours.link), QColor(colours.disabled)))


def _tip(record: ActionRecord) -> str:
    pressed = QKeySequence(record.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    return f"{shown(record.tip)} ({pressed})" if record.shortcut else shown(record.tip)
