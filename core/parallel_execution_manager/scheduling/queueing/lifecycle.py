"""The lifecycle of a task from the start of its process to its outcome."""

from __future__ import annotations

from dataclasses import replace

from parallel_execution_manager.scheduling.effects import (
    LowerAttempt,
    RestoreAttempt,
    ResumeAttempt,
    RunOver,
    StopAttempt,
    SuspendAttempt,
    TaskHasRun,
)
from parallel_execution_manager.scheduling.events import (
    AttemptEnded,
    ProcessResumed,
    ProcessStarted,
    ProcessSuspended,
)
from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager.scheduling.model.task import Outcome, OutcomeKind, TaskState
from parallel_execution_manager.scheduling.queueing.charges import accounted_peak, charge, learn_from
from parallel_execution_manager.scheduling.queueing.placement import (
    QUEUED_PLACES,
    enter_queue,
    leave_queue,
    recount_unmet,
    wake_waiters,
)
from parallel_execution_manager.scheduling.queueing.removal import leave_later
from parallel_execution_manager.scheduling.state.machine_state import Step
from parallel_execution_manager.scheduling.state.task_record import Place, TaskRecord
from parallel_execution_manager.scheduling.state.timers import TimerKind


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


MOST_LOSSES = 5
"""How often a task that may be repeated runs again after nobody has seen its end: it may be the cause."""


def on_process_started(step: Step, event: ProcessStarted) -> None:
    """The process runs: its time limit counts from now; what was wished meanwhile is done now."""
    record = _live_attempt(step, event)
    if record is None:
        return
    _note_start(record, event.at)
    step.task_changed(record)
    if record.spec.timeout_s is not None:
        step.state.timers.set(
            step.at + record.spec.timeout_s, TimerKind.TIME_LIMIT, record.id, record.attempt
        )
    if record.ending is not None:
        ask_to_stop(step, record, record.ending, record.detail)
    reconcile(step, record)


def on_process_suspended(step: Step, event: ProcessSuspended) -> None:
    """Every process of the task stands still: cores are free, memory stays charged."""
    record = _live_attempt(step, event)
    if record is None or record.state is not TaskState.RUNNING:
        return
    record.state, record.suspended_since = TaskState.SUSPENDED, step.at
    step.state.role_of(record).suspended += 1
    _recharge(step, record)
    step.role_changed(step.state.role_of(record))


def on_process_resumed(step: Step, event: ProcessResumed) -> None:
    """The task runs on; the time it stood still does not count."""
    record = _live_attempt(step, event)
    if record is None or record.suspended_since is None:
        return
    end_suspension(step, record)
    record.rein.resuming = False
    record.state = TaskState.RUNNING
    _recharge(step, record)
    step.role_changed(step.state.role_of(record))
    if record.spec.timeout_s is not None:
        left = record.spec.timeout_s - record.running_s(step.at)
        step.state.timers.set(step.at + left, TimerKind.TIME_LIMIT, record.id, record.attempt)


def on_attempt_ended(step: Step, event: AttemptEnded) -> None:
    """The process tree is gone: free everything, then end the task or queue another attempt."""
    record = _live_attempt(step, event)
    if record is None:
        return
    if event.started_at is not None:
        began = _note_start(record, event.started_at)
        step.emit(TaskHasRun(at=step.at, cause=step.cause, task_id=record.id, started_at=began))
    _account(step, record, event.outcome)
    _free(step, record)
    record.exit_code = event.outcome.exit_code
    record.detail = record.detail or event.outcome.summary
    put_back = event.claims is not None and record.ending is None
    if event.claims is not None:
        record.spec = replace(record.spec, claims=event.claims)
    final = TaskState.QUEUED if put_back else _final_state(record, event.outcome)
    if final is TaskState.QUEUED and not _can_come_again(step, record):
        final = TaskState.CANCELLED
    if final is TaskState.QUEUED:
        queue_again(step, record, put_back=put_back)
    elif final in (TaskState.FAILED, TaskState.TIMED_OUT) and _may_try_again(step, record):
        back_off(step, record, final, record.failures)
        record.failures += 1
    elif final is TaskState.LOST and _may_repeat(step, record):
        back_off(step, record, final, record.losses)
        record.losses += 1
    else:
        end(step, record, final)


def on_time_limit(step: Step, record: TaskRecord) -> None:
    """Enforce the time limit; while the task stands still its time does not pass.

    The timer is set anew whenever the task runs on, so it is never early. How long the task has run is
    not asked: late in the life of a computer that may be less than the limit by what sums are rounded.
    """
    limit = record.spec.timeout_s
    if limit is not None and record.suspended_since is None and record.ending is None:
        ask_to_stop(step, record, TaskState.TIMED_OUT, f"ran longer than its time limit of {limit:g} s")


