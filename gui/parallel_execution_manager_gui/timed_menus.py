"""Pausing, holding and resuming roles for a time: the menus of one role and of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum, unique

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolBar, QToolButton, QWidget

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager_gui.action_set import ActionSet
from parallel_execution_manager_gui.actions import ActionId

SPANS_S: tuple[float | None, ...] = (900.0, 3600.0, None)
"""Fifteen minutes, an hour, and until it is ended by hand."""


@unique
class HandVerb(StrEnum):
    """What can be set by hand for a time."""

    PAUSE = "pause"
    HOLD = "hold"
    RESUME = "resume"


@dataclass(frozen=True, slots=True)
class TimedMenu:
    """A menu with an entry for each of the spans; ``of_all`` is of all roles instead of the selected one."""

    verb: HandVerb
    of_all: bool
    title: object
    entries: tuple[object, ...]
    after: ActionId
    """The action behind which it stands in the menu of roles."""


def _menu(
    verb: HandVerb, after: ActionId, title: object, *entries: object, of_all: bool = False
) -> TimedMenu:
    return TimedMenu(verb, of_all, title, entries, after)


TIMED_MENUS = (
    _menu(
        HandVerb.PAUSE,
        ActionId.TOGGLE_ROLE,
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Pa&use role for"),
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Pause role for &15 minutes"),
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Pause role for 1 &hour"),
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Pause role &until I resume it"),
    ),
    _menu(
        HandVerb.HOLD,
        ActionId.HOLD_ROLE,
        QT_TRANSLATE_NOOP("TimedRoleMenus", "H&old role for"),
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Hold role for &15 minutes"),
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Hold role for 1 &hour"),
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Hold role &until I resume it"),
    ),
    _menu(
        HandVerb.RESUME,
        ActionId.HOLD_ROLE,
        QT_TRANSLATE_NOOP("TimedRoleMenus", "&Resume role for"),
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Resume role for &15 minutes, whatever is measured"),
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Resume role for 1 &hour, whatever is measured"),
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Resume role &until I hand it back"),
    ),
    _menu(
        HandVerb.PAUSE,
        ActionId.PAUSE_ALL,
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Pause all for"),
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Pause all for &15 minutes"),
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Pause all for 1 &hour"),
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Pause all &until I resume them"),
        of_all=True,
    ),
    _menu(
        HandVerb.HOLD,
        ActionId.HOLD_ALL,
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Hold all for"),
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Hold all for &15 minutes"),
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Hold all for 1 &hour"),
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Hold all &until I resume them"),
        of_all=True,
    ),
    _menu(
        HandVerb.RESUME,
        ActionId.RESUME_ALL,
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Resume all for"),
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Resume all for &15 minutes, whatever is measured"),
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Resume all for 1 &hour, whatever is measured"),
        QT_TRANSLATE_NOOP("TimedRoleMenus", "Resume all &until I hand them back"),
        of_all=True,
    ),
)


class TimedRoleMenus(QObject):
    """Makes the menus once; they may stand in several places."""

    wished = Signal(object, bool, object)
    """What is wished, whether of all roles, and for how many seconds (``None``: until it is ended)."""

    def __init__(self, actions: ActionSet, parent: QWidget) -> None:
        super().__init__(parent)
        self._actions = actions
        self._menus: Mapping[tuple[HandVerb, bool], QMenu] = {
            (each.verb, each.of_all): self._made(each, parent) for each in TIMED_MENUS
        }

    def add_to(self, menu: QMenu) -> None:
        """Put each menu behind the action of the same kind, if that is in ``menu``."""
        for each in reversed(TIMED_MENUS):
            entries = menu.actions()
            action = self._actions[each.after]
            if action in entries:
                place = entries.index(action) + 1
                before = entries[place] if place < len(entries) else None
                inner = self._menus[each.verb, each.of_all].menuAction()
                if before is None:
                    menu.addAction(inner)
                else:
                    menu.insertAction(before, inner)

    def split_all(self, bar: QToolBar) -> None:
        """Give the button that pauses all roles on a toolbar its arrow."""
        button = bar.widgetForAction(self._actions[ActionId.PAUSE_ALL])
        if isinstance(button, QToolButton):
            self.split(button, of_all=True)

    def split(self, button: QToolButton, *, of_all: bool) -> None:
        """Give a button an arrow with everything that can be set for a time."""
        menu = QMenu(button)
        menu.setObjectName(f"{button.objectName()}_menu")
        menu.addActions(self._menus[HandVerb.PAUSE, of_all].actions())
        menu.addSeparator()
        menu.addMenu(self._menus[HandVerb.HOLD, of_all])
        menu.addMenu(self._menus[HandVerb.RESUME, of_all])
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)

    def _made(self, record: TimedMenu, parent: QWidget) -> QMenu:
        menu = QMenu(self.tr(str(record.title)), parent)
        whose = "all" if record.of_all else "role"
        menu.setObjectName(f"menu_{record.verb}_{whose}")
        for text, seconds in zip(record.entries, SPANS_S, strict=True):
            action = QAction(self.tr(str(text)), self)
            action.setObjectName(f"{record.verb}_{whose}_{'open' if seconds is None else f'{seconds:.0f}_s'}")
            action.setData((record.verb.value, record.of_all, seconds))
            action.triggered.connect(self._carry_out)
            menu.addAction(action)
        return menu

    def _carry_out(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            verb, of_all, seconds = action.data()
            self.wished.emit(HandVerb(verb), of_all, seconds)
