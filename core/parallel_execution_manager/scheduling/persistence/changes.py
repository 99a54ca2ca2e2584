"""Changes since the last commit: rows, journal entries and outcomes that are to be persisted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from parallel_execution_manager.scheduling import effects, events
from parallel_execution_manager.scheduling.model.levels import RESOURCES
from parallel_execution_manager.scheduling.model.rows import (
    AttemptId,
    Changes,
    FateKind,
    JournalRow,
    RoleRow,
    TaskRow,
    use_by_role,
)
from parallel_execution_manager.scheduling.model.sample import ResourceSample
from parallel_execution_manager.scheduling.state.machine_state import MachineState
from parallel_execution_manager.scheduling.state.role_record import RoleRecord
from parallel_execution_manager.scheduling.state.task_record import TaskRecord

_SUBJECTS = ("task_id", "role", "lease_id")
MOST_NAMED = 20


def told(thing: events.Event | effects.Effect) -> JournalRow:
    """The entry of an event or effect."""
    kind = type(thing)
    teller = _TELLERS.get(kind)
    subject, detail = _plain(thing) if teller is None else teller(thing)
    return JournalRow(thing.at, thing.cause, kind.__name__, subject, detail)


def event_told(event: events.Event) -> list[JournalRow]:
    """The entries of an event: that of an end comes after that of the start, if it tells of that too."""
    entry = told(event)
    if type(event) is not events.AttemptEnded or event.started_at is None:
        return [entry]
    started = events.ProcessStarted(
        at=event.started_at, cause=event.cause, task_id=event.task_id, attempt=event.attempt
    )
    return [told(started), entry]


def _plain(thing: Any) -> tuple[str, dict[str, Any]]:
    """The subject and all else that an event or effect says, for those whose fields are plain values."""
    subject, detail = "", {}
    for name in thing.__slots__:
        value = getattr(thing, name)
        if name in _SUBJECTS:
            subject = value
        elif value is not None:
            detail[name] = value
    return subject, detail


def _tasks(thing: events.TasksSubmitted) -> tuple[str, dict[str, Any]]:
    return "", {"tasks": len(thing.tasks), "first": [task.id for task in thing.tasks[:MOST_NAMED]]}


def _changes(thing: events.TasksPutBack) -> tuple[str, dict[str, Any]]:
    names = [change.task_id for change in thing.changes[:MOST_NAMED]]
    return "", {"tasks": len(thing.changes), "first": names}


def _outcome(thing: events.AttemptEnded) -> tuple[str, dict[str, Any]]:
    outcome = thing.outcome
    detail = {"attempt": thing.attempt, "outcome": str(outcome.kind), "exit_code": outcome.exit_code}
    detail["summary"] = outcome.summary
    return thing.task_id, detail


def _limits(thing: events.LimitSet) -> tuple[str, dict[str, Any]]:
    return thing.resource, {"throttle": thing.limits.throttle, "resume": thing.limits.resume}


def _step(thing: effects.RoleThrottled | effects.RoleResumed) -> tuple[str, dict[str, Any]]:
    return thing.role, {"reason": str(thing.reason), "resource": thing.reason.resource}


def _holder(thing: events.LeaseWanted) -> tuple[str, dict[str, Any]]:
    return thing.lease_id, {"holder": thing.holder.label, "pid": thing.holder.pid}


def _restored(thing: events.QueueRestored) -> tuple[str, dict[str, Any]]:
    fates = {f"{name}#{attempt}": fate.kind.value for (name, attempt), fate in thing.queue.fates.items()}
    return "", {"tasks": len(thing.queue.tasks), "attempts": fates}


_TELLERS: dict[type, Callable[[Any], tuple[str, dict[str, Any]]]] = {
    events.TasksSubmitted: _tasks,
    events.TaskEdited: lambda thing: (thing.task.id, {}),
    events.TasksForgotten: lambda thing: ("", {"tasks": len(thing.task_ids)}),
    events.TasksPutBack: _changes,
    events.PolicyChanged: lambda _: ("", {}),
    events.LimitSet: _limits,
    events.AttemptEnded: _outcome,
    events.LeaseWanted: _holder,
    events.QueueRestored: _restored,
    effects.StartAttempt: lambda thing: (thing.task.id, {"attempt": thing.attempt, "fence": thing.fence}),
    effects.RoleThrottled: _step,
    effects.RoleResumed: _step,
    effects.Refused: lambda thing: ("", {"problems": list(thing.problems)}),
}


_UNTOLD = frozenset({events.SampleTaken, events.PulseTaken, events.Woken})
"""They come many times a second and are no news by themselves; what is decided by them is told."""

_DECISIONS = frozenset(
    {
        effects.StartAttempt,
        effects.StopAttempt,
        effects.SuspendAttempt,
        effects.ResumeAttempt,
        effects.LowerAttempt,
        effects.RestoreAttempt,
        effects.RoleThrottled,
        effects.RoleResumed,
        effects.LeaseGranted,
        effects.LeaseDenied,
        effects.Refused,
    }
)
_SILENT = frozenset({events.PulseTaken, events.Woken})
"""They are nothing to be kept while they have no effects; a sample is, now and then."""
_OF_REFUSAL = frozenset({effects.Refused, effects.WakeAt})
SAMPLES_APART_S = 0.9
"""Samples that come faster are not all kept, so that a day of them has its bound in rows."""


class Recorder:
    """Compares what an event says has changed with what was kept before. Used where the machine is."""

    def __init__(self, state: MachineState) -> None:
        self._state = state
        self._live: dict[str, TaskRow] = {}
        self._roles: dict[str, RoleRow] = {}
        self._policy = state.policy
        self._next_sample_at = float("-inf")

    def changes(self, event: events.Event, found: Collection[effects.Effect]) -> Changes | None:
        """What is to be kept because of ``event`` and the effects that it had; ``None`` if nothing is."""
        if not found and type(event) in _SILENT:
            return None
        changed: dict[str, None] = {}
        roles: dict[str, None] = {}
        forgotten: list[str] = []
        decisions: list[effects.Effect] = []
        # By type, not by isinstance: none of them has heirs, and there are several at each step of each task.
        for effect in found:
            if type(effect) is effects.TaskChanged:
                changed[effect.task_id] = None
            elif type(effect) is effects.RoleChanged:
                roles[effect.role] = None
            elif type(effect) is effects.TaskForgotten:
                forgotten.append(effect.task_id)
            elif type(effect) in _DECISIONS:
                decisions.append(effect)
        journal = [] if type(event) in _UNTOLD or _is_refused(found) else self._events(event)
        journal.extend(map(told, decisions))
        rows, role_rows, ended = self._rows(changed), self._role_rows(roles), _ended(event)
        sample = self._sample(event)
        if not (rows or role_rows or forgotten or journal or ended or sample):
            return None
        specified = _specified(event)
        return Changes(
            written=tuple([row for row in rows if row.spec.id in specified]) if specified else (),
            changed=tuple([row for row in rows if row.spec.id not in specified] if specified else rows),
            forgotten=tuple(forgotten),
            roles=tuple(role_rows),
            journal=tuple(journal),
            ended=ended,
            fence=_highest_fence(decisions) if decisions else 0,
            sample=sample,
            roles_use={} if sample is None else use_by_role(sample.tasks, self._role_of),
        )

    def _events(self, event: events.Event) -> list[JournalRow]:
        """The event in the journal; another policy with the limits that are unlike those before."""
        before, self._policy = self._policy, self._state.policy
        if type(event) is not events.PolicyChanged:
            return event_told(event)
        pairs = {name: (before.limit(name), event.policy.limit(name)) for name in RESOURCES}
        changed = {name: [pair.throttle, pair.resume] for name, (was, pair) in pairs.items() if pair != was}
        return [told(event)._replace(detail=changed)]

    def _sample(self, event: events.Event) -> ResourceSample | None:
        """The event's sample, if it is time to keep another: about one a second is enough for a graph."""
        if type(event) is not events.SampleTaken or event.sample.at < self._next_sample_at:
            return None
        self._next_sample_at = event.sample.at + SAMPLES_APART_S
        return event.sample

    def _role_of(self, task_id: str) -> str | None:
        record = self._state.live.get(task_id)
        return None if record is None else record.spec.role

    def _role_rows(self, names: Iterable[str]) -> list[RoleRow]:
        """Those that are unlike before: how many of its tasks run is a change of a role, and is not kept."""
        rows: list[RoleRow] = []
        for name in names:
            row = role_row(self._state, self._state.roles[name])
            if self._roles.get(name) != row:
                self._roles[name] = row
                rows.append(row)
        return rows

    def _rows(self, names: Iterable[str]) -> list[TaskRow]:
        rows: list[TaskRow] = []
        for name in names:
            record = self._state.tasks.get(name)
            if record is None:
                continue
            row = task_row(self._state, record)
            if name in self._state.live:
                # A live task changes with each measurement, of which nothing is kept.
                if self._live.get(name) == row:
                    continue
                self._live[name] = row
            else:
                self._live.pop(name, None)
            rows.append(row)
        return rows


