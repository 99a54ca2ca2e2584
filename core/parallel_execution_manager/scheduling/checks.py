"""Checks: the one form in which every decision of the scheduler is made, stored and explained."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique


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
    TURN = "turn"


@dataclass(frozen=True, slots=True)
class Check:
    """One condition for a start.

    ``ok`` says whether it holds. ``measured`` and ``limit`` are in the unit of the kind: cores
    (cpu), MiB (memory), percent (disk), seconds still to wait (backoff), counts (slots, turn,
    dependency). For cpu and memory ``need`` is what the task asks for and ``measured`` what is in
    use without it: the check holds if ``measured + need <= limit``. ``blocker`` names the task, role
    or file in the way, ``path`` the file. ``since`` is monotonic seconds.
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


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a role was throttled or resumed: the resource, what was measured and the limit pair.

    ``measured``, ``throttle_limit`` and ``resume_limit`` are percent of the machine; ``since`` is
    the monotonic time from which the limit was crossed without a break; ``held_s`` is for how long.
    """

    resource: str
    measured: float
    throttle_limit: float
    resume_limit: float
    since: float
    held_s: float
    resumed: bool = False
    by_operator: bool = False

    def __str__(self) -> str:
        title = {"cpu": "CPU", "memory": "memory", "disk": "disk"}.get(self.resource, self.resource)
        if self.by_operator:
            return "by you"
        if self.resumed:
            return (
                f"{title} {self.measured:.0f} % at or below {self.resume_limit:g} % for {self.held_s:.0f} s"
            )
        return (
            f"{title} {self.measured:.0f} % over {self.throttle_limit:g} % for {self.held_s:.0f} s; "
            f"resumes at {self.resume_limit:g} % or below"
        )
