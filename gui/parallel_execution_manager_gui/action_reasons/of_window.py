"""Puts the reasons of greyed actions together for one window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parallel_execution_manager_gui.action_reasons.keeper import ActionReasons
from parallel_execution_manager_gui.action_reasons.refused_keys import RefusedKeys
from parallel_execution_manager_gui.actions import Scope

if TYPE_CHECKING:
    from parallel_execution_manager_gui.main_window import MainWindow


def follow_selections(window: MainWindow) -> ActionReasons:
    """Grey actions out from now on, and tell why when their keys are pressed."""
    places = {
        Scope.WINDOW: window,
        Scope.QUEUE: window.queue_panel.view,
        Scope.ROLES: window.roles_panel.view,
    }
    RefusedKeys(window.actions_, places, window.queue_panel.notices)
    return ActionReasons(
        window.actions_,
        (window.queue, window.queue_panel),
        (window.roles, window.roles_panel),
    )
