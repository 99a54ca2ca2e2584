"""What the roles' actions do."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QT_TRANSLATE_NOOP, QObject

from parallel_execution_manager.scheduling.model.policy import Hand
from parallel_execution_manager.scheduling.model.task import RoleState
from parallel_execution_manager.scheduling.snapshot import RoleView
from parallel_execution_manager_gui.action_reasons.of_roles import is_stopped
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.dialogs.questions import may_stop_roles
from parallel_execution_manager_gui.formatting import time_of_day
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.models.role_model import RoleModel
from parallel_execution_manager_gui.panels.queue_panel import QueuePanel
from parallel_execution_manager_gui.panels.roles_panel import RolesPanel
from parallel_execution_manager_gui.plain_text import shown_name
from parallel_execution_manager_gui.timed_menus import HandVerb
from parallel_execution_manager_gui.wishes import Wishes

_HELD = frozenset({RoleState.SUSPENDED, RoleState.THROTTLED})
_STRONGER = {
    HandVerb.PAUSE: frozenset({Hand.PAUSED}),
    HandVerb.HOLD: frozenset({Hand.PAUSED, Hand.HELD}),
    HandVerb.RESUME: frozenset[Hand](),
}
"""What is set by hand already and must not be made less, or be given an end, by doing it to all roles."""

_TOLD = {
    HandVerb.PAUSE: QT_TRANSLATE_NOOP(
        "RoleCommands", "{role} paused until {time}, then work goes on by itself."
    ),
    HandVerb.HOLD: QT_TRANSLATE_NOOP("RoleCommands", "{role} held until {time}: nothing new starts before."),
    HandVerb.RESUME: QT_TRANSLATE_NOOP(
        "RoleCommands", "{role} kept going until {time}, whatever is measured."
    ),
}


class RoleCommands(QObject):
    """Each method is one action on the selected role or on all of them."""

    def __init__(
        self, wishes: Wishes, roles: RoleModel, queue: QueueModel, panel: RolesPanel, queue_panel: QueuePanel
    ) -> None:
        super().__init__(panel)
        self._wishes = wishes
        self._roles = roles
        self._queue = queue
        self._panel = panel
        self._queue_panel = queue_panel
        panel.timed.wished.connect(self.set_for)

    def handlers(self) -> dict[ActionId, Callable[[], None]]:
        """Which method does which action."""
        return {
            ActionId.START_ROLE: self.start,
            ActionId.STOP_ROLE: self.stop,
            ActionId.TOGGLE_ROLE: self.toggle,
            ActionId.HOLD_ROLE: self.hold,
            ActionId.HAND_BACK_ROLE: self.hand_back,
            ActionId.START_ALL: self.start_all,
            ActionId.STOP_ALL: self.stop_all,
            ActionId.PAUSE_ALL: self.pause_all,
            ActionId.RESUME_ALL: self.resume_all,
            ActionId.HOLD_ALL: self.hold_all,
            ActionId.ROLE_OPTIONS: self.show_options,
            ActionId.HAND_BACK_ALL: self.hand_back_all,
        }

    def start(self) -> None:
        """Work on the selected role's queue."""
        role = self._selected()
        if role is not None:
            self._wishes.start_role(role.name)

    def stop(self) -> None:
        """End the selected role's tasks."""
        role = self._selected()
        if role is not None and self._may_end([role]):
            self._wishes.stop_role(role.name)

    def toggle(self) -> None:
        """Pause the selected role, or let it go on."""
        role = self._selected()
        if role is None:
            return
        if role.state in _HELD:
            self._wishes.resume_roles([role.name])
        elif role.state is RoleState.ACTIVE:
            self._wishes.pause_roles([role.name])
        else:
            self._tell_stopped(role)

    def hold(self) -> None:
        """Start nothing new of the selected role."""
        role = self._selected()
        if role is not None:
            self._wishes.hold_roles([role.name])

    def hand_back(self) -> None:
        """Let the scheduler alone decide about the selected role."""
        role = self._selected()
        if role is not None:
            self._wishes.hand_back_roles([role.name])

    def set_priority(self, role: str, priority: int) -> None:
        """Change a role's priority."""
        self._wishes.set_role_priority(role, priority)

    def show_options(self) -> None:
        """Open what can be set for the selected role."""
        role = self._selected()
        declaration = None if role is None else self._wishes.role_declarations().get(role.name)
        if role is None:
            return
        if declaration is None:
            text = self.tr("{} is not loaded, so its options are not known.")
            self._queue_panel.notices.tell(text.format(self._roles.title_of(role.name)))
            return
        from parallel_execution_manager_gui.dialogs.role_options_dialog import RoleOptionsDialog

        dialog = RoleOptionsDialog(
            declaration, self._wishes, self._queue_panel.window(), priority_now=role.priority
        )
        dialog.open()

    def start_all(self) -> None:
        """Work on all queues."""
        self._wishes.start_all_roles()

    def stop_all(self) -> None:
        """End all running tasks."""
        if self._may_end(list(self._roles.roles())):
            self._wishes.stop_all_roles()

    def pause_all(self) -> None:
        """Suspend every role that is not stopped."""
        self._wishes.pause_roles(self._all_for(HandVerb.PAUSE))

    def hold_all(self) -> None:
        """Start nothing new of any role."""
        self._wishes.hold_roles(self._all_for(HandVerb.HOLD))

    def resume_all(self) -> None:
        """Let every held role go on."""
        self._wishes.resume_roles([role.name for role in self._roles.roles() if role.state in _HELD])

    def hand_back_all(self) -> None:
        """Let the scheduler alone decide about all roles."""
        self._wishes.hand_back_roles([r.name for r in self._roles.roles() if r.hand is not Hand.NONE])

    def set_for(self, verb: HandVerb, of_all: bool, for_s: float | None) -> None:
        """Pause, hold or resume the selected role, or all of them, for a time or until it is ended."""
        names = self._all_for(verb) if of_all else self._selected_started()
        if of_all and verb is HandVerb.RESUME and for_s is None:
            names = [role.name for role in self._roles.roles() if role.state in _HELD]
        wish = {
            HandVerb.PAUSE: self._wishes.pause_roles,
            HandVerb.HOLD: self._wishes.hold_roles,
            HandVerb.RESUME: self._wishes.resume_roles,
        }[verb]
        if names and wish(names, for_s) and for_s is not None:
            whose = self._roles.title_of(names[0]) if len(names) == 1 else self.tr("%n roles", "", len(names))
            ends = time_of_day(time.time() + for_s)[:5]
            self._queue_panel.notices.tell(self.tr(str(_TOLD[verb])).format(role=whose, time=ends))

    def _all_for(self, verb: HandVerb) -> list[str]:
        """The started roles, without those of which more is asked by hand already."""
        started = [role for role in self._roles.roles() if role.state is not RoleState.STOPPED]
        return [role.name for role in started if role.hand not in _STRONGER[verb]]

    def _selected_started(self) -> list[str]:
        role = self._selected()
        if role is not None and role.state is RoleState.STOPPED:
            self._tell_stopped(role)
            return []
        return [] if role is None else [role.name]

    def _tell_stopped(self, role: RoleView) -> None:
        self._queue_panel.notices.tell(f"{is_stopped(self._roles.title_of(role.name))}.")

    def _selected(self) -> RoleView | None:
        name = self._panel.selected_role()
        role = next((role for role in self._roles.roles() if role.name == name), None)
        if role is None:
            self._queue_panel.notices.tell(self.tr("Select a role first."))
        return role

    def _may_end(self, roles: list[RoleView]) -> bool:
        names = {role.name for role in roles}
        running = [shown_name(v) for v in self._queue.views() if v.state.is_live and v.spec.role in names]
        return not running or may_stop_roles(self._queue_panel, running)
