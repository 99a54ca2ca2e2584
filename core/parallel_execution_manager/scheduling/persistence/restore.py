"""Restores a machine from persisted rows: the same tasks in the same order and state."""

from __future__ import annotations

from parallel_execution_manager.scheduling.admission.estimates import Estimate, Source
from parallel_execution_manager.scheduling.admission.footprints import kind_of
from parallel_execution_manager.scheduling.effects import TaskChanged
from parallel_execution_manager.scheduling.events import AttemptEnded, QueueRestored
from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager.scheduling.model.policy import Hand, RolePolicy
from parallel_execution_manager.scheduling.model.rows import Fate, FateKind, RoleRow, TaskRow
from parallel_execution_manager.scheduling.model.task import Outcome, OutcomeKind, Requirement, TaskState
from parallel_execution_manager.scheduling.queueing.charges import charge
from parallel_execution_manager.scheduling.queueing.lifecycle import (
    ask_to_stop,
    end,
    on_attempt_ended,
    reconcile,
)
from parallel_execution_manager.scheduling.queueing.placement import enter_queue, queue_all_again
from parallel_execution_manager.scheduling.queueing.removal import leave_later
from parallel_execution_manager.scheduling.state.machine_state import Step
from parallel_execution_manager.scheduling.state.role_record import RoleRecord
from parallel_execution_manager.scheduling.state.task_record import Place, TaskRecord
from parallel_execution_manager.scheduling.state.timers import TimerKind

NOT_YET = Estimate(Requirement(), Source.CONFIGURED)
"""Stands for the estimate of a task that is about to be queued: it is estimated there."""

_KINDS = {str(kind): kind for kind in CheckKind}

ENDED_UNSEEN = Fate(FateKind.LOST, "the program ended while it ran, and nobody knows how it went on")


def on_queue_restored(step: Step, event: QueueRestored) -> None:
    """Take in all that was kept. Only into a machine that has no task yet.

    An attempt that was under way is what its fate says; without a fate nobody knows its end.
    """
    queue = event.queue
    for role in queue.roles:
        _restore_role(step, role)
    records = [take_in(step, row) for row in queue.tasks]
    for record in records:
        if record.spec.after:
            link(step, record)
    step.state.tasks_seen = max((record.number for record in records), default=0)
    kept = tuple(zip(records, queue.tasks, strict=True))
    _wait_again(step, [pair for pair in kept if pair[0].state is TaskState.QUEUED])
    # What is told until here is what was kept, and whoever shows tasks begins with all of them.
    step.effects.clear()
    for record, row in kept:
        if record.until != row.until or record.wait.kind != row.waits_for:
            step.task_changed(record)
    last_fence = max((row.fence for row in queue.tasks), default=0)
    step.state.next_fence = max(step.state.next_fence, last_fence + 1, queue.fence + 1)
    live = [(row.fence, record) for record, row in kept if record.state.is_live]
    for fence, record in sorted(live, key=lambda pair: (pair[0] == 0, pair[0], pair[1].number)):
        _decide(step, record, queue.fates.get((record.id, record.attempt), ENDED_UNSEEN), fence)
    # All groups are looked at anyway: there is no need to remember which of them got a task.
    step.woken.clear()
    step.room_changed = True
    step.reach_changed()


def _wait_again(step: Step, waiting: list[tuple[TaskRecord, TaskRow]]) -> None:
    """Let tasks be queued as they were, and count what they have waited for meanwhile."""
    unheard = _Unheard(step.state, step.at, step.cause)
    queue_all_again(unheard, [record for record, _ in waiting])
    # After all are queued: those that came together then share one reading of their role's clock.
    for record, row in waiting:
        _count_absence(step, record, row)


def _count_absence(step: Step, record: TaskRecord, row: TaskRow) -> None:
    """A task waited on for what it waited for, also while the program was not there."""
    if row.counted_at is not None and row.waits_for is not None and row.counted_at < step.at:
        kind, holds = _KINDS[row.waits_for], step.state.role_of(record).holds
        record.wait.reach_back(kind, row.counted_at, step.at, holds)


class _Unheard(Step):
    """A step that makes no news of tasks: of each there is a whole snapshot afterwards."""

    __slots__ = ()

    def task_changed(self, record: TaskRecord) -> None:
        """Tell nobody."""


def _restore_role(step: Step, row: RoleRow) -> None:
    role = step.state.roles.get(row.name)
    if role is None:
        return
    is_over = _is_over(step, row.until)
    role.started, role.hand = row.started, Hand.NONE if is_over else row.hand
    role.until = None if is_over else row.until
    role.stopped_by_hand = row.stopped
    role.by_operator = True
    if row.configured == role.priority:
        role.priority = row.priority
    if role.until is not None:
        step.state.timers.set(role.until, TimerKind.ROLE_HAND, row.name)
    if row.since is not None and not is_over:
        role.since = min(row.since, step.at)
    step.role_changed(role)
    role.holds.reach_back(role.since)


