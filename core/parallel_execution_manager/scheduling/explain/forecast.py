"""Forecast of when a waiting task starts."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Iterator
from dataclasses import field

from parallel_execution_manager.scheduling.admission.estimates import Source
from parallel_execution_manager.scheduling.effects import Effect, StartAttempt
from parallel_execution_manager.scheduling.events import AttemptEnded, Event, Woken
from parallel_execution_manager.scheduling.explain.what_if import excerpt_of_line, needed_before
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import Outcome, OutcomeKind
from parallel_execution_manager.scheduling.queueing.placement import QUEUED_PLACES
from parallel_execution_manager.scheduling.state.machine_state import MachineState
from parallel_execution_manager.scheduling.state.task_record import TaskRecord

Duration = Callable[[TaskRecord], float | None]
"""How long an attempt of a task takes, in seconds from its start; ``None`` if nothing is known."""

MOST_AHEAD = 300
MOST_COST = 5000

_WELL = Outcome(OutcomeKind.SUCCEEDED, 0)


def expected_duration(record: TaskRecord) -> float | None:
    """What tasks of its kind typically took; those with arguments of another size tell nothing of that."""
    return None if record.estimate.source is Source.PROGRAM else record.estimate.duration_s


def estimated_start(
    state: MachineState,
    record: TaskRecord,
    duration: Duration,
    handle: Callable[[MachineState, Event], list[Effect]],
) -> float | None:
    """Monotonic seconds, or ``None`` if what is known does not tell.

    Tasks of unknown duration are taken to run on, and those that are over theirs too: an end that is put
    off from moment to moment is none. Every task is taken to succeed, and the rest of the computer to stay
    as it is.
    """
    ahead = _ahead_of(state, record)
    if record.place not in QUEUED_PLACES or ahead is None:
        return None
    copy = excerpt_of_line(state, record, ahead)
    return _Future(copy.state, record.id, duration, handle, MOST_COST).start()


def _ahead_of(state: MachineState, record: TaskRecord) -> list[str] | None:
    """The queued tasks that come before this one or before one that it needs; ``None``: too many."""
    needed = needed_before(state, record, MOST_AHEAD)
    if needed is None:
        return None
    records = (record, *(state.tasks[name] for name in needed))
    rank = max(state.rank(other.order, state.role_of(other)) for other in records)
    found = dict.fromkeys(needed)
    for role in state.roles.values():
        for order, _, name in role.queue:
            if state.rank(order, role) > rank or len(found) > MOST_AHEAD:
                break
            found[name] = None
    return None if len(found) > MOST_AHEAD else list(found)


@dataclass(slots=True)
class _Future:
    """A copy of the machine, and the ends that are to come in it."""

    state: MachineState
    task_id: str
    duration: Duration
    handle: Callable[[MachineState, Event], list[Effect]]
    left: int
    ends: list[tuple[float, int, str, int]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def start(self) -> float | None:
        """When the task starts, as far as can be seen."""
        for record in self.state.live.values():
            self._expect_end(record)
        while self.left > 0:
            event = self._next_event()
            if event is None:
                return None
            self.left -= 5 + sum(role.queue.group_count for role in self.state.roles.values())
            for effect in self.handle(self.state, event):
                if not isinstance(effect, StartAttempt):
                    continue
                if effect.task.id == self.task_id:
                    return self.state.at
                self._expect_end(self.state.tasks[effect.task.id])
        return None

    def _expect_end(self, record: TaskRecord) -> None:
        seconds = self.duration(record)
        left = -1.0 if seconds is None else seconds - record.running_s(self.state.at)
        if left >= 0 and record.suspended_since is None:
            end = (self.state.at + left, next(self.numbers), record.id, record.attempt)
            heapq.heappush(self.ends, end)

    def _next_event(self) -> Event | None:
        wake = self.state.timers.next_at
        if self.ends and (wake is None or self.ends[0][0] <= wake):
            at, _, name, attempt = heapq.heappop(self.ends)
            return AttemptEnded(at=at, task_id=name, attempt=attempt, outcome=_WELL)
        return None if wake is None else Woken(at=wake)
