"""A simulated process tree: phases that touch memory and burn processor seconds, or sleep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TINY = 1e-9
LOWERED_WEIGHT = 3 / 1024
"""The share of a tree with idle priority beside one with ordinary priority (Linux: SCHED_IDLE weighs 3)."""


@dataclass(frozen=True, slots=True)
class Phase:
    """A stretch of a task's life.

    It uses up ``cpu_s`` processor seconds on up to ``cores`` cores, or, without any, sleeps for
    ``sleep_s``. Memory goes from what it was to ``memory_mb``, in step with the processor's work; without
    any, or ``at_once``, immediately.
    """

    cpu_s: float = 0.0
    sleep_s: float = 0.0
    memory_mb: float = 0.0
    cores: float = 1.0
    at_once: bool = False


class SimulatedProcess:
    """One attempt of a task on a simulated computer."""

    __slots__ = (
        "_began_at",
        "_done_s",
        "_index",
        "_memory_before",
        "_phases",
        "cpu_s",
        "delay_s",
        "lowered",
        "peak_mb",
        "rate",
        "suspended",
    )

    def __init__(self, phases: Sequence[Phase], at: float) -> None:
        self._phases = [phase for phase in phases if phase.cpu_s > 0 or phase.sleep_s > 0]
        self._index = 0
        self._began_at = at
        self._done_s = 0.0
        self._memory_before = 0.0
        self.cpu_s = 0.0
        self.delay_s = 0.0
        self.peak_mb = self.memory_mb
        self.rate = 0.0
        self.suspended = False
        self.lowered = False

    @property
    def ended(self) -> bool:
        """Whether all phases are over."""
        return self._index == len(self._phases)

    @property
    def wants_cores(self) -> float:
        """How many cores it would use if it had the computer for itself."""
        return 0.0 if self.suspended or self.ended or self._phase.cpu_s <= 0 else self._phase.cores

    @property
    def share(self) -> float:
        """Its weight when cores are shared: that of a thread for each core that it wants, at least of one."""
        threads = max(1.0, self.wants_cores) if self.wants_cores > 0 else 0.0
        return threads * (LOWERED_WEIGHT if self.lowered else 1.0)

    @property
    def memory_mb(self) -> float:
        """MiB that it holds now."""
        if self.ended:
            return 0.0
        phase = self._phase
        if phase.cpu_s <= 0 or phase.at_once:
            return phase.memory_mb
        return self._memory_before + (phase.memory_mb - self._memory_before) * self._done_s / phase.cpu_s

    def run(self, seconds: float) -> None:
        """It ran at ``rate`` cores for a while."""
        used = self.rate * seconds
        if self.wants_cores > 0:
            self.delay_s += seconds * (1 - self.rate / self.wants_cores)
        self.cpu_s += used
        self._done_s += used
        self.peak_mb = max(self.peak_mb, self.memory_mb)

    def next_change(self, at: float) -> float:
        """When the present phase ends if nothing else changes."""
        if self.suspended or self.ended:
            return float("inf")
        if self._phase.cpu_s <= 0:
            return max(at, self._began_at + self._phase.sleep_s)
        left = self._phase.cpu_s - self._done_s
        return at + left / self.rate if self.rate > 0 else float("inf")

    def turn_over(self, at: float) -> bool:
        """Go into the next phase if the present one is over; whether it was."""
        if self.suspended or self.ended or not self._is_over(at):
            return False
        self._memory_before = self._phase.memory_mb
        self._index += 1
        self._began_at, self._done_s = at, 0.0
        self.peak_mb = max(self.peak_mb, self.memory_mb)
        return True

    @property
    def _phase(self) -> Phase:
        return self._phases[self._index]

    def _is_over(self, at: float) -> bool:
        phase = self._phase
        if phase.cpu_s > 0:
            return self._done_s >= phase.cpu_s - TINY
        return at >= self._began_at + phase.sleep_s - TINY
