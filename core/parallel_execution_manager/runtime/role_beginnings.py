"""Roles at the beginning and at the end of a program: what was set by hand stays so."""

from __future__ import annotations

import contextlib

from parallel_execution_manager.runtime import role_hands
from parallel_execution_manager.runtime.errors import WishNotKept
from parallel_execution_manager.runtime.original import OriginalInterface
from parallel_execution_manager.scheduling.events import RoleStarted, RoleStopped
from parallel_execution_manager.scheduling.model.task import RoleState


class RoleBeginnings(OriginalInterface):
    """Starts and ends all roles, as `start_all_roles` and `stop_all_roles` do for a person."""

    def begin_roles(self, *, stopped_too: bool = False) -> list[str]:
        """Start monitoring and every role, as when a program begins: what was set by hand stays.

        With ``stopped_too`` also those are started that were stopped by hand. Returns a sentence for each
        role that does not work on its queue.
        """
        self._prepare()
        for name in self._by_priority():
            # Not wished: each would wait for the disk, for what the next beginning does anyway.
            self._core.engine.post(RoleStarted, role=name, at_begin=True)
        self._subclass_roles.start_all()
        views = self._core.engine.ask(lambda machine: machine.role_views())
        if not stopped_too:
            return role_hands.sentences(views)
        for view in views:
            if view.state is RoleState.STOPPED:
                with contextlib.suppress(WishNotKept):
                    self.start_role(view.name)
        return role_hands.sentences(self._core.engine.ask(lambda machine: machine.role_views()))

    def end_roles(self, *, why: str = "", keeps: bool = False) -> None:
        """End all running tasks and start nothing more, as when a program ends: nothing is set by hand.

        ``why`` stands with the tasks that are ended. With ``keeps`` those that are ``rerunnable`` are queued
        again, and what comes after the others stays queued.
        """
        for role in self._core.keeper.roles:
            # Not wished: they are stopped also if the disk does not take that.
            self._core.engine.post(RoleStopped, role=role, at_end=True, why=why, keeps=keeps)
        self._core.engine.catch_up()
        self._subclass_roles.stop_all()
