"""A world with pulses ten times a second, obedient processes, and an engine that keeps wake-ups."""

from __future__ import annotations

from typing import Any

from parallel_execution_manager.scheduling import effects, events
from parallel_execution_manager.scheduling.model.policy import LimitPair, Policy
from parallel_execution_manager.scheduling.model.sample import Pressure, Pulse, ResourceSample, TaskUsage
from parallel_execution_manager.scheduling.model.task import Outcome, OutcomeKind
from tests.scheduling.world import MEMORY_MB, World, policy, task

PULSE_S = 0.1
CALM = Pressure(0.0, 0.0, 0.0)
ALL = ("high", "middle", "low")
BUSY_TASK = TaskUsage(0.5, 100.0, write_mb_s=0.0)


class Rig(World):
    """Processes stand still, run on and end as soon as they are asked to.

    ``steps`` are the steps of the ladder that were told: time, role and the rung it came to.
    """

    def __init__(self, rules: Policy | None = None, *, ends_when_asked: bool = True) -> None:
        self.steps: list[tuple[float, str, str]] = []
        self.still: set[str] = set()
        self.lowered: set[str] = set()
        self.reasons: list[str] = []
        self.ends_when_asked = ends_when_asked
        self._wake: float | None = None
        super().__init__(rules)

    def send(self, kind: type[events.Event], **fields: Any) -> list[effects.Effect]:
        found = super().send(kind, **fields)
        for effect in found:
            match effect:
                case effects.WakeAt(when=when):
                    self._wake = when
                case effects.RoleThrottled(reason=reason) | effects.RoleResumed(reason=reason):
                    self.steps.append((round(self.now, 3), effect.role, reason.rung.word))
                    self.reasons.append(str(reason))
        for effect in found:
            self._obey(effect)
        return found

    def advance(self, seconds: float) -> None:
        """Time passes; the engine is woken when it asked for."""
        end = self.now + seconds
        while self._wake is not None and self._wake <= end:
            self.now, self._wake = max(self.now, self._wake), None
            super_found = self.send(events.Woken)
            assert all(e.when > self.now for e in super_found if isinstance(e, effects.WakeAt))
        self.now = end

    def pulse(
        self,
        cpu: float | None = 10.0,
        memory: float | None = 10.0,
        pressure: Pressure | None = CALM,
        usage: dict[str, TaskUsage] | None = None,
    ) -> None:
        """The machine is measured quickly; every running task that is not in ``usage`` uses a little."""
        tasks = {name: BUSY_TASK for name, _, _ in self.live() if name not in self.still}
        used = None if memory is None else MEMORY_MB * memory / 100
        pulse = Pulse(self.now, cpu, memory, used, pressure, {**tasks, **(usage or {})})
        self.send(events.PulseTaken, pulse=pulse)

    def pulses(self, seconds: float, **measured: Any) -> None:
        """The same measurement ten times a second for some seconds."""
        for _ in range(round(seconds / PULSE_S)):
            self.advance(PULSE_S)
            self.pulse(**measured)

    def calm(self, at_most_s: float, **measured: Any) -> None:
        """The same measurement until nobody is held back any more, at most for some seconds."""
        end = self.now + at_most_s
        while self.now < end and (self.rungs() or self.still or self.lowered):
            self.pulses(1.0, **measured)

    def disk(self, percent: float, usage: dict[str, TaskUsage] | None = None) -> None:
        """A sample, which alone tells how full the disk is."""
        sample = ResourceSample(self.now, 1.0, 1.0, percent, tasks=usage or {})
        self.send(events.SampleTaken, sample=sample)

    def rungs(self) -> dict[str, str]:
        """The rung of each role that is held back."""
        return {name: self.role(name).rung.word for name in ALL if self.role(name).rung}

    def _obey(self, effect: effects.Effect) -> None:
        match effect:
            case effects.SuspendAttempt(task_id=name, attempt=attempt):
                self.still.add(name)
                self.send(events.ProcessSuspended, task_id=name, attempt=attempt)
            case effects.ResumeAttempt(task_id=name, attempt=attempt):
                self.still.discard(name)
                self.send(events.ProcessResumed, task_id=name, attempt=attempt)
            case effects.LowerAttempt(task_id=name):
                self.lowered.add(name)
            case effects.RestoreAttempt(task_id=name):
                self.lowered.discard(name)
            case effects.StopAttempt(task_id=name) if self.ends_when_asked:
                self.still.discard(name)
                outcome = Outcome(OutcomeKind.FAILED, -15, "ended by signal 15")
                self.send(events.AttemptEnded, task_id=name, attempt=self.view(name).attempt, outcome=outcome)


def rules(**changes: Any) -> Policy:
    """Times that are easy to count with."""
    times = {
        "throttle_after_s": 5.0,
        "suspend_after_s": 15.0,
        "dwell_s": 5.0,
        "resume_after_s": 10.0,
        "max_hold_s": 1800.0,
        "memory": LimitPair(85.0, 75.0),
    }
    return policy(**{**times, **changes})


def busy(per_role: int = 1, **changes: Any) -> Rig:
    """Some tasks of each role run, which may all be run again; the computer is calm."""
    rig = Rig(rules(**changes))
    for role in ALL:
        rig.begin(*(task(f"{role}{n}", role, rerunnable=True) for n in range(1, per_role + 1)))
    rig.pulses(1.0)
    rig.now = 100.0
    return rig
