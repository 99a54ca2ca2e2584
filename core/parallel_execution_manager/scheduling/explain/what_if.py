"""What-if: plays commands on a copy of the state.

What is frozen is shared. What changes is copied with all its attributes, whatever they are called: a
record that gets a new attribute needs nothing here. Lists hold only what is frozen.

The copy keeps the machine's invariants and is driven by the machine's own handlers. So "what if" is
answered by trying it out, and never by a second set of rules.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from itertools import islice
from operator import attrgetter
from typing import Any, TypeVar

from parallel_execution_manager.scheduling import effects, events
from parallel_execution_manager.scheduling.admission.footprints import Footprint, FootprintBook, Kind
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass, is_frozen
from parallel_execution_manager.scheduling.model.role_queue import RoleQueue
from parallel_execution_manager.scheduling.model.task import Outcome, OutcomeKind
from parallel_execution_manager.scheduling.queueing.placement import QUEUED_PLACES
from parallel_execution_manager.scheduling.state.machine_state import MachineState
from parallel_execution_manager.scheduling.state.task_record import Place, TaskRecord
from parallel_execution_manager.scheduling.state.timers import TimerKind

T = TypeVar("T")

_ALL_OF_RECORD = attrgetter(*TaskRecord.__slots__)
_SHARED = frozenset({type(None), bool, int, float, str, tuple, frozenset})


class RecordCopies(dict[str, TaskRecord]):
    """Copies of some tasks' records, each made when it is first looked at."""

    def __init__(self, source: dict[str, TaskRecord]) -> None:
        super().__init__()
        self._source = source

    def __missing__(self, task_id: str) -> TaskRecord:
        record = self[task_id] = copied_record(self._source[task_id])
        return record

    def get(self, task_id: str, default: Any = None) -> Any:
        """The copy of a record, or ``default`` if the task is not known."""
        return self[task_id] if task_id in self or task_id in self._source else default


class BorrowedBook(FootprintBook):
    """A book that learns for itself and knows what another one knows."""

    def __init__(self, source: FootprintBook) -> None:
        super().__init__()
        self._source = source

    def find(self, key: str) -> Footprint | None:
        """What is known of a kind."""
        return super().find(key) or self._source.find(key)

    def knows(self, kind: Kind) -> bool:
        """Whether anything is known of the same work or of its siblings."""
        return super().knows(kind) or self._source.knows(kind)

    def _at(self, key: str) -> Footprint:
        known = None if super().find(key) else self._source.find(key)
        if known is not None:
            self._kinds[key] = copied(known)
        return super()._at(key)


def copied_record(record: TaskRecord) -> TaskRecord:
    """A copy of a task's record: there may be hundreds, and almost all of it is frozen."""
    result = TaskRecord.__new__(TaskRecord)
    for name, item in zip(TaskRecord.__slots__, _ALL_OF_RECORD(record), strict=True):
        setattr(result, name, item)
    for name in ("wait", "_rein"):
        setattr(result, name, copied(getattr(record, name)))
    return result


def copied(value: T) -> T:
    """``value`` itself if nothing of it can change, else a copy."""
    kind: Any = type(value)
    if kind in _SHARED:
        return value
    result: Any = value
    if kind is dict:
        result = {key: copied(item) for key, item in result.items()}
    elif kind in (list, set, deque, Counter):
        result = kind(result)
    elif not _is_frozen(kind):
        result = copied_with(value)
    return result  # type: ignore[no-any-return]


def copied_with(value: T, **given: Any) -> T:
    """A copy of an object in which the attributes in ``given`` have these values instead."""
    kind: Any = type(value)
    result: T = object.__new__(kind)
    for name in _slots(kind) or vars(value):
        setattr(result, name, given[name] if name in given else copied(getattr(value, name)))
    return result


@cache
def _is_frozen(kind: type) -> bool:
    """Whether objects of this class never change: words, tuples, frozen dataclasses, functions, classes."""
    if issubclass(kind, (Enum, tuple, type)) or kind.__module__ == "builtins":
        return True
    return is_dataclass(kind) and is_frozen(kind)


@cache
def _slots(kind: type) -> tuple[str, ...]:
    """The attributes of a class with slots; empty for one whose objects have a dictionary."""
    if is_dataclass(kind):
        return tuple(field.name for field in fields(kind))
    return tuple(getattr(kind, "__slots__", ()))


HEADS = 6
"""Ready tasks of a group that a trial knows. It says nothing where it would need more."""

WAITERS = 3
"""Tasks of a line for a file that a trial knows: one of them takes the file, the others stay."""


_TRIED = frozenset(TimerKind) - {TimerKind.TIME_LIMIT, TimerKind.LEAVE}
"""Nothing is known of tasks that run into their time limit; and none leaves the list in a trial."""

MOST_NEEDED = 200
FOLLOWERS = 20
"""Tasks that come after it; whether there are any decides whether a task can be taken out at all."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A copy for one task.

    ``edges`` are the last tasks that were taken over of lines that go on: once one of them is no
    longer ready, the copy and the machine may differ.
    """

    state: MachineState
    task_id: str
    edges: tuple[str, ...] = ()

    @property
    def record(self) -> TaskRecord:
        """The task that the copy was made for."""
        return self.state.tasks[self.task_id]

    @property
    def can_tell(self) -> bool:
        """Whether what happened here would happen in the machine as well."""
        return all(self.state.tasks[name].place is Place.READY for name in self.edges)

    def again(self) -> Excerpt:
        """A copy of the copy."""
        return Excerpt(_with_own_records(self.state), self.task_id, self.edges)


