"""Quick measurements between two samples: only what is cheap, several times a second."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from parallel_execution_manager.scheduling.sample import NO_USAGE, Pulse, TaskUsage
from parallel_execution_manager.system.meters import BusyMeter, RateMeter
from parallel_execution_manager.system.pressure import PressureMeter
from parallel_execution_manager.system.tree_meter import TreeMeter

# Processor time of processes comes in steps of 10 ms, so that in less time nothing can be told.
TASKS_EVERY_S = 0.25

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
        self._tasks_due = float("-inf")

    def take(self, at: float, roots: Mapping[str, int]) -> Pulse:
        """Measure now; see `Sampler.pulse`."""
        times, memory = self._busy_and_idle(), self._used_and_whole()
        return Pulse(
            at=at,
            cpu_percent=None if times is None else self._processor.percent(*times),
            memory_percent=None if memory is None else 100.0 * memory[0] / memory[1],
            memory_used_mb=None if memory is None else memory[0],
            pressure=self._pressure.since_last(at),
            own_cores=self._own.per_second(at, time.process_time()) or 0.0,
            tasks=self._tasks(at, roots),
        )

    def _tasks(self, at: float, roots: Mapping[str, int]) -> Mapping[str, TaskUsage]:
        if not roots or at < self._tasks_due:
            return NO_USAGE
        # From when it was due, so that pulses that do not divide the interval come to it on average.
        self._tasks_due = max(at, self._tasks_due + TASKS_EVERY_S)
        return self._trees.glance(at, roots)
