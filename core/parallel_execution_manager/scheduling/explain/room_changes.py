"""What could be wished so that a waiting task has room: a smaller need, less that runs, other limits."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from parallel_execution_manager.scheduling import events
from parallel_execution_manager.scheduling.admission.room import EPSILON
from parallel_execution_manager.scheduling.explain.changes import (
    MOST_NAMED,
    Change,
    cancelled,
    edited,
    paused,
    reachable,
    to_be_alone,
    to_the_front,
)
from parallel_execution_manager.scheduling.model.checks import Check
from parallel_execution_manager.scheduling.model.model import BOTH_NEEDS, Requirement, TaskSpec
from parallel_execution_manager.scheduling.model.policy import LimitPair, Policy
from parallel_execution_manager.scheduling.settings.settings import HIGHEST_LIMIT
from parallel_execution_manager.scheduling.state.records import TaskRecord
from parallel_execution_manager.scheduling.state.state import MachineState


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
