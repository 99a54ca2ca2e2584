"""The scheduler as a pure state machine: `handle(event)` changes the state and returns effects."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.admission.estimates import Estimate
from parallel_execution_manager.scheduling.admission.footprints import FootprintBook, kind_of
from parallel_execution_manager.scheduling.commands import role_commands, task_commands, undo
from parallel_execution_manager.scheduling.commands.submission import problems_of
from parallel_execution_manager.scheduling.effects import Effect, WakeAt
from parallel_execution_manager.scheduling.explain import views
from parallel_execution_manager.scheduling.explain.forecast import estimated_start, expected_duration
from parallel_execution_manager.scheduling.explain.reasons import explain
from parallel_execution_manager.scheduling.explain.remedies import remedies
from parallel_execution_manager.scheduling.explain.views import lease_views
from parallel_execution_manager.scheduling.invariants import violations
from parallel_execution_manager.scheduling.leases.table import Conflict, OutsideLease
from parallel_execution_manager.scheduling.model.policy import Policy
from parallel_execution_manager.scheduling.model.rows import TaskChange, TaskRow
from parallel_execution_manager.scheduling.model.task import TaskSpec, TaskState
from parallel_execution_manager.scheduling.persistence import restore
from parallel_execution_manager.scheduling.persistence.changes import Recorder, task_row
from parallel_execution_manager.scheduling.queueing import external_leases, lifecycle, removal
from parallel_execution_manager.scheduling.queueing.dispatch import dispatch, leads_of
from parallel_execution_manager.scheduling.queueing.placement import settle
from parallel_execution_manager.scheduling.queueing.removal import making_room
from parallel_execution_manager.scheduling.snapshot import Explanation, LeaseView, RoleView, TaskView
from parallel_execution_manager.scheduling.state.machine_state import MachineState, Step
from parallel_execution_manager.scheduling.state.role_record import RoleRecord
from parallel_execution_manager.scheduling.state.task_record import Place, TaskRecord
from parallel_execution_manager.scheduling.state.timers import NO_ATTEMPT, TimerKind
from parallel_execution_manager.scheduling.throttling import measurements, memory_guard
from parallel_execution_manager.scheduling.throttling.level_effects import hold_back

HANDLERS: dict[type[events.Event], Callable[[Step, Any], None]] = {
    events.TasksSubmitted: task_commands.on_tasks_submitted,
    events.TaskEdited: task_commands.on_task_edited,
    events.TaskPrioritySet: task_commands.on_task_priority_set,
    events.TaskMoved: task_commands.on_task_moved,
    events.TaskCancelled: task_commands.on_task_cancelled,
    events.TaskRetried: task_commands.on_task_retried,
    events.TaskPaused: task_commands.on_task_paused,
    events.TaskResumed: task_commands.on_task_resumed,
    events.TasksForgotten: removal.on_tasks_forgotten,
    events.TasksPutBack: undo.on_tasks_put_back,
    events.RoleStarted: role_commands.on_role_started,
    events.RoleStopped: role_commands.on_role_stopped,
    events.RolePaused: role_commands.on_role_paused,
    events.RoleHeld: role_commands.on_role_held,
    events.RoleResumed: role_commands.on_role_resumed,
    events.RoleHandedBack: role_commands.on_role_handed_back,
    events.RolePrioritySet: role_commands.on_role_priority_set,
    events.PolicyChanged: role_commands.on_policy_changed,
    events.LimitSet: role_commands.on_limit_set,
    events.SampleTaken: measurements.on_sample_taken,
    events.PulseTaken: measurements.on_pulse_taken,
    events.ProcessStarted: lifecycle.on_process_started,
    events.ProcessSuspended: lifecycle.on_process_suspended,
    events.ProcessResumed: lifecycle.on_process_resumed,
    events.AttemptEnded: memory_guard.on_attempt_over,
    events.LeaseWanted: external_leases.on_lease_wanted,
    events.LeaseDropped: external_leases.on_lease_dropped,
    events.ComputerSlept: measurements.on_computer_slept,
    events.Woken: measurements.on_woken,
    events.QueueRestored: restore.on_queue_restored,
}


def handle(state: MachineState, event: events.Event) -> list[Effect]:
    """Take ``event`` in, change ``state`` and return what is to be done, in order."""
    state.at = max(state.at, event.at)
    step = Step(state, state.at, event.cause)
    _ring_timers(step)
    HANDLERS[type(event)](step, event)
    hold_back(step)
    dispatch(step)
    hold_back(step)
    _announce_wake(step)
    return step.effects


def _ring_timers(step: Step) -> None:
    for kind, name, attempt in step.state.timers.due(step.at):
        if kind is TimerKind.ROLE_HAND:
            role_commands.on_hand_due(step, step.state.roles[name])
        elif kind is TimerKind.LEASE:
            external_leases.on_lease_due(step, name)
        elif (record := step.state.tasks.get(name)) and attempt in (NO_ATTEMPT, record.attempt):
            _ring_for_task(step, kind, record)


def _ring_for_task(step: Step, kind: TimerKind, record: TaskRecord) -> None:
    if kind is TimerKind.TASK_HAND:
        task_commands.on_hand_due(step, record)
    elif kind is TimerKind.TIME_LIMIT and record.place is Place.LIVE:
        lifecycle.on_time_limit(step, record)
    elif kind is TimerKind.BACKOFF and record.place is Place.BACKING_OFF:
        settle(step, record)
    elif kind is TimerKind.PROBE:
        step.room_changed = True
    elif kind is TimerKind.LEAVE:
        removal.on_leave_due(step, record)


def _announce_wake(step: Step) -> None:
    state = step.state
    when, step_at = state.timers.next_at, state.ladder.wake_at(step.at, state.policy, state.roles)
    if when is None or (step_at is not None and step_at < when):
        when = step_at
    if when is not None and when != state.wake_announced:
        step.emit(WakeAt(at=step.at, cause=step.cause, when=when))
    state.wake_announced = when


class SchedulerMachine:
    """Decides what runs. No clock, no thread, no I/O: the same events give the same effects.

    Not thread-safe: whoever uses it holds the engine's lock; only ``open_tasks`` is also read without.
    ``book`` is what was learned before, ``first_fence`` the number of the first lease: higher than that of
    any lease ever granted before.
    """

    def __init__(
        self, policy: Policy, at: float = 0.0, book: FootprintBook | None = None, first_fence: int = 1
    ) -> None:
        roles = {name: RoleRecord(name, role, at) for name, role in policy.roles.items()}
        self._state = MachineState(
            policy, roles, book=FootprintBook() if book is None else book, at=at, next_fence=first_fence
        )
        self._state.leads = leads_of(self._state)
        self._lease_views: tuple[tuple[object, ...], tuple[LeaseView, ...]] = ((), ())

    @property
    def policy(self) -> Policy:
        """The rules in force."""
        return self._state.policy

    def handle(self, event: events.Event) -> list[Effect]:
        """Take in an event and return what is to be done, in order.

        Time never runs backwards: an event that is older than the one before counts as of then.
        """
        return handle(self._state, event)

    def check(
        self, tasks: Iterable[TaskSpec], also_given: Collection[str] = (), gone: Collection[str] = ()
    ) -> list[tuple[int, str]]:
        """The problems that ``TasksSubmitted`` would be refused for, with each task's position.

        ``also_given`` are ids of further tasks that are given together with these; ``gone`` are tasks that
        make room for them.
        """
        return problems_of(tuple(tasks), self._state, also_given, gone)

    def put_back_problems(self, changes: Iterable[TaskChange]) -> dict[str, str]:
        """Why changes cannot be undone, by task, as ``TasksPutBack`` would be refused for it."""
        return undo.put_back_problems(tuple(changes), self._state)

    def task_rows(self, task_ids: Iterable[str], *, followers: bool = False) -> dict[str, TaskRow | None]:
        """Tasks as they are kept, ``None`` for those that are not known; also all that come after them."""
        state, known = self._state, dict.fromkeys(task_ids)
        rest = list(known) if followers else []
        while rest:
            new = [name for name in state.dependents.get(rest.pop(), ()) if name not in known]
            known.update(dict.fromkeys(new))
            rest.extend(new)
        records = ((name, state.tasks.get(name)) for name in known)
        return {name: None if record is None else task_row(state, record) for name, record in records}

    def making_room(self, ids: Collection[str], renewable: Collection[str]) -> frozenset[str]:
        """Those ``renewable`` tasks that have to go so that others may come under ``ids``."""
        return frozenset(making_room(ids, renewable, self._state))

    def explain(self, task_id: str, *, what_if: bool = False) -> Explanation:
        """Every check of a task as of the last event; with ``what_if`` also what would change it.

        Raises:
            KeyError: the task is not known.
        """
        state, record = self._state, self._state.tasks[task_id]
        explanation = explain(state, record)
        if not what_if:
            return explanation
        return replace(
            explanation,
            remedies=remedies(state, record, handle),
            estimated_start=estimated_start(state, record, expected_duration, handle),
        )

    def suggested(self, task: TaskSpec) -> Estimate | None:
        """What a task would be taken to need if it did not say so; ``None`` if its role is not known."""
        known = task.role in self._state.roles
        return self._state.estimate(replace(task, requirement=None), kind_of(task)) if known else None

    def violations(self) -> list[str]:
        """Every broken invariant; an empty list is what must be true after each event."""
        return violations(self._state)

    def task_view(self, task_id: str) -> TaskView | None:
        """A task as it stands, or ``None`` if it is not known."""
        record = self._state.tasks.get(task_id)
        return None if record is None else views.task_view(self._state, record)

    def task_views(self) -> tuple[TaskView, ...]:
        """All tasks, in the order in which they were queued."""
        return tuple(views.task_view(self._state, record) for record in self._state.tasks.values())

    def task_ids(self) -> tuple[str, ...]:
        """The ids of all tasks, in the order in which they were queued."""
        return tuple(self._state.tasks)

    def followers(self, task_id: str) -> tuple[str, ...]:
        """The known tasks that come after a task."""
        return tuple(self._state.dependents.get(task_id, ()))

    def why_kept(self, task_ids: Sequence[str]) -> dict[str, str]:
        """Why tasks that were to be forgotten are still there, by id; those that are not are left out."""
        return removal.why_kept(self._state, task_ids)

    def state_counts(self) -> Mapping[TaskState, int]:
        """How many tasks are in each state that some task is in."""
        return Counter(record.state for record in self._state.tasks.values())

    def role_views(self) -> tuple[RoleView, ...]:
        """All roles, in the order of the policy."""
        return tuple(views.role_view(self._state, role) for role in self._state.roles.values())

    def lease_views(self) -> tuple[LeaseView, ...]:
        """Every file in use, by path; the same views again while nothing of them has changed."""
        state = self._state
        # The order of those who wait goes by policy and roles.
        now = (state.leases.changes, state.policy, *(role.priority for role in state.roles.values()))
        if self._lease_views[0] != now:
            self._lease_views = now, lease_views(state)
        return self._lease_views[1]

    @property
    def last_fence(self) -> int:
        """The highest number that a lease may have been given."""
        return self._state.next_fence - 1

    def lease_conflict(self, lease_id: str) -> Conflict | None:
        """What keeps a lease of others waiting; ``None`` if it does not wait."""
        wait = self._state.leases.waits.get(lease_id)
        return None if wait is None else wait.conflict

    def outside_holders(self) -> tuple[OutsideLease, ...]:
        """The leases that processes that are no tasks have now."""
        granted = self._state.leases.grants
        return tuple(lease for lease in self._state.outside if lease.id in granted)

    def queued_ids(self, role: str) -> tuple[str, ...]:
        """The queued tasks of a role, in the order of its line."""
        return tuple(entry[2] for entry in self._state.roles[role].queue)

    def footprints(self) -> dict[str, Any]:
        """What was learned so far, as values of JSON; see `FootprintBook.to_rows`."""
        return self._state.book.to_rows()

    def recorder(self) -> Recorder:
        """Who tells, after each event, what it has changed of what is to be kept on disk."""
        return Recorder(self._state)

    def is_open(self, task_id: str) -> bool:
        """Whether a task is known and has not ended."""
        record = self._state.tasks.get(task_id)
        return record is not None and record.place is not Place.ENDED

    def open_tasks(self) -> int:
        """How many tasks have not ended."""
        state = self._state
        return len(state.live) + sum([len(role.queue.line) for role in state.roles.values()])
