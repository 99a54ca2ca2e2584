"""Carries out the machine's effects on simulated processes, as the pool of the real program does."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from parallel_execution_manager.scheduling import effects, events
from parallel_execution_manager.scheduling.model.task import Outcome, OutcomeKind, TaskSpec
from tests.simulation.agenda import Agenda
from tests.simulation.computer import Computer
from tests.simulation.process import Phase, SimulatedProcess
from tests.simulation.report import Report

KILLED = -9

Send = Callable[[events.Event], None]


@dataclass(frozen=True, slots=True)
class Delays:
    """Seconds from an effect to its consequence: a start (between two), an end, a signal."""

    start_s: tuple[float, float] = (0.004, 0.012)
    end_s: float = 0.004
    signal_s: float = 0.01


ORDINARY = Delays()


@dataclass(frozen=True, slots=True)
class _Attempt:
    number: int
    process: SimulatedProcess
    began_at: float


class SimulatedAttempts:
    """Starts, stops, suspends and lowers processes on ``computer``; news of them goes to ``send``."""

    def __init__(self, computer: Computer, agenda: Agenda, send: Send, delays: Delays, seed: int) -> None:
        self.report = Report()
        self.phases: dict[str, Sequence[Phase]] = {}
        self._computer = computer
        self._agenda = agenda
        self._send = send
        self._delays = delays
        self._random = random.Random(seed)
        self._live: dict[str, _Attempt] = {}
        self._files: dict[str, set[str]] = {}
        self._hands: Mapping[type[effects.Effect], Callable[[Any], None]] = {
            effects.StartAttempt: self._on_start,
            effects.StopAttempt: self._on_stop,
            effects.SuspendAttempt: self._on_suspend,
            effects.ResumeAttempt: self._on_resume,
            effects.LowerAttempt: self._on_lower,
            effects.RestoreAttempt: self._on_restore,
        }

    def do(self, effect: effects.Effect) -> None:
        """Carry out an effect, if it is one for processes."""
        hand = self._hands.get(type(effect))
        if hand is not None:
            hand(effect)

    def end(self, name: str, outcome: Outcome) -> None:
        """The process is gone; the news of it takes a moment."""
        attempt = self._live.pop(name)
        del self._computer.processes[name]
        self._computer.share()
        for holders in self._files.values():
            holders.discard(name)
        began, now = self.report.began_at, self._computer.at
        self.report.spans[name] = (attempt.began_at - began, now - began)
        process = attempt.process
        known = replace(outcome, cpu_s=process.cpu_s, max_memory_mb=process.peak_mb, delay_s=process.delay_s)
        self._after(
            self._delays.end_s,
            lambda at: events.AttemptEnded(at=at, task_id=name, attempt=attempt.number, outcome=known),
        )

    def kill_the_largest(self) -> None:
        """What a kernel does that has no memory left."""
        if self._live:
            largest = max(self._live, key=lambda name: self._live[name].process.memory_mb)
            self.report.oom_kills += 1
            self.end(largest, Outcome(OutcomeKind.FAILED, KILLED, "killed for want of memory"))

    def _on_start(self, effect: effects.StartAttempt) -> None:
        delay = self._random.uniform(*self._delays.start_s)
        self._later(delay, lambda: self._start(effect.task, effect.attempt))

    def _on_stop(self, effect: effects.StopAttempt) -> None:
        def stop() -> None:
            if self._find(effect.task_id, effect.attempt) is not None:
                self.end(effect.task_id, Outcome(OutcomeKind.FAILED, KILLED, "stopped"))

        self._later(self._delays.signal_s, stop)

    def _on_suspend(self, effect: effects.SuspendAttempt) -> None:
        self.report.suspended.append((self._computer.at - self.report.began_at, effect.task_id))
        self._later(self._delays.signal_s, lambda: self._suspend(effect.task_id, effect.attempt, to=True))

    def _on_resume(self, effect: effects.ResumeAttempt) -> None:
        self.report.resumed.append((self._computer.at - self.report.began_at, effect.task_id))
        self._later(self._delays.signal_s, lambda: self._suspend(effect.task_id, effect.attempt, to=False))

    def _on_lower(self, effect: effects.LowerAttempt) -> None:
        self._lower(effect.task_id, effect.attempt, to=True)

    def _on_restore(self, effect: effects.RestoreAttempt) -> None:
        self._lower(effect.task_id, effect.attempt, to=False)

    def _start(self, spec: TaskSpec, number: int) -> None:
        process = SimulatedProcess(self.phases[spec.id], self._computer.at)
        self._live[spec.id] = _Attempt(number, process, self._computer.at)
        self._computer.processes[spec.id] = process
        self._computer.share()
        self.report.starts += 1
        for claim in spec.claims:
            holders = self._files.setdefault(claim.path, set())
            self.report.overlaps += bool(holders)
            holders.add(spec.id)
        self._send(events.ProcessStarted(at=self._computer.at, task_id=spec.id, attempt=number))

    def _suspend(self, name: str, number: int, *, to: bool) -> None:
        process = self._find(name, number)
        if process is None:
            return
        process.suspended = to
        self._computer.share()
        kind = events.ProcessSuspended if to else events.ProcessResumed
        self._send(kind(at=self._computer.at, task_id=name, attempt=number))

    def _lower(self, name: str, number: int, *, to: bool) -> None:
        process = self._find(name, number)
        if process is not None:
            process.lowered = to
            self._computer.share()

    def _find(self, name: str, number: int) -> SimulatedProcess | None:
        attempt = self._live.get(name)
        return attempt.process if attempt is not None and attempt.number == number else None

    def _after(self, delay: float, event: Callable[[float], events.Event]) -> None:
        self._later(delay, lambda: self._send(event(self._computer.at)))

    def _later(self, delay: float, action: Callable[[], None]) -> None:
        self._agenda.put(self._computer.at + delay, action)
