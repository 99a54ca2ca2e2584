"""What the journal says of events, and of what was decided because of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from parallel_execution_manager.scheduling import effects, events
from parallel_execution_manager.scheduling.model.rows import JournalRow

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
