"""Frozen views of the machine's records."""

from __future__ import annotations

from parallel_execution_manager.scheduling.admission.room import Room
from parallel_execution_manager.scheduling.explain.explanation import own_check, role_obstacle
from parallel_execution_manager.scheduling.model.checks import Check
from parallel_execution_manager.scheduling.model.hand import Hand
from parallel_execution_manager.scheduling.model.model import TaskState
from parallel_execution_manager.scheduling.model.queues import GroupKey
from parallel_execution_manager.scheduling.model.rungs import Rung
from parallel_execution_manager.scheduling.queueing.probing import probe_check
from parallel_execution_manager.scheduling.queueing.role_bounds import bound_refusal
from parallel_execution_manager.scheduling.snapshot import RoleView, TaskView
from parallel_execution_manager.scheduling.state.records import Place, TaskRecord
from parallel_execution_manager.scheduling.state.role_record import RoleRecord
from parallel_execution_manager.scheduling.state.state import MachineState


def task_view(state: MachineState, record: TaskRecord) -> TaskView:
    """A task as it stands."""
    waited = record.wait.read(state.at, state.roles[record.spec.role].holds)
    is_live = record.place is Place.LIVE
    rein = record.rein if is_live else None
    return TaskView(
        spec=record.spec,
        state=record.state,
        order=(record.order, record.number),
        attempt=record.attempt,
        queued_at=record.queued_at,
        started_at=record.started_at,
        ended_at=record.ended_at,
        suspended_s=record.suspended_s,
        suspended_since=record.suspended_since,
        exit_code=record.exit_code,
        detail=record.detail,
        paused=record.paused,
        paused_why=record.paused_why if record.paused else "",
        stopping=_stopping(record.ending) if is_live and record.ending is not None else "",
        estimate=record.estimate,
        waits_for=own_check(state, record),
        waited_s=tuple([(str(kind), seconds) for kind, seconds in waited.items()]),
        usage=record.usage if is_live else None,
        peak=record.peak,
        held_back=record.held_back,
        group=record.group if record.place is Place.READY else None,
        evictions=record.evictions,
        lowered=rein is not None and rein.lowered,
        kept_running="" if rein is None else rein.kept,
        until=record.until,
        counted_at=state.at,
    )


def _stopping(ending: TaskState) -> str:
    return "evicted" if ending is TaskState.QUEUED else str(ending)


def role_view(state: MachineState, role: RoleRecord) -> RoleView:
    """A role as it stands."""
    return RoleView(
        name=role.name,
        state=role.state,
        priority=role.priority,
        queued=len(role.queue),
        running=role.live,
        suspended=role.suspended,
        by_operator=role.by_operator,
        reason=role.reason,
        since=role.since,
        waits_for=role_obstacle(role) or role.short,
        refusals=_refusals(state, role),
        rung=role.rung,
        hand=role.hand,
        until=_until(state, role),
    )


def _until(state: MachineState, role: RoleRecord) -> float | None:
    if role.hand is not Hand.NONE or role.rung is Rung.FREE:
        return role.until
    return role.rung_since + state.policy.max_hold_s


def _refusals(state: MachineState, role: RoleRecord) -> dict[GroupKey, Check]:
    """Why the groups of an active role have no room, by the same rules that refused them."""
    if role.short is None:
        return {}
    bound = bound_refusal(state, role)
    if bound is not None:
        return dict.fromkeys(role.queue.groups(), bound)
    firsts = ((key, state.tasks[entry[2]]) for key, entry in role.queue.firsts())
    found = ((key, _refusal(state, record)) for key, record in firsts)
    return {key: check for key, check in found if check is not None}


def _refusal(state: MachineState, record: TaskRecord) -> Check | None:
    alone = state.nothing_runs
    if not alone and not (probe := probe_check(state, record)).ok:
        return probe
    room = Room(state.ledger, state.policy, state.reserved_before(record), alone)
    return None if room.fits(record.requirement) else room.refusal(record.requirement)
