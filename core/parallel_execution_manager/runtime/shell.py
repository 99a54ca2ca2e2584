"""Carries out the machine's effects, and keeps what changed until it is told in the engine's thread."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from parallel_execution_manager.runtime.attempts import Attempts
from parallel_execution_manager.runtime.engine_parts import Ticket
from parallel_execution_manager.runtime.history_keeper import HistoryKeeper
from parallel_execution_manager.runtime.lease_keeper import LeaseKeeper
from parallel_execution_manager.runtime.notifications import NewsKind, Notification, Subscribers
from parallel_execution_manager.scheduling import effects
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.sample import ResourceSample, WallClock
from parallel_execution_manager.scheduling.model.task import RoleState
from parallel_execution_manager.scheduling.snapshot import Snapshot, TaskView

logger = logging.getLogger("ParallelExecutionManager")

PUBLISH_EVERY_S = 0.1
MOST_SLEEPS = 1000
"""Of a computer that slept more often, times before the first of these are shown too late."""


class EffectShell:
    """Turns effects into processes and news.

    Snapshots are published at most ten times a second, and sooner where somebody waits for the next.
    """

    def __init__(
        self,
        machine: SchedulerMachine,
        attempts: Attempts,
        subscribers: Subscribers,
        clock: Callable[[], float] = time.monotonic,
        *,
        leases: LeaseKeeper,
        history: HistoryKeeper | None = None,
    ) -> None:
        self._machine = machine
        self._attempts = attempts
        self._subscribers = subscribers
        self._clock = clock
        self._changed: dict[str, TaskView] = {}
        self._removed: dict[str, None] = {}
        self._stale = False
        self._news: deque[Notification] = deque()
        self._published_at = float("-inf")
        self.sample: ResourceSample | None = None
        self._kept: Ticket | None = None
        self._doers: dict[type[effects.Effect], Callable[[Any], None]] = {
            effects.StartAttempt: lambda e: attempts.start(e.task, e.attempt, e.fence, self._kept),
            effects.StopAttempt: lambda e: attempts.stop(e.task_id, e.attempt, e.grace_s),
            effects.SuspendAttempt: lambda e: attempts.suspend(e.task_id, e.attempt),
            effects.ResumeAttempt: lambda e: attempts.resume(e.task_id, e.attempt),
            effects.LowerAttempt: lambda e: attempts.lower(e.task_id, e.attempt),
            effects.RestoreAttempt: lambda e: attempts.restore(e.task_id, e.attempt),
            effects.TaskForgotten: self._forget,
            effects.RoleChanged: self._note_role,
            effects.RoleThrottled: lambda e: self._note_news(NewsKind.ROLE_THROTTLED, e.role, e.reason),
            effects.RoleResumed: lambda e: self._note_news(NewsKind.ROLE_RESUMED, e.role, e.reason),
            effects.SampleNoted: self._note_sample,
            effects.SleepNoted: self._note_sleep,
            effects.LeaseGranted: leases.granted,
            effects.LeaseDenied: leases.denied,
        }
        if history is not None:
            self._doers[effects.RunOver] = lambda e: history.note(e, self.wall())
        self._sleeps: deque[tuple[float, float]] = deque(maxlen=MOST_SLEEPS)
        self._role_states: dict[str, RoleState] = {}

    @property
    def has_news(self) -> bool:
        """Whether there is something to tell."""
        return bool(self._news)

    def tell(self) -> None:
        """Tell all news in order; the rest of the shell may be used meanwhile by whoever has the machine."""
        while self._news:
            self._subscribers.tell(self._news.popleft())

    def perform(self, batch: list[effects.Effect], kept: Ticket | None = None) -> None:
        """Start, stop and tell; a task that changed several times in one batch is told of once.

        Only that it has run is told before its end, however short that was.
        What is started waits until ``kept`` is on disk.
        """
        self._kept = kept
        changed: dict[str, None] = {}
        have_run: dict[str, float] = {}
        leases = seen = False
        for effect in batch:
            if type(effect) is effects.WakeAt:
                continue
            seen = True
            if type(effect) is effects.TaskChanged:
                changed[effect.task_id] = None
            elif type(effect) is effects.TaskHasRun:
                have_run[effect.task_id] = effect.started_at
            elif type(effect) is effects.LeasesChanged:
                leases = True
            else:
                self._do(effect)
        for task_id in changed:
            self._tell_task(task_id, have_run.get(task_id))
        if leases:
            self._note_news(NewsKind.FILE_LOCKS_CHANGED, "", self._machine.lease_views())
        self._stale = self._stale or seen

    def report(self, problem: str, subject: str = "") -> None:
        """Make what a person must read news."""
        self._note_news(NewsKind.PROBLEM, subject, problem)

    def wall(self) -> WallClock:
        """The clock on the wall; for whoever has the machine."""
        return WallClock(time.time() - self._clock(), tuple(self._sleeps))

    def publish_due(self) -> float | None:
        """When the next snapshot is due; ``None`` while nothing has changed."""
        return self._published_at + PUBLISH_EVERY_S if self._stale else None

    def hasten(self) -> None:
        """Let what has changed be due at once, however short ago the last snapshot was."""
        self._published_at = float("-inf")

    def publish(self) -> None:
        """Make what has changed since the last snapshot news."""
        snapshot = self._snapshot(tuple(self._changed.values()), tuple(self._removed))
        self._changed, self._removed, self._stale = {}, {}, False
        self._published_at = self._clock()
        self._note_news(NewsKind.SNAPSHOT_CHANGED, "", snapshot)

    def full_snapshot(self) -> Snapshot:
        """Everything as it stands, for a view that begins; for whoever has the machine."""
        return self._snapshot(self._machine.task_views(), full=True)

    def _snapshot(
        self, tasks: tuple[TaskView, ...], removed: tuple[str, ...] = (), *, full: bool = False
    ) -> Snapshot:
        machine = self._machine
        return Snapshot(
            at=self._clock(),
            wall_offset=time.time() - self._clock(),
            full=full,
            tasks=tasks,
            removed=removed,
            roles=machine.role_views(),
            leases=machine.lease_views(),
            sample=self.sample,
            policy=machine.policy,
            sleeps=tuple(self._sleeps),
        )

    def _do(self, effect: effects.Effect) -> None:
        """Carry out one effect; a fault in it must not keep those behind it from being carried out."""
        doer = self._doers.get(type(effect))
        if doer is None:
            return
        try:
            doer(effect)
        except Exception as error:
            logger.exception("%r cannot be carried out", effect)
            self.report(f"{type(effect).__name__} failed: {type(error).__name__}: {error}")

    def _tell_task(self, task_id: str, ran_at: float | None) -> None:
        view = self._machine.task_view(task_id)
        if view is not None:
            self._changed[task_id] = view
            if ran_at is not None:
                self._note_news(NewsKind.TASK_CHANGED, task_id, view.as_it_ran(ran_at))
            self._note_news(NewsKind.TASK_CHANGED, task_id, view)

    def _note_sample(self, effect: effects.SampleNoted) -> None:
        self.sample = effect.sample
        self._note_news(NewsKind.RESOURCES_SAMPLED, "", effect.sample)

    def _note_sleep(self, effect: effects.SleepNoted) -> None:
        self._sleeps.append((effect.at, effect.slept_s))
        self._note_news(NewsKind.COMPUTER_SLEPT, "", effect.slept_s)

    def _forget(self, effect: effects.TaskForgotten) -> None:
        self._changed.pop(effect.task_id, None)
        self._attempts.forget(effect.task_id)
        self._removed[effect.task_id] = None

    def _note_role(self, effect: effects.RoleChanged) -> None:
        """Its numbers change with each task, its state hardly ever."""
        if self._role_states.get(effect.role) is not effect.state:
            self._role_states[effect.role] = effect.state
            self._note_news(NewsKind.ROLE_STATE_CHANGED, effect.role, str(effect.state))

    def _note_news(self, kind: NewsKind, subject: str, data: object) -> None:
        self._news.append(Notification(kind, subject, data))