def task_row(state: MachineState, record: TaskRecord) -> TaskRow:
    """A task as it is kept."""
    waited = record.wait.read(state.at, state.roles[record.spec.role].holds)
    waits_for = record.wait.kind
    grant = state.leases.grants.get(record.id) if record.spec.claims else None
    # By place: by name it would take thrice as long, and one is made at each step of each task.
    return TaskRow(
        record.number,
        record.spec,
        record.state,
        record.order,
        record.queued_at,
        record.attempt,
        record.began_at,
        record.started_at,
        record.ended_at,
        record.suspended_s,
        record.suspended_since,
        record.failures,
        record.evictions,
        record.losses,
        record.exit_code,
        record.detail,
        record.cancelled_by,
        record.not_before,
        record.paused,
        record.until,
        record.ending,
        tuple([(str(kind), seconds) for kind, seconds in waited.items()]),
        0 if grant is None else grant.fence,
        record.paused_why,
        None if record.state.is_live else record.peak,  # that of a live task changes all the time
        None if waits_for is None else state.at,
        None if waits_for is None else str(waits_for),
    )


def role_row(state: MachineState, role: RoleRecord) -> RoleRow:
    """A role as it is kept."""
    policy = state.policy.roles.get(role.name)
    configured = role.priority if policy is None else policy.priority
    set_ = (role.started, role.hand, role.until, role.priority)
    return RoleRow(role.name, *set_, configured, role.stopped_by_hand, role.since)


