"""Quick measurements between two samples: only what is cheap, several times a second."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping

from parallel_execution_manager.scheduling.model.sample import NO_USAGE, Pulse, TaskUsage
from parallel_execution_manager.system.metrics.pressure import PressureMeter
from parallel_execution_manager.system.metrics.trees import TreeMeter


class BusyMeter:
    """How much of the time between two readings was busy."""

    def __init__(self) -> None:
        self._last: tuple[float, float] | None = None

    def percent(self, busy_s: float, idle_s: float) -> float | None:
        """Busy percent since the last reading; ``None`` at first and when a counter went backwards.

        ``busy_s`` and ``idle_s`` are counters in seconds, summed over all cores.
        """
        last, self._last = self._last, (busy_s, idle_s)
        if last is None:
            return None
        busy, idle = busy_s - last[0], idle_s - last[1]
        if busy < 0 or idle < 0 or busy + idle == 0:
            return None
        return 100.0 * busy / (busy + idle)


class RateMeter:
    """How fast a counter grows."""

    def __init__(self) -> None:
        self._last: tuple[float, float] | None = None

    def per_second(self, at: float, counter: float | None) -> float | None:
        """Growth a second since the last reading; ``None`` at first, after a gap and after a step back.

        ``at`` is monotonic seconds. ``None`` for a counter that could not be read begins anew.
        """
        last, self._last = self._last, None if counter is None else (at, counter)
        if last is None or counter is None or at <= last[0] or counter < last[1]:
            return None
        return (counter - last[1]) / (at - last[0])


# Processor time of processes comes in steps of 10 ms, so that in less time nothing can be told.
TASKS_EVERY_S = 0.25
STILL_FOR_S = 2.0
"""Tasks are read at least this often, also while the whole computer stands still."""
STILL_BUSY_S = 0.02
"""Seconds of processor time: while all other programs together have used no more than this since tasks were
read, no task has grown or started processes to speak of."""
STILL_MB = 4.0
"""MiB by which the memory in use may have changed since then."""

Numbers = Callable[[], tuple[float, float] | None]


class PulseTaker:
    """Takes pulses from counters; what this system does not have is ``None``.

    ``busy_and_idle`` are counters of one unit, summed over all cores; ``used_and_whole`` is memory in
    MiB.
    """

    def __init__(
        self, busy_and_idle: Numbers, used_and_whole: Numbers, trees: TreeMeter, pressure: PressureMeter
    ) -> None:
        self._busy_and_idle = busy_and_idle
        self._used_and_whole = used_and_whole
        self._trees = trees
        self._pressure = pressure
        self._processor = BusyMeter()
        self._own = RateMeter()
        self._stillness = Stillness()
        self._tasks_due = float("-inf")
        self._roots: Mapping[str, int] = {}
        self._usage: Mapping[str, TaskUsage] = NO_USAGE
        self._is_at_rest = False

    def take(self, at: float, roots: Mapping[str, int]) -> Pulse:
        """Measure now; see `Sampler.pulse`."""
        times, memory = self._busy_and_idle(), self._used_and_whole()
        percent = None if times is None else self._processor.percent(*times)
        used_mb = None if memory is None else memory[0]
        own_cores = self._own.per_second(at, time.process_time()) or 0.0
        self._stillness.note(at, percent, own_cores)
        return Pulse(
            at=at,
            cpu_percent=percent,
            memory_percent=None if memory is None else 100.0 * memory[0] / memory[1],
            memory_used_mb=used_mb,
            pressure=self._pressure.since_last(at),
            own_cores=own_cores,
            tasks=self._tasks(at, roots, used_mb),
        )

    def _tasks(self, at: float, roots: Mapping[str, int], used_mb: float | None) -> Mapping[str, TaskUsage]:
        if not roots or at < self._tasks_due:
            return NO_USAGE
        # From when it was due, so that pulses that do not divide the interval come to it on average.
        self._tasks_due = max(at, self._tasks_due + TASKS_EVERY_S)
        still = self.still_holds(at, roots, used_mb)
        if not still:
            self._stillness.begin(at, used_mb)
            self._roots = dict(roots)
        # What was used until the computer stood still is over with the next look, and then stays over.
        if not (still and self._is_at_rest):
            self._usage = self._trees.glance(at, roots, anew=not still)
        self._is_at_rest = still
        return self._usage

    def still_holds(self, at: float, roots: Mapping[str, int], used_mb: float | None) -> bool:
        """Whether what a pulse has read of tasks is so still: nothing that counts has happened since."""
        return roots == self._roots and self._stillness.lasts(at, used_mb)


class Stillness:
    """Whether the computer has stood still since tasks were read: then what was read still holds."""

    def __init__(self) -> None:
        self._cores = float(os.cpu_count() or 1)
        self._noted_at: float | None = None
        self._began_at = float("-inf")
        self._used_mb: float | None = None
        self._busy_s = 0.0

    def note(self, at: float, percent: float | None, own_cores: float) -> None:
        """So busy were all cores together since the note before; ``None`` is not known."""
        seconds = 0.0 if self._noted_at is None else at - self._noted_at
        self._noted_at = at
        # What is not known may be anything.
        used = self._cores if percent is None else percent / 100 * self._cores - own_cores
        self._busy_s += max(0.0, used) * seconds

    def begin(self, at: float, used_mb: float | None) -> None:
        """Tasks are read now, while so much memory is in use."""
        self._began_at, self._used_mb, self._busy_s = at, used_mb, 0.0

    def lasts(self, at: float, used_mb: float | None) -> bool:
        """Whether nothing that counts can have happened to any task since they were read."""
        if used_mb is None or self._used_mb is None or at - self._began_at >= STILL_FOR_S:
            return False
        is_idle = self._busy_s <= STILL_BUSY_S
        return is_idle and abs(used_mb - self._used_mb) < STILL_MB
