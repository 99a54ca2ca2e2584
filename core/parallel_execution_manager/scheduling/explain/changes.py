"""What could be wished so that a check of a waiting task holds. Only guesses: each is tried before told."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.leases.claims import collide, name_of
from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.model import (
    ClaimMode,
    FileClaim,
    Priority,
    RoleState,
    TaskSpec,
    TaskState,
)
from parallel_execution_manager.scheduling.model.prose import file_name
from parallel_execution_manager.scheduling.settings.settings_of_roles import HIGHEST_PRIORITY
from parallel_execution_manager.scheduling.state.records import TaskRecord
from parallel_execution_manager.scheduling.state.role_record import RoleRecord
from parallel_execution_manager.scheduling.state.state import MachineState

MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Change:
    """Wishes that belong together. ``size`` orders them, the smallest change first.

    Of one ``kind`` the first that does it is enough. ``stops`` are the tasks that it keeps from running.
    The ``desperate`` is told only where nothing else is left.
    """

    kind: str
    size: int
    words: str
    wishes: tuple[events.Event, ...]
    stops: frozenset[str] = frozenset()
    desperate: bool = False

    def is_enough_for(self, other: Change) -> bool:
        """Whether nobody needs ``other`` where this can be: it is the same, stops more or does more harm."""
        if self.stops and other.stops:
            return self.stops <= other.stops and self.size <= other.size
        return self.words == other.words


Maker = Callable[[MachineState, TaskRecord, Check], Iterator[Change]]


def listed(parts: Sequence[str]) -> str:
    """Several things in a sentence: ``a``, ``a and b``, ``a, b and c``."""
    return " and ".join([*filter(None, [", ".join(parts[:-1])]), parts[-1]])


def named(names: Iterable[str]) -> str:
    """Names in a sentence; many are cut short."""
    known = list(names)
    if len(known) > MOST_NAMED + 1:
        known[MOST_NAMED:] = [f"{len(known) - MOST_NAMED} more"]
    return listed(known)


def edited(state: MachineState, spec: TaskSpec) -> events.Event:
    """The wish that a queued task is ``spec`` from now on."""
    return events.TaskEdited(at=state.at, task=spec)


def cancelled(state: MachineState, records: Iterable[TaskRecord]) -> Change:
    """End tasks that run."""
    names = [record.id for record in records]
    wishes = tuple(events.TaskCancelled(at=state.at, task_id=name) for name in names)
    return Change("cancel", 70 + len(names), f"cancel {named(names)}", wishes, frozenset(names))


def paused(state: MachineState, records: Iterable[TaskRecord]) -> Change:
    """Hold tasks still, or keep them from starting."""
    names = [record.id for record in records]
    wishes = tuple(events.TaskPaused(at=state.at, task_id=name) for name in names)
    return Change("pause", 40 + len(names), f"pause {named(names)}", wishes, frozenset(names))


def reachable(state: MachineState) -> list[TaskRecord]:
    """The tasks that a wish reaches at once: their processes exist and are not being ended."""
    return [r for r in state.live.values() if r.state is not TaskState.STARTING and r.ending is None]


def to_the_front(state: MachineState, record: TaskRecord) -> Iterator[Change]:
    """Give a queued task an earlier turn: by place, by its priority, by its role's, by all that is needed."""
    role, front = state.role_of(record), _to_front(state, record)
    yield Change("move", 20, "move it to the front of its queue", (front,))
    for priority in Priority:
        if priority > record.spec.priority:
            higher = events.TaskPrioritySet(at=state.at, task_id=record.id, priority=priority)
            yield Change("priority", 20 + priority, f"raise its priority to {priority.word}", (higher,))
    wanted = _priority_before_all(state, record.order, role)
    if role.priority < wanted <= HIGHEST_PRIORITY:
        wish = events.RolePrioritySet(at=state.at, role=role.name, priority=wanted)
        yield Change("role priority", 24, f"raise the priority of role {role.name} to {wanted}", (wish,))


def before_all_others(state: MachineState, record: TaskRecord) -> Change | None:
    """Give a queued task the first turn of all; ``None`` if it has that already.

    Without that, room that is made may be taken by others.
    """
    role, high, order = state.role_of(record), Priority.HIGH, record.order
    wishes: dict[str, events.Event] = {}
    first = order if role.queue.at(0) == record.entry else role.queue.at(0)[0] - 1.0
    if record.spec.priority < high and _priority_before_all(state, first, role) > HIGHEST_PRIORITY:
        wish: events.Event = events.TaskPrioritySet(at=state.at, task_id=record.id, priority=high)
        wishes[f"raise its priority to {high.word}"] = wish
        order = state.place_in_line(high, record.queued_at, record.number)
    if role.queue.ready_before((order, record.number, record.id)):
        wishes["move it to the front of its queue"] = _to_front(state, record)
        order = first
    wanted = min(HIGHEST_PRIORITY, _priority_before_all(state, order, role))
    if role.priority < wanted:
        wish = events.RolePrioritySet(at=state.at, role=role.name, priority=wanted)
        wishes[f"raise the priority of role {role.name} to {wanted}"] = wish
    return Change("first of all", 26, listed([*wishes]), tuple(wishes.values())) if wishes else None


def of_task_paused(state: MachineState, record: TaskRecord, _check: Check) -> Iterator[Change]:
    """A task that the operator holds."""
    yield Change("resume", 0, "resume it", (events.TaskResumed(at=state.at, task_id=record.id),))