def _is_over(step: Step, until: float | None) -> bool:
    """Whether the time has passed meanwhile for which the operator had set something."""
    return until is not None and until <= step.at


def take_in(step: Step, row: TaskRow) -> TaskRecord:
    """Make a task known as it was kept. It is in no queue yet, and comes after nobody."""
    state, spec = step.state, row.spec
    if spec.role not in state.roles:
        # Its role is configured no more: its tasks wait in a stopped one, and run under no other's limits.
        state.roles[spec.role] = RoleRecord(spec.role, RolePolicy(1, Requirement()), step.at)
    kind = kind_of(spec)
    estimate = NOT_YET if row.state is TaskState.QUEUED else state.estimate(spec, kind)
    record = TaskRecord(spec, row.number, row.order, kind, estimate, row.queued_at)
    if not row.is_fresh:
        _copy_what_happened(step, record, row)
    state.tasks[record.id] = record
    return record


def _copy_what_happened(step: Step, record: TaskRecord, row: TaskRow) -> None:
    """A task is as it was kept, with all that had happened to it."""
    record.state = row.state
    record.attempt, record.failures = row.attempt, row.failures
    record.evictions, record.losses = row.evictions, row.losses
    record.began_at, record.started_at, record.ended_at = row.began_at, row.started_at, row.ended_at
    record.suspended_s, record.suspended_since = row.suspended_s, row.suspended_since
    record.exit_code, record.detail, record.cancelled_by = row.exit_code, row.detail, row.cancelled_by
    record.not_before, record.ending, record.peak = row.not_before, row.ending, row.peak
    if not _is_over(step, row.until):
        record.paused, record.until, record.paused_why = row.paused, row.until, row.paused_why
    if row.waited:
        record.wait.totals = {CheckKind(name): seconds for name, seconds in row.waited}
    if row.state.is_final:
        record.place = Place.ENDED
        leave_later(step, record)
    if record.until is not None:
        step.state.timers.set(record.until, TimerKind.TASK_HAND, record.id)


def link(step: Step, record: TaskRecord) -> None:
    """Have a task come after those it names; all of them are known."""
    if record.spec.after:
        for name in dict.fromkeys(record.spec.after):
            step.state.dependents.setdefault(name, {})[record.id] = None
        record.unmet = step.state.unmet(record)


def _decide(step: Step, record: TaskRecord, fate: Fate, fence: int) -> None:
    """Let an attempt that was under way be what became of it; what was wished of it is wished again."""
    step.emit(TaskChanged(at=step.at, cause=step.cause, task_id=record.id))
    if fate.kind is FateKind.NEVER_STARTED:
        _take_back(step, record)
        return
    _adopt(step, record, fence, still=fate.kind is FateKind.SUSPENDED)
    if fate.kind is FateKind.LOST:
        outcome = Outcome(OutcomeKind.LOST, None, fate.reason)
        on_attempt_ended(
            step,
            AttemptEnded(
                at=step.at, cause=step.cause, task_id=record.id, attempt=record.attempt, outcome=outcome
            ),
        )
        return
    if fate.kind is not FateKind.ENDED and record.spec.timeout_s is not None:
        left = record.spec.timeout_s - record.running_s(step.at)
        step.state.timers.set(step.at + left, TimerKind.TIME_LIMIT, record.id, record.attempt)
    if record.ending is not None:
        ask_to_stop(step, record, record.ending, record.detail)
    reconcile(step, record)


def _take_back(step: Step, record: TaskRecord) -> None:
    """No process was made: the attempt of this number is yet to come, unless it was to be ended anyway."""
    ending, record.attempt = record.ending, record.attempt - 1
    record.state = TaskState.QUEUED
    record.leave_attempt()
    if ending is None or ending is TaskState.QUEUED:
        enter_queue(step, record)
    else:
        end(step, record, ending)


def _adopt(step: Step, record: TaskRecord, fence: int, *, still: bool) -> None:
    """The attempt is live: it holds its files and is charged, as when it was started."""
    state, role = step.state, step.state.role_of(record)
    if record.spec.claims:
        state.leases.grant(record.id, record.spec.claims, record.began_at, fence or state.take_fence())
        step.leases_changed()
    record.place, record.state = Place.LIVE, TaskState.SUSPENDED if still else TaskState.RUNNING
    record.started_at = record.began_at if record.started_at is None else record.started_at
    _book_stillness(step, record, still=still)
    record.suspend_sent = still
    role.suspended += still
    role.live += 1
    state.live[record.id] = record
    charge(state.ledger, record, step.at, state.policy)
    step.role_changed(role)


def _book_stillness(step: Step, record: TaskRecord, *, still: bool) -> None:
    """How long a task stood still is known only if it still does; else it did until now, in its favour."""
    if record.suspended_since is not None and not still:
        record.suspended_s += max(0.0, step.at - record.suspended_since)
    record.suspended_since = (record.suspended_since or step.at) if still else None
