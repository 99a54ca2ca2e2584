"""Effects: what the machine wants done. The runtime does it and reports each result as an event."""

from __future__ import annotations

from parallel_execution_manager.scheduling.model.checks import Reason
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.sample import ResourceSample, TaskUsage
from parallel_execution_manager.scheduling.model.task import RoleState, TaskSpec, TaskState


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Something to do because of the event with the same ``cause`` at ``at``."""

    at: float
    cause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartAttempt(Effect):
    """Start a process for the task; its files are leased and its requirement is charged.

    ``fence`` is the number of the lease, higher than that of any lease granted before; 0 without files.
    """

    task: TaskSpec
    attempt: int
    fence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class StopAttempt(Effect):
    """End the attempt's whole process tree: ask first, force after ``grace_s`` seconds."""

    task_id: str
    attempt: int
    grace_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SuspendAttempt(Effect):
    """Stop every process of the attempt's tree; answered by ``ProcessSuspended``."""

    task_id: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeAttempt(Effect):
    """Let every process of the attempt's tree run on; answered by ``ProcessResumed``."""

    task_id: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LowerAttempt(Effect):
    """Give the attempt's tree processor and disk only after everybody else; needs no answer."""

    task_id: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreAttempt(Effect):
    """Give the attempt's tree its ordinary share of processor and disk again; needs no answer."""

    task_id: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskChanged(Effect):
    """Something that a task's view shows has changed."""

    task_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskHasRun(Effect):
    """The task's process started at ``started_at`` and has ended since: its view never showed that it ran."""

    task_id: str
    started_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskForgotten(Effect):
    """The task is no longer known to the machine."""

    task_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOver(Effect):
    """An attempt has ended, or a task that was waiting for one: what the history keeps of it.

    ``state`` is how it ended; ``goes_on`` means that the task is queued again. ``kind`` is the program that
    it ran. ``throttled_s`` is how long the task had waited for a role that was held back.
    """

    task: TaskSpec
    kind: str
    attempt: int
    state: TaskState
    goes_on: bool
    queued_at: float
    started_at: float | None
    suspended_s: float
    throttled_s: float
    exit_code: int | None
    detail: str
    peak: TaskUsage | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleChanged(Effect):
    """The role's state or numbers have changed."""

    role: str
    state: RoleState


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleThrottled(Effect):
    """The scheduler holds a role back further, and why; ``reason.rung`` says how far."""

    role: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleResumed(Effect):
    """The scheduler holds a role back less, and why; ``reason.rung`` says how far it still does."""

    role: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleNoted(Effect):
    """The sample has been taken into account and can be shown."""

    sample: ResourceSample


@dataclass(frozen=True, slots=True, kw_only=True)
class SleepNoted(Effect):
    """The computer has slept for ``slept_s`` seconds; moments before ``at`` were so much earlier."""

    slept_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LeasesChanged(Effect):
    """A lease was granted, awaited or released."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseGranted(Effect):
    """A process that is no task holds what it wanted; ``fence`` is as in ``StartAttempt``."""

    lease_id: str
    fence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseDenied(Effect):
    """A process that is no task does not get what it wanted; ``problem`` names file, holder and way out."""

    lease_id: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused(Effect):
    """A wish was not carried out; each problem is one sentence that names thing and way out."""

    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeAt(Effect):
    """Send ``Woken`` at monotonic time ``when``; replaces the wake-up asked for before."""

    when: float
