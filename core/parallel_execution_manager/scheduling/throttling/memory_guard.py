"""Memory guard: throttles tasks that overrun their estimate, and evicts repeatable ones.

Admission reserves what a task is expected to need; where that was wrong, several tasks together can
pass the limit within a second, long before a role would be held back. So the growth of the last
moment is continued in thought for another moment. If that crosses the limit, tasks that are still
growing are suspended, the least important first: a suspended task grows no more. One always goes on,
and whoever waits goes on when there is room for what it may still need.
"""

from __future__ import annotations

from collections.abc import Iterable

from parallel_execution_manager.scheduling.events import AttemptEnded
from parallel_execution_manager.scheduling.model.checks import Reason
from parallel_execution_manager.scheduling.model.task import TaskState
from parallel_execution_manager.scheduling.queueing.charges import GROWTH_MARGIN, GROWTH_RATIO, charge_of
from parallel_execution_manager.scheduling.queueing.lifecycle import ask_to_stop, on_attempt_ended, reconcile
from parallel_execution_manager.scheduling.state.machine_state import MachineState, Step
from parallel_execution_manager.scheduling.state.role_record import RoleRecord
from parallel_execution_manager.scheduling.state.task_record import TaskRecord
from parallel_execution_manager.scheduling.throttling.level_effects import is_paused, running

HORIZON_S = 0.35
"""So far ahead growth is continued: until the next measurement has been acted on."""


def watch_growth(step: Step, used_mb: float) -> None:
    """Suspend and resume tasks so that memory in use (MiB, of the whole computer) stays below its limit."""
    state = step.state
    free_mb = state.policy.memory_limit_mb - used_mb
    growing = _by_importance(state, filter(_grows, state.live.values()))
    free_mb -= sum(_ahead_mb(record) for record in growing)
    if free_mb < 0 and _running(state):
        _hold_back(step, growing, free_mb)
    else:
        _let_go_on(step, free_mb)


def let_go_on(step: Step, used_mb: float) -> None:
    """Resume a task that stood still, where no quick measurement comes to do it."""
    _let_go_on(step, step.state.policy.memory_limit_mb - used_mb)


def on_attempt_over(step: Step, event: AttemptEnded) -> None:
    """An attempt has ended; where nothing runs any more, who stands still for its growth goes on at once."""
    on_attempt_ended(step, event)
    while not _running(step.state) and _let_go_on(step, free_mb=0.0):
        pass


def _hold_back(step: Step, growing: list[TaskRecord], free_mb: float) -> None:
    for record in reversed(growing):
        if free_mb >= 0 or _running(step.state) <= 1:
            return
        free_mb += _ahead_mb(record)
        record.held_back = True
        step.reach_changed()
        reconcile(step, record)


def _let_go_on(step: Step, free_mb: float) -> bool:
    """One a measurement: what it takes must be seen before the next. Whether there was one to let go."""
    held = _by_importance(step.state, (record for record in step.state.live.values() if record.held_back))
    if not held or (_running(step.state) and _still_needs_mb(step, held[0]) > free_mb):
        return False
    held[0].held_back = False
    step.reach_changed()
    reconcile(step, held[0])
    return True


def _by_importance(state: MachineState, records: Iterable[TaskRecord]) -> list[TaskRecord]:
    return sorted(
        records,
        key=lambda record: (state.rank(record.order, state.role_of(record)), record.number),
    )


def _running(state: MachineState) -> int:
    return sum(not record.suspend_sent for record in state.live.values())


def _grows(record: TaskRecord) -> bool:
    is_free = not (record.suspend_sent or record.trusted or record.ending)
    return is_free and record.state is TaskState.RUNNING and record.growth_mb_s > 0


def _still_needs_mb(step: Step, record: TaskRecord) -> float:
    used = record.usage.memory_mb if record.usage is not None else 0.0
    if _is_as_expected(record, used):
        return max(0.0, record.requirement.memory_mb - used)
    return max(charge_of(record, step.at, step.state.policy).memory_mb, used * GROWTH_MARGIN) - used


def _ahead_mb(record: TaskRecord) -> float:
    """What a task may grow in the next moment: no further than expected while it is below that."""
    used = record.usage.memory_mb if record.usage is not None else 0.0
    ahead = record.growth_mb_s * HORIZON_S
    return (
        min(ahead, max(0.0, record.requirement.memory_mb - used)) if _is_as_expected(record, used) else ahead
    )


def _is_as_expected(record: TaskRecord, used_mb: float) -> bool:
    """Whether it is within what was reserved for it; a kernel's count may be a little above."""
    return not record.estimate.is_guess and used_mb <= record.requirement.memory_mb * GROWTH_RATIO


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