def needed_before(state: MachineState, record: TaskRecord, most: int) -> list[str] | None:
    """The queued tasks that must succeed before this one, directly or not; ``None`` if more than ``most``."""
    found: dict[str, None] = {}
    pending = [record]
    while pending:
        for name in pending.pop().spec.after:
            other = state.tasks[name]
            if other.place in QUEUED_PLACES and name not in found:
                found[name] = None
                pending.append(other)
        if len(found) > most:
            return None
    return list(found)


def excerpt_for_start(state: MachineState, record: TaskRecord) -> Excerpt | None:
    """A copy in which it shows whether a queued task starts: all that could start before it now.

    Further what it comes after, which an end would reach. ``None`` if that is too much.
    """
    needed = needed_before(state, record, MOST_NEEDED)
    if needed is None:
        return None
    ids = dict.fromkeys([record.id, *needed])
    edges: list[str] = []
    for role in state.roles.values():
        for head, cut in role.queue.heads(HEADS):
            ids.update((entry[2], None) for entry in head)
            edges.extend([head[-1][2]] if cut else [])
        if len(role.queue):
            # The place before it is the front.
            ids[role.queue.at(0)[2]] = None
    if state.reservation is not None:
        ids[state.reservation.id] = None
    ids.update(dict.fromkeys(_followers(state, record)))
    return Excerpt(_copy(state, _with_waiters(state, ids)), record.id, tuple(edges))


def excerpt_of_line(state: MachineState, record: TaskRecord, ahead: Iterable[str]) -> Excerpt:
    """A copy with a queued task and those ``ahead`` of it."""
    return Excerpt(_copy(state, {**dict.fromkeys(ahead), record.id: None}), record.id)


def _followers(state: MachineState, record: TaskRecord) -> list[str]:
    """Tasks that come after this one, directly or not: its end would be theirs."""
    found = [record.id]
    for name in found:
        names = [other for other in islice(state.dependents.get(name, ()), FOLLOWERS) if other not in found]
        found.extend(names[: max(0, FOLLOWERS - len(found))])
    return found


def _with_waiters(state: MachineState, ids: dict[str, None]) -> dict[str, None]:
    """Further those that are next for a file which one of these tasks or a live one has or wants."""
    records = (*state.live.values(), *(state.tasks[name] for name in ids))
    claims = (claim for record in records for claim in record.spec.claims)
    return {**ids, **dict.fromkeys(state.leases.next_in_lines(claims, WAITERS))}


def _copy(state: MachineState, waiting: Iterable[str]) -> MachineState:
    names = dict.fromkeys(waiting)
    records = [state.tasks[name] for name in names if name not in state.outside]
    roles = {name: copied_with(role, queue=RoleQueue()) for name, role in state.roles.items()}
    for record in records:
        if record.place in QUEUED_PLACES:
            _queue(record, roles[record.spec.role].queue)
    others = _others(state, names, records)
    return _with_own_records(
        state,
        is_trial=True,
        roles=roles,
        dependents=_dependents(records),
        leases=state.leases.excerpt((*state.live, *others), names),
        outside=state.outside.excerpt((*others, *names)),
        timers=state.timers.excerpt(_TRIED, {*state.roles, *state.live, *names}),
    )


def _others(state: MachineState, names: Iterable[str], records: Iterable[TaskRecord]) -> dict[str, None]:
    """The leases of others that keep somebody waiting here, and all of the processes that wait here."""
    claims = [claim for record in records for claim in record.spec.claims]
    waiting = [lease for name in names if (lease := state.outside.get(name)) is not None]
    claims.extend(claim for lease in waiting for claim in lease.claims)
    found = dict.fromkeys(name for claim in claims for name in state.leases.holding(claim))
    found.update((name, None) for lease in waiting for name in state.outside.of_process(lease))
    return {name: None for name in found if name in state.outside}


def _with_own_records(state: MachineState, **given: Any) -> MachineState:
    tasks, kept = RecordCopies(state.tasks), state.reservation
    leases = given.pop("leases", None) or state.leases.copy()
    return copied_with(
        state,
        tasks=tasks,
        live={name: tasks[name] for name in state.live},
        book=BorrowedBook(state.book),
        reservation=None if kept is None else tasks[kept.id],
        leases=leases,
        **given,
    )


def _queue(record: TaskRecord, queue: RoleQueue) -> None:
    queue.join(record.entry)
    if record.place is Place.READY:
        queue.take_in(record.entry, record.group)


def _dependents(records: Iterable[TaskRecord]) -> dict[str, dict[str, None]]:
    found: dict[str, dict[str, None]] = {}
    for record in records:
        for name in dict.fromkeys(record.spec.after):
            found.setdefault(name, {})[record.id] = None
    return found


ENDED = Outcome(OutcomeKind.FAILED, None, "ended")
"""What becomes of a process that is asked to end; the machine knows by itself why it was asked."""


def play(
    handle: Callable[[events.Event], list[effects.Effect]], wishes: Iterable[events.Event]
) -> list[effects.Effect]:
    """Everything that follows from ``wishes`` as soon as the processes have done what they are asked."""
    found: list[effects.Effect] = []
    waiting = deque(wishes)
    while waiting:
        done = handle(waiting.popleft())
        found.extend(done)
        waiting.extendleft(reversed(list(answers(done))))
    return found


def answers(done: Iterable[effects.Effect]) -> Iterator[events.Event]:
    """The news of processes that follow these effects."""
    for effect in done:
        match effect:
            case effects.SuspendAttempt(at=at, task_id=name, attempt=number):
                yield events.ProcessSuspended(at=at, task_id=name, attempt=number)
            case effects.ResumeAttempt(at=at, task_id=name, attempt=number):
                yield events.ProcessResumed(at=at, task_id=name, attempt=number)
            case effects.StopAttempt(at=at, task_id=name, attempt=number):
                yield events.AttemptEnded(at=at, task_id=name, attempt=number, outcome=ENDED)
