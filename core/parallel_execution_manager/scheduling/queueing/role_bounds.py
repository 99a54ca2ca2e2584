"""What bounds a role beside the limits of the machine: tasks at once, and disk space free for each of them.

Both count whatever else runs or does not: a task of a role that is full waits also on an idle machine.
"""

from __future__ import annotations

from collections.abc import Iterator

from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.state.role_record import RoleRecord
from parallel_execution_manager.scheduling.state.state import MachineState


def bound_checks(state: MachineState, role: RoleRecord) -> Iterator[Check]:
    """Whether one more task of the role may start; nothing for what is not bounded."""
    if role.max_tasks:
        yield Check(
            CheckKind.ROLE_TASKS,
            role.live < role.max_tasks,
            measured=role.live,
            limit=role.max_tasks,
            blocker=role.name,
        )
    if role.disk_mb:
        kept, free = kept_disk_mb(state), state.ledger.disk_free_mb
        fits = free is None or kept + role.disk_mb <= free
        yield Check(CheckKind.DISK_SPACE, fits, measured=kept, limit=free, need=role.disk_mb)


def bound_refusal(state: MachineState, role: RoleRecord) -> Check | None:
    """The first bound that keeps one more task of the role from starting; ``None`` if it may."""
    return next((check for check in bound_checks(state, role) if not check.ok), None)


def kept_disk_mb(state: MachineState) -> float:
    """Disk space that is kept free for running tasks, in MiB.

    What they have written by now is counted twice, as used and as kept: nobody knows what they will write.
    """
    return sum(role.disk_mb * role.live for role in state.roles.values())