def _is_refused(found: Collection[effects.Effect]) -> bool:
    """Whether a wish had no effect but its refusal, which tells it all: it is not told as done."""
    what = set(map(type, found))
    return effects.Refused in what and what <= _OF_REFUSAL


def _highest_fence(decisions: Iterable[effects.Effect]) -> int:
    granting = (effects.StartAttempt, effects.LeaseGranted)
    return max((each.fence for each in decisions if isinstance(each, granting)), default=0)


def _specified(event: events.Event) -> frozenset[str]:
    """The tasks that got another specification by an event."""
    tell = _SPECIFIED.get(type(event))
    return _NOBODY if tell is None else frozenset(tell(event))


def _ended(event: events.Event) -> tuple[AttemptId, ...]:
    """The attempts whose end is settled by an event."""
    if type(event) is events.AttemptEnded:
        # One that goes back into the line was never started, and is yet to come under this number.
        return ((event.task_id, event.attempt),) if event.claims is None else ()
    if type(event) is not events.QueueRestored:
        return ()
    return tuple(key for key, fate in event.queue.fates.items() if fate.kind is FateKind.LOST)


_NOBODY: frozenset[str] = frozenset()
_SPECIFIED: dict[type, Callable[[Any], Collection[str]]] = {
    events.TasksSubmitted: lambda event: [task.id for task in event.tasks],
    events.TasksPutBack: lambda event: [change.task_id for change in event.changes],
    events.TaskEdited: lambda event: (event.task.id,),
    events.TaskPrioritySet: lambda event: (event.task_id,),
    events.AttemptEnded: lambda event: () if event.claims is None else (event.task_id,),
}
