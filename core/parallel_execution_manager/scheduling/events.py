"""Events of the machine: commands of the operator, reports about processes, samples, time.

Every event carries ``at`` (monotonic seconds) and ``cause`` (an id that is copied to each effect,
so that cause and effect can be joined afterwards).
"""

from __future__ import annotations

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.policy import LimitPair, Policy
from parallel_execution_manager.scheduling.model.rows import StoredQueue, TaskChange
from parallel_execution_manager.scheduling.model.sample import Pulse, ResourceSample
from parallel_execution_manager.scheduling.model.task import (
    FileClaim,
    LeaseHolder,
    Outcome,
    Priority,
    TaskSpec,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened at ``at``."""

    at: float
    cause: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TasksSubmitted(Event):
    """New tasks; all are queued, or none and a ``Refused`` effect names every problem.

    ``renewable`` are ended tasks that may be forgotten if new ones come under their ids.
    """

    tasks: tuple[TaskSpec, ...]
    renewable: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskEdited(Event):
    """A queued task gets another specification (same id)."""

    task: TaskSpec


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPrioritySet(Event):
    """The operator changes a queued task's priority."""

    task_id: str
    priority: Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskMoved(Event):
    """The operator moves a queued task to ``position`` (0 first) among its role's queued tasks."""

    task_id: str
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCancelled(Event):
    """The operator wants the task not to run, or to be stopped if it runs.

    ``only_queued`` refuses if it has started: for whoever takes a task out to do it elsewhere.
    """

    task_id: str
    only_queued: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRetried(Event):
    """The operator queues an ended task again; failures before count no more against its retries."""

    task_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPaused(Event):
    """The operator holds a queued task, or suspends a running one, until ``until`` if that is given.

    ``why`` is what is shown for the task where not the operator but a policy of theirs has done it.
    """

    task_id: str
    until: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskResumed(Event):
    """The operator releases a paused task.

    One that the scheduler holds back goes on whatever is measured: to its end, or until ``until``.
    """

    task_id: str
    until: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TasksForgotten(Event):
    """Ended tasks leave the machine; unknown and unended ids are left alone."""

    task_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TasksPutBack(Event):
    """The operator undoes: every task is again as it was ``before`` its change, or none is.

    Refused for a task that is not as it was ``after`` it any more. Of one that runs only its pause can be
    undone.
    """

    changes: tuple[TaskChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleStarted(Event):
    """The operator starts a role: its queue is worked on.

    ``at_begin``: the program begins. Nothing that the operator has set for the role is undone by that.
    """

    role: str
    at_begin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleStopped(Event):
    """The operator stops a role: its running tasks are ended, its queue is kept.

    ``why`` is what stands with the tasks that are ended; if it is empty, that they were stopped with it.
    ``at_end``: the program ends. The role is as the operator has set it when the next one begins.
    ``keeps``: nobody has given the tasks up. Those that may be repeated are queued again, and what comes
    after the others stays queued until they are retried.
    """

    role: str
    why: str = ""
    at_end: bool = False
    keeps: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePaused(Event):
    """The operator pauses a role: nothing starts and running tasks are suspended.

    Until it is resumed, or until monotonic time ``until``; the same holds for the events below.
    """

    role: str
    until: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleHeld(Event):
    """The operator holds a role: nothing starts, running tasks go on."""

    role: str
    until: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleResumed(Event):
    """The operator lets a role go on that is paused, held or throttled.

    One that the scheduler throttled goes on whatever is measured, until it is handed back.
    """

    role: str
    until: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleHandedBack(Event):
    """The operator takes the hand off a role: from now on the scheduler alone decides."""

    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RolePrioritySet(Event):
    """The operator changes a role's priority (1 to 10)."""

    role: str
    priority: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChanged(Event):
    """Other limits, requirements or times are in force from now on."""

    policy: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSet(Event):
    """The operator sets the limit pair of one resource."""

    resource: str
    limits: LimitPair


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessStarted(Event):
    """The attempt's process runs."""

    task_id: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessSuspended(Event):
    """Every process of the attempt is stopped."""

    task_id: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessResumed(Event):
    """Every process of the attempt runs again."""

    task_id: str
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptEnded(Event):
    """The attempt's process tree is gone and its result is known.

    ``claims`` is given if nothing was started because the task's files are others than those it was granted,
    such as one that is there by now: it goes back into the line with these. ``started_at`` is when its
    process started, if no ``ProcessStarted`` has told that before.
    """

    task_id: str
    attempt: int
    outcome: Outcome
    claims: tuple[FileClaim, ...] | None = None
    started_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseWanted(Event):
    """A process that is no task wants files for itself; it waits until ``until``, ``None`` being for ever.

    ``lease_id`` begins with ``lease:``, which no task's id does. Answered by ``LeaseGranted`` or
    ``LeaseDenied``, at once or later; ``until`` in the past is a question that does not wait. ``fence`` is
    the number of a lease that was granted before this machine was made: it keeps it.
    """

    lease_id: str
    claims: tuple[FileClaim, ...]
    holder: LeaseHolder
    priority: Priority = Priority.NORMAL
    until: float | None = None
    fence: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseDropped(Event):
    """The holder let go of its lease, or gave up waiting for it, or has died."""

    lease_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTaken(Event):
    """The machine was measured."""

    sample: ResourceSample


@dataclass(frozen=True, slots=True, kw_only=True)
class PulseTaken(Event):
    """The machine was measured quickly; where pulses come, limits are watched by them."""

    pulse: Pulse


@dataclass(frozen=True, slots=True, kw_only=True)
class ComputerSlept(Event):
    """The computer has slept for ``slept_s`` seconds, of which ``at`` knows nothing."""

    slept_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Woken(Event):
    """The time asked for with a ``WakeAt`` effect has come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRestored(Event):
    """What an earlier run of the program has kept is taken in; comes before all other events."""

    queue: StoredQueue
