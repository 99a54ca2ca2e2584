"""Drives the real scheduling machine through a simulated run: its effects act on a simulated computer.

The same tasks, computer and seed give the same run. Time is simulated: nothing waits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from parallel_execution_manager.scheduling import effects, events
from parallel_execution_manager.scheduling.machine import SchedulerMachine
from parallel_execution_manager.scheduling.model.sample import NO_USAGE, Pulse, ResourceSample
from parallel_execution_manager.scheduling.model.task import Outcome, OutcomeKind, TaskSpec
from tests.simulation.agenda import NEVER, Agenda
from tests.simulation.attempts import ORDINARY, Delays, SimulatedAttempts
from tests.simulation.computer import Computer, Meter
from tests.simulation.process import Phase
from tests.simulation.report import Report

DISK_PERCENT = 10.0


class SimulationFailed(AssertionError):
    """Something happened that must not; the message says what, when, and the line that replays it."""


@dataclass(frozen=True, slots=True)
class SimulatedTask:
    """What is given to the scheduler, and what it then really does."""

    spec: TaskSpec
    phases: Sequence[Phase]


@dataclass(frozen=True, slots=True)
class Rules:
    """How a simulation is run.

    ``budget_mb`` is what tasks may hold together; ``pulse_s`` and ``sample_s`` are the times between two
    measurements (``pulse_s`` 0: no pulses), ``tasks_s`` the time after which a pulse tells of tasks again.
    With ``checked`` the machine's invariants are looked at after every event. ``replay`` is the command line
    that repeats the run.
    """

    budget_mb: float = NEVER
    delays: Delays = ORDINARY
    pulse_s: float = 0.1
    sample_s: float = 1.0
    tasks_s: float = 0.25
    seed: int = 0
    checked: bool = False
    replay: str = ""


class Simulation:
    """One machine on one computer. ``submit`` and ``run`` may be called again and again."""

    def __init__(self, machine: SchedulerMachine, computer: Computer, rules: Rules) -> None:
        self.machine = machine
        self.computer = computer
        self.rules = rules
        self._agenda = Agenda()
        self._attempts = SimulatedAttempts(computer, self._agenda, self.send, rules.delays, rules.seed)
        self._pulse_meter, self._tasks_meter, self._sample_meter = (Meter(computer) for _ in range(3))
        self._pulse_at = computer.at if rules.pulse_s else NEVER
        self._sample_at = self._tasks_at = computer.at
        self._wake_at = NEVER
        self._still_since: float | None = None
        for role in machine.role_views():
            self.send(events.RoleStarted(at=computer.at, role=role.name))

    @property
    def report(self) -> Report:
        """What has happened since the last submission."""
        return self._attempts.report

    def submit(self, tasks: Sequence[SimulatedTask]) -> None:
        """Queue tasks now; a new report begins."""
        at = self.computer.at
        self._attempts.report = Report(began_at=at)
        self._attempts.phases.update({task.spec.id: task.phases for task in tasks})
        self._sample()
        self.send(events.TasksSubmitted(at=at, tasks=tuple(task.spec for task in tasks)))

    def after(self, seconds: float, event: Callable[[float], events.Event]) -> None:
        """Have an event, made from its time, happen in ``seconds``."""
        self._agenda.put(self.computer.at + seconds, lambda: self.send(event(self.computer.at)))

    def run(self, limit_s: float = 3600.0) -> Report:
        """Let time pass until no task is open.

        Raises:
            SimulationFailed: an invariant is broken, or tasks are still open after ``limit_s``.
        """
        end = self.computer.at + limit_s
        while self.machine.open_tasks():
            if self.computer.at >= end:
                self.fail(f"{self.machine.open_tasks()} tasks are open after {limit_s:g} s")
            self.step(end)
        self.report.makespan_s = self.computer.at - self.report.began_at
        return self.report

    def run_for(self, seconds: float) -> Report:
        """Let ``seconds`` pass, whatever is open."""
        end = self.computer.at + seconds
        while self.computer.at < end:
            self.step(end)
        return self.report

    def step(self, end: float = NEVER) -> None:
        """Go to the next moment at which anything happens, but not beyond ``end``."""
        self._pass_until(
            min(
                self.computer.next_change(),
                self._agenda.next_at,
                self._pulse_at,
                self._sample_at,
                self._wake_at,
                end,
            )
        )
        at = self.computer.at
        self._agenda.do_due(at)
        if self._pulse_at <= at:
            self._pulse()
        if self._sample_at <= at:
            self._sample()
        if self._wake_at <= at:
            self._wake_at = NEVER
            self.send(events.Woken(at=at))

    def send(self, event: events.Event) -> None:
        """Let the machine take in an event and do what it wants."""
        found = self.machine.handle(event)
        self.report.events += 1
        if self.rules.checked and (broken := self.machine.violations()):
            self.fail("; ".join(broken))
        for effect in found:
            self._attempts.do(effect)
            self._note(effect)

    def fail(self, what: str) -> None:
        """Give up, and say how to see it again."""
        after = self.computer.at - self.report.began_at
        replay = self.rules.replay or "no line is known"
        raise SimulationFailed(f"after {after:.3f} s: {what}\nreplay: {replay}")

    def _note(self, effect: effects.Effect) -> None:
        now = self.computer.at - self.report.began_at
        match effect:
            case effects.RoleThrottled(role=role, reason=reason):
                self.report.transitions.append((now, role, f"throttled: {reason}"))
            case effects.RoleResumed(role=role, reason=reason):
                self.report.transitions.append((now, role, f"released: {reason}"))
            case effects.WakeAt(when=when):
                self._wake_at = when
            case effects.Refused(problems=problems):
                self.fail(f"refused: {'; '.join(problems)}")

    def _pass_until(self, to: float) -> None:
        computer, report = self.computer, self.report
        seconds = max(0.0, to - computer.at)
        report.over_budget_s += seconds if computer.tasks_mb > self.rules.budget_mb else 0.0
        for name in computer.advance(computer.at + seconds):
            self._attempts.end(name, Outcome(OutcomeKind.SUCCEEDED, 0))
        report.peak_mb = max(report.peak_mb, computer.tasks_mb)
        self._look_for_stillness()
        if computer.used_mb > computer.size.memory_mb:
            self._attempts.kill_the_largest()

    def _look_for_stillness(self) -> None:
        """Starting and ending take a moment: stillness counts only when nothing is under way either."""
        if self.computer.anything_runs or self._agenda or not self.machine.open_tasks():
            self._still_since = None
            return
        if self._still_since is None:
            self._still_since = self.computer.at
        still = self.computer.at - self._still_since
        self.report.longest_still_s = max(self.report.longest_still_s, still)

    def _pulse(self) -> None:
        at = self.computer.at
        self._pulse_at = at + self.rules.pulse_s
        cpu, pressure, usage = self._pulse_meter.read()
        if at >= self._tasks_at:
            self._tasks_at = max(at, self._tasks_at + self.rules.tasks_s)
            usage = self._tasks_meter.read()[2]
        else:
            usage = NO_USAGE
        pulse = Pulse(at, cpu, self._memory_percent, self.computer.used_mb, pressure, usage)
        self.send(events.PulseTaken(at=at, pulse=pulse))

    def _sample(self) -> None:
        at = self.computer.at
        self._sample_at = at + self.rules.sample_s
        cpu, pressure, usage = self._sample_meter.read()
        sample = ResourceSample(
            at,
            cpu,
            self._memory_percent,
            DISK_PERCENT,
            self.computer.used_mb,
            pressure=pressure,
            tasks=usage,
        )
        self.send(events.SampleTaken(at=at, sample=sample))

    @property
    def _memory_percent(self) -> float:
        return 100 * self.computer.used_mb / self.computer.size.memory_mb
