"""Hands on what a pulse says that is new: while a computer rests, most say the same as the one before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from parallel_execution_manager.scheduling.model.sample import Pulse

LONGEST_S: Final = 0.25
"""A pulse is handed on at least this often."""
CALM_PERCENT: Final = 50.0
"""A computer that is busier does not rest: then every pulse counts."""
RISE_PERCENT: Final = 2.0
"""By so much the processor or the memory may be busier than what was handed on last."""
CALM_PRESSURE: Final = 1.0
"""Percent of the time in which tasks stood still that are nothing to speak of."""


class PulseSieve:
    """Hands pulses on: each one while the computer works, else those that tell of tasks or of a rise.

    So a load is known of at once when it begins. Used from one thread.
    """

    def __init__(self, take: Callable[[Pulse], None]) -> None:
        self._take = take
        self._last: Pulse | None = None

    def take(self, pulse: Pulse) -> None:
        """Hand a pulse on if it says something."""
        if self._last is None or self._says_something(pulse, self._last):
            self._last = pulse
            self._take(pulse)

    @staticmethod
    def _says_something(pulse: Pulse, last: Pulse) -> bool:
        if pulse.tasks or not 0 <= pulse.at - last.at < LONGEST_S:
            return True
        return not (
            _is_calm(pulse)
            and _is_calm(last)
            and _has_not_risen(pulse.cpu_percent, last.cpu_percent)
            and _has_not_risen(pulse.memory_percent, last.memory_percent)
        )


def _is_calm(pulse: Pulse) -> bool:
    pressure = pulse.pressure
    is_idle = pulse.cpu_percent is not None and pulse.cpu_percent < CALM_PERCENT
    return is_idle and (pressure is None or max(pressure.cpu, pressure.memory, pressure.io) < CALM_PRESSURE)


def _has_not_risen(percent: float | None, before: float | None) -> bool:
    if percent is None or before is None:
        return percent is before
    return percent - before < RISE_PERCENT
