"""What a decision costs with 100,000 queued tasks, and how much memory they take.

Costs are processor time of the deciding thread: what else runs on the computer does not count.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence

import psutil

from parallel_execution_manager.scheduling import effects, events
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.policy import LimitPair, MachineSize, Policy, RolePolicy
from parallel_execution_manager.scheduling.model.sample import ResourceSample
from parallel_execution_manager.scheduling.model.task import (
    FileClaim,
    Outcome,
    OutcomeKind,
    Priority,
    Requirement,
    TaskSpec,
)
from tests.bench.table import Figure, times

ROLES = {"resource": 10, "project": 9, "task": 8, "agent": 7, "script": 6, "gui": 5}
QUEUED = 100_000
SUBMITTED_AT_ONCE = 1_000
MEASURED = 50_000
GOAL_MS = 1.0
GOAL_MB = 200.0


def add_arguments(_parser: argparse.ArgumentParser) -> None:
    """This bench has no options."""


def measure(_args: argparse.Namespace) -> Iterator[Figure]:
    """Fill a machine, then let an ordinary day of events go through it."""
    before = psutil.Process().memory_info().rss
    day = Day(seed=1)
    submitting = day.fill()
    memory = (psutil.Process().memory_info().rss - before) / 2**20
    handling = sorted(day.pass_events(MEASURED))
    left = day.machine.open_tasks()
    yield Figure(f"queueing a task, {SUBMITTED_AT_ONCE:,} at once", f"{submitting / QUEUED * 1e6:.0f} µs")
    for what, share in (("half of the events within", 0.5), ("99 % of the events within", 0.99)):
        cost = handling[int(len(handling) * share)] * 1e3
        goal = (f"below {GOAL_MS:g} ms", times(cost, GOAL_MS)) if share > 0.5 else ("", "")
        yield Figure(f"{what} ({MEASURED:,} events, {left:,} tasks left)", f"{cost:.3f} ms", *_goal(goal))
    yield Figure("the slowest event", f"{handling[-1] * 1e3:.1f} ms")
    yield Figure(
        f"memory of {QUEUED:,} queued tasks",
        f"{memory:.0f} MiB",
        *_goal((f"below {GOAL_MB:g} MB", times(memory, GOAL_MB))),
    )


def _goal(goal: tuple[str, str]) -> Sequence[str]:
    return ("the goal", *goal) if goal[0] else ()


class Day:
    """A machine with many tasks and the events of a busy day, the same for the same seed."""

    def __init__(self, seed: int, queued: int = QUEUED) -> None:
        roles = {name: RolePolicy(priority, Requirement(0.25, 64.0)) for name, priority in ROLES.items()}
        size = MachineSize(16, 64 * 1024.0)
        self.machine = SchedulerMachine(Policy(size, cpu=LimitPair(95.0, 85.0), roles=roles))
        self._random = random.Random(seed)
        self._queued = queued
        self._at = 0.0
        self._made = 0
        self._running: deque[tuple[str, int]] = deque()
        self._mix: dict[Callable[[], events.Event], int] = {
            self._end_of_an_attempt: 80,
            self._sample: 5,
            self._submission: 5,
            self._other_priority: 3,
            self._move: 3,
            self._cancellation: 2,
            lambda: events.Woken(at=self._at): 2,
        }

    def fill(self) -> float:
        """Start all roles and queue the tasks; seconds that took."""
        for role in ROLES:
            self._handle(events.RoleStarted(at=self._at, role=role))
        taken = 0.0
        while self._made < self._queued:
            number = min(SUBMITTED_AT_ONCE, self._queued - self._made)
            tasks = tuple(self._task() for _ in range(number))
            taken += self._handle(events.TasksSubmitted(at=self._at, tasks=tasks))
        return taken

    def pass_events(self, number: int) -> Iterator[float]:
        """Seconds that each of ``number`` events took."""
        for _ in range(number):
            self._at += 0.005
            yield self._handle(self._next_event())

    def _next_event(self) -> events.Event:
        """Mostly ends of attempts; now and then a sample, a wish, a new task."""
        makers, weights = zip(*self._mix.items(), strict=True)
        if not self._running:
            return events.Woken(at=self._at)
        make: Callable[[], events.Event] = self._random.choices(makers, weights)[0]
        return make()

    def _submission(self) -> events.Event:
        return events.TasksSubmitted(at=self._at, tasks=(self._task(),))

    def _other_priority(self) -> events.Event:
        priority = self._random.choice(list(Priority))
        return events.TaskPrioritySet(at=self._at, task_id=self._some_id(), priority=priority)

    def _move(self) -> events.Event:
        return events.TaskMoved(at=self._at, task_id=self._some_id(), position=self._random.randrange(50))

    def _cancellation(self) -> events.Event:
        return events.TaskCancelled(at=self._at, task_id=self._some_id())

    def _end_of_an_attempt(self) -> events.AttemptEnded:
        task_id, attempt = self._running.popleft()
        kind = OutcomeKind.FAILED if self._random.random() < 0.05 else OutcomeKind.SUCCEEDED
        return events.AttemptEnded(at=self._at, task_id=task_id, attempt=attempt, outcome=Outcome(kind, 0))

    def _sample(self) -> events.Event:
        busy = self._random.uniform(30, 90)
        sample = ResourceSample(self._at, busy, 40.0, 50.0, memory_used_mb=20_000.0)
        return events.SampleTaken(at=self._at, sample=sample)

    def _some_id(self) -> str:
        return f"t{self._random.randrange(self._made)}"

    def _task(self) -> TaskSpec:
        number, rng = self._made, self._random
        self._made += 1
        claims = (FileClaim(f"/project/file-{rng.randrange(2000)}"),) if rng.random() < 0.1 else ()
        after = (f"t{number - rng.randrange(1, 500)}",) if number > 500 and rng.random() < 0.1 else ()
        return TaskSpec(
            id=f"t{number}",
            role=rng.choice(list(ROLES)),
            name=f"task {number}",
            priority=rng.choice(list(Priority)),
            command=("true",),
            claims=claims,
            after=after,
            requirement=Requirement(rng.choice([0.1, 0.25, 0.5, 1.0]), rng.choice([32.0, 64.0, 256.0])),
            retries=rng.choice([0, 0, 0, 2]),
        )

    def _handle(self, event: events.Event) -> float:
        start = time.thread_time()
        done = self.machine.handle(event)
        cost = time.thread_time() - start
        for effect in done:
            if isinstance(effect, effects.StartAttempt):
                self._running.append((effect.task.id, effect.attempt))
                self.machine.handle(
                    events.ProcessStarted(at=self._at, task_id=effect.task.id, attempt=effect.attempt)
                )
        return cost
