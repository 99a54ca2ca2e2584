"""Tells what the history is to keep of an attempt, before the next one forgets it."""

from __future__ import annotations

from parallel_execution_manager.scheduling.effects import RunOver
from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager.scheduling.model.model import TaskState
from parallel_execution_manager.scheduling.state.records import TaskRecord
from parallel_execution_manager.scheduling.state.state import Step


def tell_over(step: Step, record: TaskRecord, state: TaskState, *, goes_on: bool = False) -> None:
    """An attempt of the task, or the task itself while it waited, has ended as ``state``."""
    waited = record.wait.read(step.at, step.state.role_of(record).holds)
    step.emit(
        RunOver(
            at=step.at,
            cause=step.cause,
            task=record.spec,
            kind=record.kind.program,
            attempt=record.attempt,
            state=state,
            goes_on=goes_on,
            queued_at=record.queued_at,
            started_at=record.started_at,
            suspended_s=record.suspended_s,
            throttled_s=waited.get(CheckKind.ROLE_THROTTLED, 0.0),
            exit_code=record.exit_code,
            detail=record.detail,
            peak=record.peak,
        )
    )
