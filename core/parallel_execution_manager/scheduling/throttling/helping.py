"""Whether a rung would change anything for a role; one that would not is passed over."""

from __future__ import annotations

from parallel_execution_manager.scheduling.model.rungs import Rung
from parallel_execution_manager.scheduling.state.records import TaskRecord
from parallel_execution_manager.scheduling.state.role_record import RoleRecord
from parallel_execution_manager.scheduling.state.state import MachineState
from parallel_execution_manager.scheduling.throttling.evicting import evictable
from parallel_execution_manager.scheduling.throttling.reach import is_paused, is_spared, running, wanted


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
        return _suspends_one(state, role, resource)
    return bool(evictable(state, role))


def _lowers_one(state: MachineState, role: RoleRecord) -> bool:
    mine = [record for record in tasks_of(state, role) if not is_paused(state, record)]
    then = wanted(state, role, Rung.LOWERED) if mine else {}
    return any(then[record.id].lowered for record in mine)


def _suspends_one(state: MachineState, role: RoleRecord, resource: str) -> bool:
    mine = [
        record
        for record in tasks_of(state, role)
        if not record.rein.still and not is_paused(state, record) and not is_spared(record, resource)
    ]
    then = wanted(state, role, Rung.SUSPENDED, resource) if mine else {}
    return any(then[record.id].still for record in mine)
