"""Checks: the one form in which each decision of the scheduler is made, stored and explained."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum, unique
from operator import gt, le
from typing import Final

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.levels import NEVER_CROSSED, Rung

MOST_DIGITS: Final = 12
SECONDS_IN_MINUTE: Final = 60
MINUTES_FROM_S: Final = 120.0
HOURS_FROM_S: Final = 7200.0


def plain(value: float) -> str:
    """A number without needless digits."""
    return f"{value:.12g}"


def above(value: float, limit: float) -> str:
    """``value`` with as few digits as show that it is above ``limit``."""
    return _shortest(value, limit, gt)


def at_most(value: float, limit: float) -> str:
    """``value`` with as few digits as show that it is at or below ``limit``."""
    return _shortest(value, limit, le)


def duration(seconds: float) -> str:
    """A time in the unit in which it is easily said."""
    if seconds >= HOURS_FROM_S:
        return f"{seconds / SECONDS_IN_MINUTE**2:.0f} h"
    if seconds >= MINUTES_FROM_S:
        return f"{seconds / SECONDS_IN_MINUTE:.0f} min"
    return f"{seconds:.0f} s"


def _shortest(value: float, limit: float, holds: Callable[[float, float], bool]) -> str:
    for digits in range(MOST_DIGITS):
        text = f"{value:.{digits}f}"
        if holds(float(text), limit):
            return text
    return repr(value)


@unique
class CheckKind(StrEnum):
    """What a task may have to wait for."""

    ROLE_STOPPED = "role_stopped"
    ROLE_PAUSED = "role_paused"
    ROLE_THROTTLED = "role_throttled"
    TASK_PAUSED = "task_paused"
    DEPENDENCY = "dependency"
    BACKOFF = "backoff"
    FILE = "file"
    CPU = "cpu"
    MEMORY = "memory"
    DISK = "disk"
    SLOTS = "slots"
    MEASURING = "measuring"
    ROLE_TASKS = "role_tasks"
    DISK_SPACE = "disk_space"
    TURN = "turn"


@dataclass(frozen=True, slots=True)
class Check:
    """One condition for a start.

    ``ok`` says whether it holds. ``measured`` and ``limit`` are in the unit of the kind: cores
    (cpu), MiB (memory, disk_space), percent (disk), seconds still to wait (backoff), counts (slots,
    role_tasks, turn, dependency). For cpu, memory and disk_space ``need`` is what the task asks for and
    ``measured`` what is in use, or kept for running tasks, without it: the check holds if
    ``measured + need <= limit``. ``blocker`` names the task, role
    or file in the way, ``path`` the file. ``since`` is monotonic seconds. ``others`` is the part of
    ``measured`` that other programs use, ``reason`` why a role is held back.

    Of a file, ``blocker`` is the holder's id, ``who`` says who that is if it is no task, ``part_of`` names
    the folder that he has as a whole, ``reads`` says that he only reads, and ``kept`` that he does not have
    the file yet and comes first.
    """

    kind: CheckKind
    ok: bool
    measured: float | None = None
    limit: float | None = None
    need: float | None = None
    blocker: str = ""
    path: str = ""
    since: float | None = None
    by_operator: bool = False
    others: float | None = None
    reason: Reason | None = None
    who: str = ""
    part_of: str = ""
    reads: bool = False
    kept: bool = False


@unique
class ReasonKind(StrEnum):
    """What made the scheduler take a step on a role's ladder."""

    OVER_LIMIT = "over_limit"
    BELOW_RESUME = "below_resume"
    LONGEST_HOLD = "longest_hold"
    LIMIT_RAISED = "limit_raised"


TITLES: Final = {
    "cpu": "CPU",
    "memory": "memory",
    "disk": "disk",
    "cpu_pressure": "CPU pressure",
    "memory_pressure": "memory pressure",
    "io_pressure": "I/O pressure",
}

