"""Candidate remedies: commands that may fulfil a failed check; each is tried before it is shown."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Any, NamedTuple

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.admission.ledger import EPSILON
from parallel_execution_manager.scheduling.leases.claims import collide, name_of
from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.policy import LimitPair, Policy
from parallel_execution_manager.scheduling.model.task import (
    BOTH_NEEDS,
    ClaimMode,
    FileClaim,
    Priority,
    Requirement,
    RoleState,
    TaskSpec,
    TaskState,
)
from parallel_execution_manager.scheduling.model.wording import file_name
from parallel_execution_manager.scheduling.settings.sections import HIGHEST_LIMIT, HIGHEST_PRIORITY
from parallel_execution_manager.scheduling.state.machine_state import MachineState
from parallel_execution_manager.scheduling.state.role_record import RoleRecord
from parallel_execution_manager.scheduling.state.task_record import TaskRecord

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


class _Shortage(NamedTuple):
    """The numbers of a failing check: in use without the task, its need, the limit."""

    used: float
    need: float
    limit: float

    @classmethod
    def of(cls, check: Check) -> _Shortage:
        return cls(check.measured or 0.0, check.need or 0.0, check.limit or 0.0)

    @property
    def missing(self) -> float:
        return self.used + self.need - self.limit

    def largest_need(self, steps: int) -> float:
        """The largest need that fits, in steps of one ``steps``-th: the smallest change."""
        return max(0, math.floor((self.limit - self.used + EPSILON / 2) * steps)) / steps


def of_cpu(state: MachineState, record: TaskRecord, check: Check) -> Iterator[Change]:
    """Too few cores are free."""
    shortage = _Shortage.of(check)
    need = shortage.largest_need(100)
    size = 10 if need else 60
    less = replace(record.requirement, cpu_cores=need)
    wish = edited(state, declared(record, less, "cpu_cores"))
    yield Change("cpu_cores", size, f"lower cpu_cores to {need:g}", (wish,), desperate=not need)
    busy = [other for other in reachable(state) if not other.suspend_sent]
    yield from without(state, busy, lambda other: _cores(state, other), shortage.missing, paused)
    yield from _roles_paused(state, record, busy, shortage.missing)
    yield from _kept(state, record, check)
    yield from _limit_raised(state, "cpu", shortage, float(state.policy.size.cores))
    yield from to_be_alone(state, record)
    yield from without(
        state, reachable(state), lambda other: _cores(state, other), shortage.missing, cancelled
    )


def of_memory(state: MachineState, record: TaskRecord, check: Check) -> Iterator[Change]:
    """Too little memory is free."""
    shortage = _Shortage.of(check)
    need = shortage.largest_need(1)
    size = 10 if need else 60
    less = replace(record.requirement, memory_mb=need)
    wish = edited(state, declared(record, less, "memory_mb"))
    yield Change("memory_mb", size, f"lower memory_mb to {need:.0f}", (wish,), desperate=not need)
    yield from _kept(state, record, check)
    yield from _limit_raised(state, "memory", shortage, state.policy.size.memory_mb)
    yield from to_be_alone(state, record)
    yield from without(
        state, reachable(state), lambda other: _memory_mb(state, other), shortage.missing, cancelled
    )


def of_disk(state: MachineState, _record: TaskRecord, check: Check) -> Iterator[Change]:
    """The disk is too full."""
    limit = math.ceil(check.measured or 0.0)
    if limit <= HIGHEST_LIMIT:
        policy = replace(state.policy, disk=LimitPair(float(limit), float(limit)))
        wish = events.PolicyChanged(at=state.at, policy=policy)
        yield Change(
            "disk limit", 55, f"raise the limit disk_percent to {limit} (resume at {limit})", (wish,)
        )


def of_slots(state: MachineState, _record: TaskRecord, check: Check) -> Iterator[Change]:
    """As many tasks run as may."""
    most = int(check.measured or 0) + 1
    policy = replace(state.policy, max_parallel_tasks=most)
    wish = events.PolicyChanged(at=state.at, policy=policy)
    yield Change("slots", 30, f"raise max_parallel_tasks to {most}", (wish,))
    over = most - state.policy.max_parallel_tasks
    yield from without(state, reachable(state), lambda _: 1.0, float(over), cancelled)


def of_measuring(state: MachineState, record: TaskRecord, check: Check) -> Iterator[Change]:
    """Nothing is known of tasks of its kind, and the first of them is being measured."""
    need = _readable(record.requirement)
    words = f"declare what it needs, such as cpu_cores {need.cpu_cores:g} and memory_mb {need.memory_mb:g}"
    yield Change("declare", 35, words, (edited(state, declared(record, need, *BOTH_NEEDS)),))
    yield from to_be_alone(state, record)
    yield from (cancelled(state, [other]) for other in reachable(state) if other.id == check.blocker)


def declared(record: TaskRecord, need: Requirement, *names: str) -> TaskSpec:
    """The task with a requirement of its own, of which it says ``names`` itself."""
    spec = record.spec
    own = spec.declares if spec.requirement is not None else frozenset(BOTH_NEEDS)
    return replace(spec, requirement=_readable(need), declares=own | frozenset(names))


def _readable(need: Requirement) -> Requirement:
    """A need as people write it. Rounded down: what was measured has more digits than it is worth."""
    memory = math.floor(need.memory_mb) if need.memory_mb >= 1 else need.memory_mb
    return Requirement(math.floor((need.cpu_cores + EPSILON) * 100) / 100, float(memory))


def _cores(state: MachineState, record: TaskRecord) -> float:
    return state.ledger.cores_of(record.id)


def _memory_mb(state: MachineState, record: TaskRecord) -> float:
    charge = state.ledger.charge_of(record.id)
    return charge.memory_mb if charge is not None else 0.0


def without(
    state: MachineState,
    records: Sequence[TaskRecord],
    amount: Callable[[TaskRecord], float],
    missing: float,
    wish: Callable[[MachineState, Sequence[TaskRecord]], Change],
) -> Iterator[Change]:
    """Do without the least important task that gives enough, else without the few that give most."""
    enough = [record for record in records if amount(record) >= missing - EPSILON]
    if enough:
        least = min(enough, key=lambda r: (state.role_of(r).priority, amount(r), r.number))
        yield wish(state, [least])
        return
    most = sorted(records, key=lambda r: (-amount(r), r.number))[:MOST_NAMED]
    sums = accumulate(amount(record) for record in most)
    number = next((n for n, total in enumerate(sums, 1) if total >= missing - EPSILON), None)
    if number is not None:
        yield wish(state, most[:number])


def _roles_paused(
    state: MachineState, record: TaskRecord, busy: Sequence[TaskRecord], missing: float
) -> Iterator[Change]:
    """Pause the least important other role whose tasks give enough cores."""
    freed: dict[str, float] = {}
    for other in busy:
        freed[other.spec.role] = freed.get(other.spec.role, 0.0) + _cores(state, other)
    names = [name for name, cores in freed.items() if name != record.spec.role and cores >= missing - EPSILON]
    if names:
        name = min(names, key=lambda name: (state.roles[name].priority, name))
        wish = events.RolePaused(at=state.at, role=name)
        stops = frozenset(other.id for other in busy if other.spec.role == name)
        yield Change("pause role", 45, f"pause role {name}", (wish,), stops)


def _kept(state: MachineState, record: TaskRecord, check: Check) -> Iterator[Change]:
    """Room that is kept for another task."""
    if check.blocker:
        yield from to_the_front(state, record)
        yield paused(state, [state.tasks[check.blocker]])


def _limit_raised(state: MachineState, resource: str, shortage: _Shortage, whole: float) -> Iterator[Change]:
    amount = shortage.used + shortage.need
    if resource == "memory":
        # A part of what tasks may use is left free, and of a higher limit that is more.
        kept = state.policy.memory_reserve
        amount = (amount - kept * state.ledger.other_memory_mb) / (1 - kept)
    percent = min(HIGHEST_LIMIT, math.ceil((amount - EPSILON) / whole * 100))
    if percent > state.policy.limit(resource).throttle:
        pair = LimitPair(float(percent), state.policy.limit(resource).resume)
        wish = events.PolicyChanged(at=state.at, policy=_with_limit(state.policy, resource, pair))
        yield Change("limit", 50, f"raise the limit {resource}_percent to {percent:g}", (wish,))


def _with_limit(policy: Policy, resource: str, pair: LimitPair) -> Policy:
    return replace(policy, cpu=pair) if resource == "cpu" else replace(policy, memory=pair)


def of_role_tasks(state: MachineState, record: TaskRecord, check: Check) -> Iterator[Change]:
    """As many tasks of the role run as may."""
    name, most = record.spec.role, int(check.measured or 0) + 1
    words = f"raise max_concurrent_tasks of role {name} to {most}"
    for wish in _bounded(state, name, max_tasks=most):
        yield Change("role tasks", 30, words, (wish,))
    mine = [other for other in reachable(state) if other.spec.role == name]
    yield from without(state, mine, lambda _: 1.0, float(most - (check.limit or 0)), cancelled)


def of_disk_space(state: MachineState, record: TaskRecord, check: Check) -> Iterator[Change]:
    """Too little disk space is free beside what is kept for running tasks."""
    role, kept, free = state.role_of(record), check.measured or 0.0, check.limit or 0.0
    # Less is then kept for those of the role that run, as well.
    for_others = kept - role.live * role.disk_mb
    need = math.floor(max(0.0, free - for_others) / (role.live + 1))
    size = 30 if need else 60
    words = f"lower disk_mb of role {role.name} to {need}"
    for wish in _bounded(state, role.name, disk_mb=float(need)):
        yield Change("disk_mb", size, words, (wish,), desperate=not need)
    missing = kept + (check.need or 0.0) - free
    yield from without(
        state, reachable(state), lambda other: state.role_of(other).disk_mb, missing, cancelled
    )


def _bounded(state: MachineState, name: str, **bounds: Any) -> Iterator[events.Event]:
    """The policy with other bounds of a role; none for one that has left it: no setting is read for that."""
    if name in state.policy.roles:
        roles = {**state.policy.roles, name: replace(state.policy.roles[name], **bounds)}
        yield events.PolicyChanged(at=state.at, policy=replace(state.policy, roles=roles))
