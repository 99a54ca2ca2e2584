"""Letting many tasks wait at once that were kept: those that say the same share estimate and group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from operator import itemgetter
from typing import NamedTuple

from parallel_execution_manager.scheduling.admission.estimates import Estimate
from parallel_execution_manager.scheduling.admission.kinds import Kind
from parallel_execution_manager.scheduling.model.checks import CheckKind
from parallel_execution_manager.scheduling.model.model import Requirement
from parallel_execution_manager.scheduling.model.queues import Entry, GroupKey
from parallel_execution_manager.scheduling.queueing.placement import enter_queue
from parallel_execution_manager.scheduling.state.records import Place, TaskRecord
from parallel_execution_manager.scheduling.state.state import Step
from parallel_execution_manager.scheduling.state.timers import TimerKind


class _Alike(NamedTuple):
    """What ready tasks share of which the first is queued already, and the other entries of its group."""

    estimate: Estimate
    group: GroupKey
    others: list[Entry]


def queue_all_again(step: Step, records: Iterable[TaskRecord]) -> None:
    """Let tasks that were kept wait again, in the order of their entries."""
    roles, at = step.state.roles, step.at
    alike: dict[tuple[str, Kind, Requirement | None], _Alike] = {}
    ready: dict[str, dict[GroupKey, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    for entry, record in sorted(((record.entry, record) for record in records), key=itemgetter(0)):
        spec = record.spec
        same = alike.get(key := (spec.role, record.kind, spec.requirement))
        if same is None or record.paused or record.unmet or record.not_before is not None:
            queue_again(step, record)
            if same is None and record.place is Place.READY:
                others = ready[spec.role][record.group]
                alike[key] = _Alike(record.estimate, record.group, others)
            continue
        record.estimate, record.group, others = same
        record.place = Place.READY
        record.wait.wait(CheckKind.TURN, at, roles[spec.role].holds)
        others.append(entry)
    for role, groups in ready.items():
        roles[role].queue.take_in_many(groups)


def queue_again(step: Step, record: TaskRecord) -> None:
    """Let a task that was kept wait again, also for what is left of its back-off."""
    if record.not_before is not None and record.not_before > step.at:
        step.state.timers.set(record.not_before, TimerKind.BACKOFF, record.id, record.attempt)
    enter_queue(step, record)
    if record.place is not Place.READY:
        record.estimate = step.state.estimate(record.spec, record.kind)
