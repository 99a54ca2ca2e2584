"""Stopping a task for its memory, to start it again later: only what may be repeated, one at a time."""

from __future__ import annotations

from parallel_execution_manager.scheduling.model.checks import Reason
from parallel_execution_manager.scheduling.model.model import TaskState
from parallel_execution_manager.scheduling.queueing.lifecycle import ask_to_stop
from parallel_execution_manager.scheduling.state.records import TaskRecord
from parallel_execution_manager.scheduling.state.role_record import RoleRecord
from parallel_execution_manager.scheduling.state.state import MachineState, Step
from parallel_execution_manager.scheduling.throttling.reach import is_paused, running

URGENT_GRACE_S = 1.0
"""How long a task may take to end by itself when memory is about to run out."""


def evictable(state: MachineState, role: RoleRecord) -> list[TaskRecord]:
    """The tasks of ``role`` that may be stopped and repeated.

    Never the last that runs: it would only start again. Never what the operator has paused or resumed,
    nor what holds a file for somebody more important.
    """
    going = [record for record in running(state) if not record.rein.still and not is_paused(state, record)]
    return [
        record
        for record in running(state)
        if record.spec.role == role.name
        and record.spec.rerunnable
        and not record.rein.kept
        and not is_paused(state, record)
        and going != [record]
    ]


def is_evicting(state: MachineState) -> bool:
    """Whether a task is being evicted: what it frees is not measured yet."""
    return any(record.ending is TaskState.QUEUED for record in state.live.values())


def evict(step: Step, role: RoleRecord, reason: Reason) -> None:
    """Stop the youngest task of a role, which loses least; when it has ended it is queued where it was.

    Raises:
        ValueError: the role has no task that may be evicted.
    """
    youngest = max(evictable(step.state, role), key=lambda record: (record.started_at or 0.0, record.number))
    detail = f"stopped to be run again: {reason}"
    urgent = step.state.ladder.is_urgent()
    ask_to_stop(step, youngest, TaskState.QUEUED, detail, URGENT_GRACE_S if urgent else None)
