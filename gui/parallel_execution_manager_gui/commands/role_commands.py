"""What the roles' actions do."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from parallel_execution_manager.scheduling.model import RoleState
from parallel_execution_manager.scheduling.snapshot import RoleView
from parallel_execution_manager_gui.actions import ActionId
from parallel_execution_manager_gui.dialogs.questions import may_stop_roles
from parallel_execution_manager_gui.models.queue_model import QueueModel
from parallel_execution_manager_gui.models.role_model import RoleModel
from parallel_execution_manager_gui.panels.queue_panel import QueuePanel
from parallel_execution_manager_gui.panels.roles_panel import RolesPanel
from parallel_execution_manager_gui.wishes import Wishes

_HELD = frozenset({RoleState.SUSPENDED, RoleState.THROTTLED})


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
            title = self._roles.title_of(role.name)
            self._queue_panel.notices.tell(f"{title} is stopped: start it first.")

    def hold(self) -> None:
        """Start nothing new of the selected role."""
        role = self._selected()
        if role is not None:
            self._wishes.hold_role(role.name)

    def hand_back(self) -> None:
        """Let the scheduler alone decide about the selected role."""
        role = self._selected()
        if role is not None:
            self._wishes.hand_back_role(role.name)

    def set_priority(self, role: str, priority: int) -> None:
        """Change a role's priority."""
        self._wishes.set_role_priority(role, priority)

    def start_all(self) -> None:
        """Work on all queues."""
        self._wishes.start_all_roles()

    def stop_all(self) -> None:
        """End all running tasks."""
        if self._may_end(list(self._roles.roles())):
            self._wishes.stop_all_roles()

    def pause_all(self) -> None:
        """Suspend every role that is not stopped."""
        states = (RoleState.ACTIVE, RoleState.THROTTLED)
        self._wishes.pause_roles([role.name for role in self._roles.roles() if role.state in states])

    def resume_all(self) -> None:
        """Let every held role go on."""
        self._wishes.resume_roles([role.name for role in self._roles.roles() if role.state in _HELD])

    def _selected(self) -> RoleView | None:
        name = self._panel.selected_role()
        role = next((role for role in self._roles.roles() if role.name == name), None)
        if role is None:
            self._queue_panel.notices.tell("Select a role first.")
        return role

    def _may_end(self, roles: list[RoleView]) -> bool:
        names = {role.name for role in roles}
        running = [v.spec.name for v in self._queue.views() if v.state.is_live and v.spec.role in names]
        return not running or may_stop_roles(self._queue_panel, running)
