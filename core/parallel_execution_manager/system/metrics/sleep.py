"""How long the computer slept. Clocks that wait stand still meanwhile; one clock of Linux goes on."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Final

LEAST_S: Final = 1.0
"""Less than this is taken for the two clocks being read one after the other."""

_WITH_SLEEP: Final[int | None] = getattr(time, "CLOCK_BOOTTIME", None)
seconds_with_sleep: Final[Callable[[], float]] = (
    time.monotonic if _WITH_SLEEP is None else partial(time.clock_gettime, _WITH_SLEEP)
)
"""Seconds since the computer was started, those included in which it slept (where that is known)."""


class SleepWatch:
    """Tells of each sleep once. Where the system has no clock for it, none is ever told of."""

    def __init__(
        self,
        with_sleep: Callable[[], float] = seconds_with_sleep,
        awake: Callable[[], float] = time.monotonic,
    ) -> None:
        self._with_sleep = with_sleep
        self._awake = awake
        self._known_s = with_sleep() - awake()

    def slept_s(self) -> float:
        """For how long the computer has slept since this was last asked; 0 if it has not."""
        asleep = self._with_sleep() - self._awake()
        slept = asleep - self._known_s
        if slept < LEAST_S:
            return 0.0
        self._known_s = asleep
        return slept