def of_back_off(state: MachineState, record: TaskRecord, _check: Check) -> Iterator[Change]:
    """A task that waits before its next attempt forgets that when it is queued again."""
    wishes = tuple(
        kind(at=state.at, task_id=record.id) for kind in (events.TaskCancelled, events.TaskRetried)
    )
    yield Change("again", 90, "cancel it and retry it", wishes)


def of_role(state: MachineState, record: TaskRecord, check: Check) -> Iterator[Change]:
    """A role that starts nothing."""
    role = state.role_of(record)
    if check.kind is CheckKind.ROLE_STOPPED:
        wish: events.Event = events.RoleStarted(at=state.at, role=role.name)
        yield Change("role", 1, f"start role {role.name}", (wish,))
    else:
        wish = events.RoleResumed(at=state.at, role=role.name)
        yield Change("role", 1, f"resume role {role.name}", (wish,))
    if check.kind is CheckKind.ROLE_THROTTLED:
        yield from to_be_alone(state, record)
    yield from _in_another_role(state, record)


def to_be_alone(state: MachineState, record: TaskRecord) -> Iterator[Change]:
    """Hold everything that runs, because one task may always run: few tasks, or roles as a whole."""
    busy = [other for other in state.live.values() if other.suspended_since is None]
    if not busy:
        return
    if len(busy) <= MOST_NAMED:
        yield paused(state, busy)
        return
    own = [other for other in busy if other.spec.role == record.spec.role]
    roles = dict.fromkeys(other.spec.role for other in busy if other not in own)
    if len(own) <= MOST_NAMED:
        wishes = (
            *(events.RolePaused(at=state.at, role=name) for name in roles),
            *(events.TaskPaused(at=state.at, task_id=other.id) for other in own),
        )
        words = [*(f"role {name}" for name in roles), *(other.id for other in own)]
        stops = frozenset(other.id for other in busy)
        yield Change("pause all", 60 + len(wishes), f"pause {listed(words)}", wishes, stops)


def of_dependency(state: MachineState, record: TaskRecord, _check: Check) -> Iterator[Change]:
    """Tasks that have to succeed first."""
    after = tuple(dict.fromkeys(record.spec.after))
    met = tuple(name for name in after if state.tasks[name].state is TaskState.SUCCEEDED)
    wish = edited(state, replace(record.spec, after=met))
    unmet = [name for name in after if name not in met]
    yield Change("after", 80, f"no longer run it after {named(unmet)}", (wish,))


def of_file(state: MachineState, record: TaskRecord, check: Check) -> Iterator[Change]:
    """A file that others have, or that is kept for one who is before it in the line."""
    claim = next(claim for claim in record.spec.claims if name_of(claim) == check.path)
    holders = {holder: mode for holder in state.live.values() for mode in _modes(holder, claim)}
    outside = [name for name in state.leases.holding(claim) if name in state.outside]
    if not holders and not outside:
        yield from to_the_front(state, record)
        yield from (paused(state, [state.tasks[name]]) for name in (check.blocker,) if name and not check.who)
    elif not outside and len(holders) <= MOST_NAMED:
        yield cancelled(state, holders)
    others = tuple(other for other in record.spec.claims if other is not claim)
    if holders and claim.mode is ClaimMode.WRITE and ClaimMode.WRITE not in holders.values():
        shared = (*others, replace(claim, mode=ClaimMode.READ))
        wish = edited(state, replace(record.spec, claims=shared))
        yield Change("read", 30, f"let it only read {file_name(name_of(claim))}", (wish,))
    wish = edited(state, replace(record.spec, claims=others))
    words = f"take {file_name(name_of(claim))} out of its files: others may then use it at the same time"
    yield Change("file", 100, words, (wish,))


def of_turn(state: MachineState, record: TaskRecord, _check: Check) -> Iterator[Change]:
    """Others of its role come first."""
    yield from to_the_front(state, record)


def _modes(holder: TaskRecord, claim: FileClaim) -> Iterator[ClaimMode]:
    """How a live task uses the file of ``claim``, if it keeps others from it."""
    return (other.mode for other in holder.spec.claims if collide(claim, other))


def _to_front(state: MachineState, record: TaskRecord) -> events.Event:
    return events.TaskMoved(at=state.at, task_id=record.id, position=0)


def _priority_before_all(state: MachineState, order: float, role: RoleRecord) -> int:
    """The priority of a role with which a task at ``order`` comes before the next of every other role."""
    firsts = [
        state.rank(entry[0], other)
        for other in state.roles.values()
        if other is not role and other.state is RoleState.ACTIVE
        for _, entry in other.queue.firsts()
    ]
    lead = state.rank(order, role) - min(firsts, default=math.inf)
    if lead < 0 or state.policy.ageing_s <= 0:
        return role.priority
    return role.priority + 1 + math.floor(lead / state.policy.ageing_s)


def _in_another_role(state: MachineState, record: TaskRecord) -> Iterator[Change]:
    """A command of one's own may belong to any role."""
    others = [role for role in state.roles.values() if role.state is RoleState.ACTIVE]
    if record.spec.command and others:
        name = max(others, key=lambda role: role.priority).name
        wish = edited(state, replace(record.spec, role=name))
        yield Change("other role", 85, f"move it to role {name}", (wish,), desperate=True)
