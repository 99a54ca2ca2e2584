"""How a state is named to the operator: one look for each thing a task or role can be seen doing.

A look is finer than a state: a queued task that waits for a file is shown as waiting, a suspended
one as paused or suspended, depending on who holds it.
"""

from __future__ import annotations

from enum import StrEnum, unique

from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager.scheduling.model.policy import Hand
from parallel_execution_manager.scheduling.model.task import RoleState, TaskState
from parallel_execution_manager.scheduling.snapshot import RoleView, TaskView


@unique
class Look(StrEnum):
    """What a state cell says; the value is the word itself."""

    QUEUED = "Queued"
    WAITING = "Waiting"
    STARTING = "Starting"
    RUNNING = "Running"
    THROTTLED = "Throttled"
    SUSPENDED = "Suspended"
    PAUSED = "Paused"
    STOPPING = "Stopping"
    SUCCEEDED = "Succeeded"
    FAILED = "Failed"
    TIMED_OUT = "Timed out"
    LOST = "Lost"
    CANCELLED = "Cancelled"
    HELD = "Held"
    ACTIVE = "Active"
    STOPPED = "Stopped"
    HOLDS = "Holds"
    MET = "Met"
    UNMET = "Not met"
    UNDECLARED = "Undeclared"


@unique
class Wished(StrEnum):
    """What a state cell says from a wish on until the manager has told what became of it."""

    PAUSING = "Pausing…"
    RESUMING = "Resuming…"
    HOLDING = "Holding…"
    STARTING = "Starting…"
    STOPPING = "Stopping…"
    CANCELLING = "Cancelling…"
    QUEUING = "Queuing…"


@unique
class LookGroup(StrEnum):
    """The chips above the queue; the value is the word on the chip."""

    ALL = "All"
    RUNNING = "Running"
    THROTTLED = "Throttled"
    PAUSED = "Paused"
    WAITING = "Waiting"
    QUEUED = "Queued"
    FAILED = "Failed"
    SUCCEEDED = "Succeeded"
    CANCELLED = "Cancelled"


_GROUPS = {
    Look.QUEUED: LookGroup.QUEUED,
    Look.WAITING: LookGroup.WAITING,
    Look.STARTING: LookGroup.RUNNING,
    Look.RUNNING: LookGroup.RUNNING,
    Look.STOPPING: LookGroup.RUNNING,
    Look.THROTTLED: LookGroup.THROTTLED,
    Look.SUSPENDED: LookGroup.THROTTLED,
    Look.PAUSED: LookGroup.PAUSED,
    Look.SUCCEEDED: LookGroup.SUCCEEDED,
    Look.FAILED: LookGroup.FAILED,
    Look.TIMED_OUT: LookGroup.FAILED,
    Look.LOST: LookGroup.FAILED,
    Look.CANCELLED: LookGroup.CANCELLED,
}

_ENDED = {
    TaskState.SUCCEEDED: Look.SUCCEEDED,
    TaskState.FAILED: Look.FAILED,
    TaskState.CANCELLED: Look.CANCELLED,
    TaskState.TIMED_OUT: Look.TIMED_OUT,
    TaskState.LOST: Look.LOST,
}

_WAITING_KINDS = frozenset({CheckKind.FILE, CheckKind.DEPENDENCY, CheckKind.BACKOFF})


def group_of(look: Look) -> LookGroup:
    """The chip that counts tasks of this look.

    Raises:
        KeyError: the look belongs to roles, locks or checks, not to tasks.
    """
    return _GROUPS[look]


def look_of_task(view: TaskView, role: RoleView | None = None) -> Look:
    """What the task is seen doing, with what its role may do taken into account if it is given."""
    if view.state in _ENDED:
        return _ENDED[view.state]
    if view.state is TaskState.QUEUED:
        return look_in_role(_look_of_queued(view), role)
    if view.stopping:
        return Look.STOPPING
    if view.state is TaskState.SUSPENDED:
        return Look.PAUSED if view.paused else look_in_role(Look.SUSPENDED, role)
    return Look.STARTING if view.state is TaskState.STARTING else Look.RUNNING


def look_in_role(look: Look, role: RoleView | None) -> Look:
    """The look that a task of this look has in its role.

    What is queued in a throttled role is throttled; what is suspended in a role that is held by the
    operator is paused.
    """
    if role is None:
        return look
    if look is Look.QUEUED and role.state is RoleState.THROTTLED:
        return Look.THROTTLED
    return Look.PAUSED if look is Look.SUSPENDED and is_held_by_operator(role) else look


def is_held_by_operator(role: RoleView) -> bool:
    """Whether the role is paused by hand."""
    return role.state is RoleState.SUSPENDED and role.by_operator


def _look_of_queued(view: TaskView) -> Look:
    if view.paused:
        return Look.PAUSED
    waits = view.waits_for is not None and view.waits_for.kind in _WAITING_KINDS
    return Look.WAITING if waits else Look.QUEUED


def look_of_role(view: RoleView) -> Look:
    """What the role is seen doing: one that may start tasks runs some, waits with some, or has none."""
    if view.state is RoleState.STOPPED:
        return Look.STOPPED
    if view.state is RoleState.THROTTLED:
        return Look.HELD if view.hand is Hand.HELD else Look.THROTTLED
    if view.state is RoleState.SUSPENDED:
        return Look.PAUSED if is_held_by_operator(view) else Look.SUSPENDED
    if view.running > view.suspended:
        return Look.RUNNING
    return Look.WAITING if view.queued or view.suspended else Look.ACTIVE
