"""How a task ends, with those that depend on it, or goes back into the line after an attempt."""

from __future__ import annotations

from parallel_execution_manager.scheduling.model.model import TaskState
from parallel_execution_manager.scheduling.queueing.forgetting import leave_later
from parallel_execution_manager.scheduling.queueing.placement import (
    QUEUED_PLACES,
    enter_queue,
    leave_queue,
    recount_unmet,
)
from parallel_execution_manager.scheduling.queueing.run_over import tell_over
from parallel_execution_manager.scheduling.state.records import Place, TaskRecord
from parallel_execution_manager.scheduling.state.state import Step
from parallel_execution_manager.scheduling.state.timers import TimerKind

MOST_DOUBLINGS = 60
"""More would overflow, and is over any maximum anyway."""


def end(step: Step, record: TaskRecord, state: TaskState) -> None:
    """The task has ended; tasks that depend on it become free, or are cancelled with it."""
    record.state, record.place, record.ended_at = state, Place.ENDED, step.at
    record.paused, record.until = False, None
    step.task_changed(record)
    tell_over(step, record, state)
    leave_later(step, record)
    pending = [record]
    while pending:
        ended = pending.pop()
        for task_id in step.state.dependents.get(ended.id, ()):
            dependent = step.state.tasks[task_id]
            if dependent.place not in QUEUED_PLACES:
                # It has started, or ended, after an earlier success of what was tried again since.
                continue
            if ended.state is TaskState.SUCCEEDED:
                recount_unmet(step, dependent)
            elif not record.is_kept:
                _cancel_dependent(step, dependent, ended)
                pending.append(dependent)


def back_off(step: Step, record: TaskRecord, ended: TaskState, before: int) -> None:
    """Let the task wait before it is tried again, the longer the more often that was ``before``."""
    tell_over(step, record, ended, goes_on=True)
    policy = step.state.policy
    doublings = min(before, MOST_DOUBLINGS)
    delay = min(policy.retry_backoff_s * 2.0**doublings, policy.retry_backoff_max_s)
    record.state = TaskState.QUEUED
    record.leave_attempt()
    record.unmet = step.state.unmet(record)
    record.not_before = step.at + delay
    step.state.timers.set(record.not_before, TimerKind.BACKOFF, record.id, record.attempt)
    enter_queue(step, record)


def queue_again(step: Step, record: TaskRecord, *, put_back: bool) -> None:
    """Memory was short, or (``put_back``) its files are others than it was granted; retries are kept."""
    if put_back:
        record.attempt -= 1
    else:
        tell_over(step, record, TaskState.CANCELLED, goes_on=True)
        record.evictions += not record.is_kept
    record.state = TaskState.QUEUED
    record.leave_attempt()
    record.unmet = step.state.unmet(record)
    enter_queue(step, record)


def _cancel_dependent(step: Step, dependent: TaskRecord, ended: TaskRecord) -> None:
    leave_queue(step, dependent)
    dependent.state, dependent.place = TaskState.CANCELLED, Place.ENDED
    dependent.ended_at, dependent.paused, dependent.until = step.at, False, None
    dependent.cancelled_by = ended.id
    dependent.detail = f"not started: {ended.id} {ended.state.replace('_', ' ')}"
    step.task_changed(dependent)
    tell_over(step, dependent, TaskState.CANCELLED)
    leave_later(step, dependent)