def ask_to_stop(
    step: Step, record: TaskRecord, ending: TaskState, detail: str, grace_s: float | None = None
) -> None:
    """Have a live task's process tree ended; ``ending`` is the state it will have then.

    ``TaskState.QUEUED`` means that it is evicted: it starts again when there is room. ``grace_s`` is the
    policy's unless something else is given.
    """
    record.ending, record.detail = ending, detail
    step.reach_changed()
    step.task_changed(record)
    if record.state is not TaskState.STARTING:
        grace = step.state.policy.stop_grace_s if grace_s is None else grace_s
        step.emit(
            StopAttempt(
                at=step.at, cause=step.cause, task_id=record.id, attempt=record.attempt, grace_s=grace
            )
        )


def reconcile(step: Step, record: TaskRecord) -> None:
    """Have a live task's processes do what the operator and the scheduler want of them."""
    if record.state is TaskState.STARTING or record.ending is not None:
        return
    rein = record.rein
    if rein.lowered is not rein.lower_sent:
        rein.lower_sent = rein.lowered
        _ask(step, record, LowerAttempt if rein.lowered else RestoreAttempt)
    wanted = rein.still or record.held_back or record.paused or step.state.role_of(record).paused
    if wanted is not record.suspend_sent:
        record.suspend_sent = wanted
        rein.resuming = not wanted and record.suspended_since is not None
        _ask(step, record, SuspendAttempt if wanted else ResumeAttempt)


def _ask(
    step: Step,
    record: TaskRecord,
    effect: type[LowerAttempt | RestoreAttempt | ResumeAttempt | SuspendAttempt],
) -> None:
    step.emit(effect(at=step.at, cause=step.cause, task_id=record.id, attempt=record.attempt))
    step.task_changed(record)


def end_suspension(step: Step, record: TaskRecord) -> None:
    """Book the time that a task stood still."""
    if record.suspended_since is not None:
        record.suspended_s += step.at - record.suspended_since
        record.suspended_since = None
        step.state.role_of(record).suspended -= 1


def _note_start(record: TaskRecord, at: float) -> float:
    """Take in that the process has started, and when: not before it was asked for."""
    record.state = TaskState.RUNNING
    record.started_at = max(at, record.began_at or at)
    return record.started_at


def _account(step: Step, record: TaskRecord, outcome: Outcome) -> None:
    """What the kernel measured counts for what no sample has seen, and is learned."""
    if outcome.cpu_s is not None:
        step.state.ledger.note_ended(max(0.0, outcome.cpu_s - record.cpu_seen_s))
    record.peak = accounted_peak(record.peak, outcome, record.running_s(step.at))
    step.state.ledger.other_memory.note_freed(
        step.at, record.peak.memory_mb if record.peak is not None else 0.0
    )
    learn_from(step, record, outcome)
    record.estimate = step.state.estimate(record.spec, record.kind)


def _final_state(record: TaskRecord, outcome: Outcome) -> TaskState:
    succeeded = outcome.kind is OutcomeKind.SUCCEEDED
    if record.ending is not None and not (succeeded and record.ending is TaskState.QUEUED):
        return record.ending
    if outcome.kind is OutcomeKind.LOST:
        return TaskState.LOST
    return TaskState.SUCCEEDED if succeeded else TaskState.FAILED


def _may_try_again(step: Step, record: TaskRecord) -> bool:
    return record.failures < record.spec.retries and _can_come_again(step, record)


def _may_repeat(step: Step, record: TaskRecord) -> bool:
    """Whether a lost task runs again without being asked for: it may have done all its work."""
    return record.spec.rerunnable and record.losses < MOST_LOSSES and _can_come_again(step, record)


def _can_come_again(step: Step, record: TaskRecord) -> bool:
    """Whether what it comes after has not failed since, when it was tried again."""
    before = (step.state.tasks[name].state for name in record.spec.after)
    return not any(state.is_final and state is not TaskState.SUCCEEDED for state in before)


def _free(step: Step, record: TaskRecord) -> None:
    state, role = step.state, step.state.role_of(record)
    end_suspension(step, record)
    state.ledger.discharge(record.id)
    for kind in (TimerKind.TIME_LIMIT, TimerKind.PROBE):
        state.timers.drop(kind, record.id)
    del state.live[record.id]
    step.reach_changed()
    role.live -= 1
    step.role_changed(role)
    record.place, record.suspend_sent = Place.NOWHERE, False
    record.held_back = record.trusted = False
    if record.spec.claims:
        step.leases_changed()
        wake_waiters(step, state.leases.release(record.id))


def _recharge(step: Step, record: TaskRecord) -> None:
    charge(step.state.ledger, record, step.at, step.state.policy)
    step.task_changed(record)


def _live_attempt(
    step: Step, event: ProcessStarted | ProcessSuspended | ProcessResumed | AttemptEnded
) -> TaskRecord | None:
    """The task that the news is about, unless it is news of an attempt that is over."""
    record = step.state.live.get(event.task_id)
    return record if record is not None and record.attempt == event.attempt else None
