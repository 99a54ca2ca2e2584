"""Where a milestone stands: counts, expected dates, what blocks it, what its end depends on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum, unique
from statistics import median

from parallel_execution_manager.roles.project_management.milestones import (
    DONE,
    DROPPED,
    FAILED,
    RUNNING,
    Milestone,
    TaskRow,
    count,
)
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import TaskState

MOST_STEPS = 5


@unique
class Standing(StrEnum):
    """A milestone's word: reached or not, and against its due date."""

    EMPTY = "no tasks yet"
    REACHED = "reached"
    REACHED_LATE = "reached late"
    LATE = "late"
    ON_TIME = "on time"
    OPEN = "open, no due date"


@dataclass(frozen=True, slots=True)
class Progress:
    """A milestone and its tasks at one moment.

    ``total`` is the number of its tasks without cancelled ones, or ``planned`` if that is more.
    ``unknown`` are ids that the milestone lists and nobody knows.
    """

    milestone: Milestone
    rows: tuple[TaskRow, ...]
    total: int
    done: int
    failed: int
    running: int
    cancelled: int
    unknown: tuple[str, ...]
    standing: Standing

    @property
    def percent(self) -> int:
        """How much is done; 100 only if everything is."""
        return self.done * 100 // self.total if self.total else 0

    @property
    def waiting(self) -> int:
        """Tasks that are queued."""
        return count(self.rows, frozenset({TaskState.QUEUED.value}))

    @property
    def blockers(self) -> tuple[TaskRow, ...]:
        """Failed tasks first, then queued ones that are known to wait for something."""
        waiting = (row for row in self.rows if row.state == TaskState.QUEUED and row.note)
        return (*(row for row in self.rows if row.state in FAILED), *waiting)

    @property
    def next_steps(self) -> tuple[str, ...]:
        """What brings the milestone on, most pressing first."""
        retry = [f"look at {row.name!r} and retry it" for row in self.rows if row.state in FAILED]
        running = [f"{row.name!r} is {row.state}" for row in self.rows if row.state in RUNNING]
        queued = [f"{row.name!r} is queued" for row in self.rows if row.state == TaskState.QUEUED]
        missing = self.total - self.done - self.failed - self.running - self.waiting
        plan = [f"queue {missing} more planned {'task' if missing == 1 else 'tasks'}"] if missing > 0 else []
        steps = [*retry, *running, *queued, *plan]
        more = [f"and {len(steps) - MOST_STEPS} more"] if len(steps) > MOST_STEPS else []
        return (*steps[:MOST_STEPS], *more)


def progress_of(milestone: Milestone, tasks: Sequence[TaskRow], now: datetime) -> Progress:
    """The progress of ``milestone`` among ``tasks`` at ``now`` (UTC)."""
    rows = tuple(row for row in tasks if milestone.holds(row))
    known = {row.id for row in rows}
    unknown = tuple(task_id for task_id in dict.fromkeys(milestone.tasks) if task_id not in known)
    cancelled = count(rows, DROPPED)
    total = max(len(rows) - cancelled + len(unknown), milestone.planned)
    done = count(rows, DONE)
    return Progress(
        milestone=milestone,
        rows=rows,
        total=total,
        done=done,
        failed=count(rows, FAILED),
        running=count(rows, RUNNING),
        cancelled=cancelled,
        unknown=unknown,
        standing=_standing(milestone, rows, total, done, now),
    )


def _standing(
    milestone: Milestone, rows: Sequence[TaskRow], total: int, done: int, now: datetime
) -> Standing:
    due = milestone.due
    if total and done == total:
        return Standing.REACHED_LATE if due and _was_late(rows, due) else Standing.REACHED
    if due and due < now:
        return Standing.LATE
    if total == 0:
        return Standing.EMPTY
    return Standing.ON_TIME if due else Standing.OPEN


def _was_late(rows: Sequence[TaskRow], due: datetime) -> bool:
    return any(row.ended_at > due for row in rows if row.state in DONE and row.ended_at)


USUAL = timedelta(minutes=1)
"""How long a task is taken to run where none has ended yet."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A task from its start to its end; ``expected`` if its end is yet to come.

    ``critical`` ones follow each other: if one of them takes longer, the milestone is reached later.
    """

    row: TaskRow
    start: datetime
    end: datetime
    expected: bool
    critical: bool = False


def bars_of(rows: Sequence[TaskRow], now: datetime) -> tuple[Bar, ...]:
    """The tasks that have run or will, in the order of their starts, each as long as it took or is to take.

    A task that is yet to come takes as long as half of the ended ones took at most, and begins when all that
    it comes after is over. Room and files that it may have to wait for are not known here.
    """
    known = {row.id: row for row in rows if row.state not in DROPPED}
    usual = _usual(known.values())
    bars: dict[str, Bar] = {}
    for row in _in_order(known):
        before = [bars[name].end for name in row.after if name in bars]
        bar = _bar(row, max((now, *before)), usual, now)
        if bar is not None:
            bars[row.id] = bar
    critical = _critical(bars)
    found = (Bar(bar.row, bar.start, bar.end, bar.expected, name in critical) for name, bar in bars.items())
    return tuple(sorted(found, key=lambda bar: (bar.start, bar.end, bar.row.id)))


def _usual(rows: Iterable[TaskRow]) -> timedelta:
    ended = ((row.begun_at, row.ended_at) for row in rows)
    took = [(last - first).total_seconds() for first, last in ended if first and last]
    return timedelta(seconds=max(1.0, median(took))) if took else USUAL


def _bar(row: TaskRow, ready: datetime, usual: timedelta, now: datetime) -> Bar | None:
    if row.ended_at is not None:
        return Bar(row, min(row.begun_at or row.ended_at, row.ended_at), row.ended_at, expected=False)
    if row.is_listed:
        # Nobody runs it: it is done by a person, some time.
        return None
    if row.begun_at is not None and row.state in RUNNING:
        return Bar(row, row.begun_at, max(row.begun_at + usual, now), expected=True)
    return Bar(row, ready, ready + usual, expected=True)


def _in_order(rows: Mapping[str, TaskRow]) -> Iterator[TaskRow]:
    """Each task after all that it comes after; a circle, which no manager takes, ends somewhere."""
    seen: set[str] = set()
    for name in rows:
        stack = [(name, False)]
        while stack:
            here, is_ready = stack.pop()
            if is_ready:
                yield rows[here]
            elif here not in seen:
                seen.add(here)
                stack.append((here, True))
                stack += [(other, False) for other in rows[here].after if other in rows]


def _critical(bars: Mapping[str, Bar]) -> frozenset[str]:
    """The chain that ends last, from its end over what each waited for longest; a single task is none."""
    if not bars:
        return frozenset()
    here: str | None = max(bars, key=lambda name: (bars[name].end, name))
    chain: list[str] = []
    while here is not None and here not in chain:
        chain.append(here)
        before = [name for name in bars[here].row.after if name in bars]
        here = max(before, key=lambda name: (bars[name].end, name)) if before else None
    return frozenset(chain) if len(chain) > 1 else frozenset()
