"""What has just changed that somebody may want to be told of: each change once. No Qt in here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import RoleState, TaskState
from parallel_execution_manager.scheduling.snapshot import RoleView, Snapshot, TaskView
from parallel_execution_manager_gui.naming import Named, unnamed
from parallel_execution_manager_gui.plain_text import shown_name
from parallel_execution_manager_gui.window_options import WindowKey

_FAILURES = frozenset({TaskState.FAILED, TaskState.TIMED_OUT, TaskState.LOST})
_HELD = frozenset({RoleState.THROTTLED, RoleState.SUSPENDED})


@dataclass(frozen=True, slots=True)
class News:
    """``kind`` is the switch that belongs to it, ``subject`` is a role or task, ``state`` its new state.

    ``cause`` says by which numbers the limits held a role back.
    """

    kind: WindowKey
    subject: str = ""
    state: str = ""
    cause: str = field(default="", compare=False)


class Transitions:
    """Compares each snapshot with what was there before. The first one tells nothing: all of it is old.

    So is what had failed before it: a very large snapshot comes in several pieces. What the operator has
    done by hand is no news to the operator. ``named`` knows the names of tasks, with the id of one where
    several are called the same.
    """

    def __init__(self, named: Named = unnamed) -> None:
        self._named = named
        self._roles: dict[str, RoleState] | None = None
        self._failed: dict[str, float | None] = {}
        self._open: set[str] = set()
        self._since = float("-inf")

    def take(self, snapshot: Snapshot) -> list[News]:
        """What is new."""
        is_first = self._roles is None
        news = [*self._of_roles(snapshot.roles), *self._of_tasks(snapshot)]
        return [] if is_first else news

    def _of_roles(self, roles: tuple[RoleView, ...]) -> Iterator[News]:
        before = self._roles or {}
        self._roles = {**before, **{role.name: _held_state(role) for role in roles}}
        for role in roles:
            old, new = before.get(role.name, RoleState.ACTIVE), self._roles[role.name]
            if new in _HELD and new is not old:
                cause = "" if role.reason is None or role.reason.resumed else role.reason.cause
                yield News(WindowKey.TELL_HELD, role.name, new.value, cause)
            elif old in _HELD and new is RoleState.ACTIVE and not role.by_operator:
                yield News(WindowKey.TELL_RELEASED, role.name, new.value)

    def _of_tasks(self, snapshot: Snapshot) -> Iterator[News]:
        had_open = bool(self._open)
        if snapshot.full:
            self._since = snapshot.at
            self._open = {view.id for view in snapshot.tasks if not view.state.is_final}
        self._open.difference_update(snapshot.removed)
        for view in snapshot.tasks:
            if view.state.is_final:
                had_open = had_open or view.id in self._open
                self._open.discard(view.id)
            else:
                self._open.add(view.id)
            if self._has_failed(view):
                yield News(WindowKey.TELL_FAILED, self._named(view.id) or shown_name(view), view.state.value)
        if had_open and not self._open:
            yield News(WindowKey.TELL_FINISHED)

    def _has_failed(self, view: TaskView) -> bool:
        if view.state not in _FAILURES:
            self._failed.pop(view.id, None)
            return False
        # Kept also of tasks that left the list: brought back by undo, their failure is no news.
        is_new = view.id not in self._failed or self._failed[view.id] != view.ended_at
        self._failed[view.id] = view.ended_at
        return is_new and (view.ended_at is None or view.ended_at > self._since)


def _held_state(role: RoleView) -> RoleState:
    """The role's state as far as the limits made it: what was set by hand counts as active."""
    return RoleState.ACTIVE if role.by_operator and role.state in _HELD else role.state
