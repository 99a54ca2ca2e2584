"""What the history holds, and how it is asked. Times are seconds since the epoch."""

from __future__ import annotations

from enum import StrEnum, unique
from typing import NamedTuple

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

MOST_ROWS = 1_000
"""So many runs are given at a time."""


class PastRun(NamedTuple):
    """An attempt that has ended, or a task that was cancelled while it waited. A tuple, as there are many.

    ``goes_on`` means that another attempt followed by itself. ``duration_s`` is without the time it was
    suspended; it is ``None`` if the task was never started, as are the peaks of what was not measured.
    ``throttled_s`` is how long the task waited for its role to be let go. ``line`` is the task as a line of
    a task file, without values of its ``env`` that may be secrets. ``number`` grows with each run; 0 is for
    one that is not kept yet.
    """

    number: int
    task_id: str
    name: str
    role: str
    kind: str
    state: str
    attempt: int
    goes_on: bool
    queued_at: float
    started_at: float | None
    ended_at: float
    duration_s: float | None
    suspended_s: float
    throttled_s: float
    exit_code: int | None
    detail: str
    cpu_cores: float | None
    memory_mb: float | None
    line: str


@unique
class RunOrder(StrEnum):
    """What runs can be sorted by."""

    STATE = "state"
    NAME = "name"
    ROLE = "role"
    STARTED = "started_at"
    ENDED = "ended_at"
    DURATION = "duration_s"
    ATTEMPT = "attempt"
    EXIT = "exit_code"
    CPU = "cpu_cores"
    MEMORY = "memory_mb"
    DETAIL = "detail"


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """Which runs are asked for. Empty fields leave out nothing.

    ``text`` is looked for in name, id and detail, in capitals or not. ``task_id`` asks for every attempt of
    one task, else only the last of each end is given. ``up_to`` is the number of the newest run that
    counts, so that further pages fit the first. At most ``MOST_ROWS`` are given from ``offset`` on.
    """

    text: str = ""
    role: str = ""
    states: frozenset[str] = frozenset()
    task_id: str = ""
    order: RunOrder = RunOrder.ENDED
    descending: bool = True
    offset: int = 0
    limit: int = 200
    up_to: int | None = None


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Some runs, how many there are in all, and the number of the newest one that counted."""

    runs: tuple[PastRun, ...] = ()
    total: int = 0
    up_to: int = 0


@dataclass(frozen=True, slots=True)
class RunStatistics:
    """What is known of the runs of one role, or of one kind of task (its program, and of which role).

    Half of the runs took no longer than ``median_s``, 95 of 100 no longer than ``p95_s``.
    """

    role: str
    program: str
    count: int
    succeeded: int
    failed: int
    cancelled: int
    median_s: float | None
    p95_s: float | None
    throttled_s: float
    suspended_s: float

    @property
    def failed_percent(self) -> float | None:
        """The share of failed runs among those that were not cancelled; ``None`` without any."""
        judged = self.succeeded + self.failed
        return 100.0 * self.failed / judged if judged else None
