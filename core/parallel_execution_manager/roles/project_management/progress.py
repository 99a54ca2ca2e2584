"""Where a milestone stands: counts, standing against its due date, what blocks it and what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum, unique

from parallel_execution_manager.roles.project_management.milestones import Milestone
from parallel_execution_manager.roles.project_management.rows import (
    DONE,
    DROPPED,
    FAILED,
    RUNNING,
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