_TAKEN: Final = {
    Rung.FREE: "",
    Rung.HELD: "nothing new starts while a task runs",
    Rung.LOWERED: "what runs has processor and disk after everybody else",
    Rung.SUSPENDED: "what runs is suspended",
    Rung.EVICTING: "a task is stopped and queued again",
}
NOTHING_STARTS: Final = "nothing new starts"
_LEFT: Final = {
    Rung.FREE: "tasks may start again",
    Rung.HELD: "what runs goes on, nothing new starts beside it",
    Rung.LOWERED: "what runs goes on after everybody else",
    Rung.SUSPENDED: "no more tasks are stopped",
    Rung.EVICTING: "",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a role was held back further (throttled) or less (resumed): what was measured, and the limits.

    ``measured`` and both limits are percent of the machine, for pressure percent of time. ``since`` is
    the monotonic time from which the limit was crossed without a break (or usage was at or below
    ``resume_limit``, or the hold lasted), ``held_s`` for how long when the step was taken, ``rung`` the
    rung that the role came to. At ``until`` (monotonic) the hold ends by itself at the latest.
    ``never_below`` says that the limit has been crossed ever since there are measurements, ``outdated``
    that another ``throttle_limit`` is in force by now.
    """

    resource: str
    measured: float
    throttle_limit: float
    resume_limit: float
    since: float
    held_s: float
    kind: ReasonKind = ReasonKind.OVER_LIMIT
    rung: Rung = Rung.HELD
    until: float | None = None
    never_below: bool = False
    outdated: bool = False

    @property
    def resumed(self) -> bool:
        """Whether the role is held back less than before."""
        return self.kind is not ReasonKind.OVER_LIMIT

    @property
    def cause(self) -> str:
        """What was measured and what follows, without when that ends."""
        return _WORDS[self.kind](self, TITLES.get(self.resource, self.resource))

    def __str__(self) -> str:
        return self.cause if self.resumed else f"{self.cause}; {_ends(self)}"


def _ends(reason: Reason) -> str:
    ends = f"resumes at {plain(reason.resume_limit)} % or below"
    if reason.until is not None:
        left = reason.until - reason.since - reason.held_s
        ends = f"{ends}, after {duration(left)} at the latest"
    if reason.never_below:
        ends = f"{ends}; it has never been lower since the start: raise the limit if that is usual"
    return ends


def _over(reason: Reason, title: str) -> str:
    measured, limit = above(reason.measured, reason.throttle_limit), reason.throttle_limit
    lasted = duration(reason.held_s)
    over = "was over the former limit of" if reason.outdated else "over"
    return f"{title} {measured} % {over} {plain(limit)} % for {lasted}: {_taken(reason)}"


def _taken(reason: Reason) -> str:
    # A full disk holds also the one task that may start otherwise, whatever the load.
    is_full_disk = reason.resource == "disk" and reason.rung is Rung.HELD
    return NOTHING_STARTS if is_full_disk else _TAKEN[reason.rung]


def _raised(reason: Reason, title: str) -> str:
    limit = reason.throttle_limit
    if limit >= NEVER_CROSSED:
        return f"{title} has no limit any more: {_LEFT[reason.rung]}"
    measured = at_most(reason.measured, limit)
    return f"{title} {measured} % keeps the new limit of {plain(limit)} %: {_LEFT[reason.rung]}"


def _below(reason: Reason, title: str) -> str:
    if reason.throttle_limit >= NEVER_CROSSED:
        return f"{title} has no limit any more: {_LEFT[reason.rung]}"
    measured, limit = at_most(reason.measured, reason.resume_limit), reason.resume_limit
    lasted = duration(reason.held_s)
    return f"{title} {measured} % at or below {plain(limit)} % for {lasted}: {_LEFT[reason.rung]}"


def _longest(reason: Reason, title: str) -> str:
    lasted = duration(reason.held_s)
    last = f"{title} {reason.measured:.0f} %"
    return f"held for {lasted}, which is the longest allowed ({last}): {_LEFT[reason.rung]}"


_WORDS: Final = {
    ReasonKind.OVER_LIMIT: _over,
    ReasonKind.BELOW_RESUME: _below,
    ReasonKind.LONGEST_HOLD: _longest,
    ReasonKind.LIMIT_RAISED: _raised,
}
