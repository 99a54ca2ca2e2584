"""Why an action on one role, or on all of them, can do nothing. Pure but for Qt's translations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication

from parallel_execution_manager.scheduling.model.policy import Hand
from parallel_execution_manager.scheduling.model.task import RoleState
from parallel_execution_manager.scheduling.snapshot import RoleView
from parallel_execution_manager_gui.actions import ActionId

translate = QCoreApplication.translate
Reasons = Iterator[tuple[ActionId, str]]
_OF_ONE: Final = (
    ActionId.START_ROLE,
    ActionId.STOP_ROLE,
    ActionId.TOGGLE_ROLE,
    ActionId.HOLD_ROLE,
    ActionId.HAND_BACK_ROLE,
    ActionId.ROLE_OPTIONS,
)
_SET_STILL: Final = frozenset({Hand.PAUSED, Hand.HELD})
_HELD: Final = frozenset({RoleState.SUSPENDED, RoleState.THROTTLED})


def is_stopped(title: str) -> str:
    """Why nothing but starting it can be done to a stopped role of this title."""
    return translate("ActionReasons", "{} is stopped: start it first").format(title)


def role_reasons(role: RoleView | None, title: str) -> Reasons:
    """For each action on the selected role of this title why it can do nothing; empty if it can."""
    if role is None:
        none = translate("ActionReasons", "select a role first")
        yield from ((action_id, none) for action_id in _OF_ONE)
        return
    stopped = is_stopped(title) if role.state is RoleState.STOPPED else ""
    works = translate("ActionReasons", "it works on its queue already")
    yield ActionId.START_ROLE, "" if stopped or role.hand in _SET_STILL else works
    yield ActionId.STOP_ROLE, translate("ActionReasons", "it is stopped already") if stopped else ""
    yield ActionId.TOGGLE_ROLE, stopped
    yield ActionId.HOLD_ROLE, stopped
    by_hand = role.hand is not Hand.NONE
    yield (
        ActionId.HAND_BACK_ROLE,
        "" if by_hand else translate("ActionReasons", "nothing is set for it by hand"),
    )
    yield ActionId.ROLE_OPTIONS, ""


def all_roles_reasons(roles: Sequence[RoleView]) -> Reasons:
    """For each action on all roles why it can do nothing; empty if it can."""
    started = [role for role in roles if role.state is not RoleState.STOPPED]
    can_start = len(started) < len(roles) or any(role.hand in _SET_STILL for role in roles)
    stopped = "" if started else translate("ActionReasons", "all roles are stopped")
    held = any(role.state in _HELD for role in roles)
    by_hand = any(role.hand is not Hand.NONE for role in roles)
    yield (
        ActionId.START_ALL,
        "" if can_start else translate("ActionReasons", "all roles work on their queues already"),
    )
    yield ActionId.STOP_ALL, stopped
    yield ActionId.PAUSE_ALL, stopped
    yield ActionId.HOLD_ALL, stopped
    yield ActionId.RESUME_ALL, "" if held else translate("ActionReasons", "no role is held back")
    yield (
        ActionId.HAND_BACK_ALL,
        "" if by_hand else translate("ActionReasons", "nothing is set by hand"),
    )
