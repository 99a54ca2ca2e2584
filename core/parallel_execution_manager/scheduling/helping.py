"""Whether a rung would change anything for a role; one that would not is passed over."""

from __future__ import annotations

from typing import Final

from parallel_execution_manager.scheduling.evicting import evictable
from parallel_execution_manager.scheduling.reach import is_paused, running, wanted
from parallel_execution_manager.scheduling.records import RoleRecord, TaskRecord
from parallel_execution_manager.scheduling.rungs import Rung
from parallel_execution_manager.scheduling.state import MachineState

WRITES_MB_S: Final = 1.0
"""What writes less than this does not fill a disk while somebody makes room."""


def tasks_of(state: MachineState, role: RoleRecord) -> list[TaskRecord]:
    """The running tasks of a role that nobody is ending."""
    return [record for record in running(state) if record.spec.role == role.name]


def helps(state: MachineState, role: RoleRecord, rung: Rung, resource: str) -> bool:
    """Whether raising ``role`` to ``rung`` would do anything about ``resource``."""
    if rung is Rung.HELD:
        return role.rung is Rung.FREE
    if rung is Rung.LOWERED:
        return role.rung < Rung.LOWERED and _lowers_one(state, role)
    if rung is Rung.SUSPENDED:
        return _suspends_one(state, role, writing=resource == "disk")
    return bool(evictable(state, role))


def _lowers_one(state: MachineState, role: RoleRecord) -> bool:
    mine = [record for record in tasks_of(state, role) if not is_paused(state, record)]
    then = wanted(state, role, Rung.LOWERED) if mine else {}
    return any(then[record.id].lowered for record in mine)


def _suspends_one(state: MachineState, role: RoleRecord, *, writing: bool) -> bool:
    mine = [
        record
        for record in tasks_of(state, role)
        if not record.rein.still and not is_paused(state, record) and (_writes(record) or not writing)
    ]
    then = wanted(state, role, Rung.SUSPENDED) if mine else {}
    return any(then[record.id].still for record in mine)


def _writes(record: TaskRecord) -> bool:
    return record.usage is not None and (record.usage.write_mb_s or 0.0) >= WRITES_MB_S
