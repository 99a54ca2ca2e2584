"""Throttling levels of a role, and which of them help against which resource.

The levels are HTCondor's (suspend, then vacate, then requeue), with a step before that only takes
precedence away. A level that frees nothing of what is short is left out: less processor does not
give memory back, and a full disk does not empty because a task runs later.
"""

from __future__ import annotations

from enum import IntEnum, unique
from typing import Final


@unique
class Rung(IntEnum):
    """How far the scheduler holds a role back; each rung includes those below it.

    ``HELD``: nothing starts. ``LOWERED``: running tasks get processor and disk after everybody else.
    ``SUSPENDED``: running tasks stand still. ``EVICTING``: tasks that may be repeated are stopped
    and queued again, one at a time.
    """

    FREE = 0
    HELD = 1
    LOWERED = 2
    SUSPENDED = 3
    EVICTING = 4

    @property
    def word(self) -> str:
        """The word for people: ``free``, ``held``, ``lowered``, ``suspended`` or ``evicting``."""
        return self.name.lower()


RESOURCES: Final = ("memory", "memory_pressure", "disk", "cpu", "io_pressure", "cpu_pressure")
"""What is watched, in the order in which it is looked at: what does most harm comes first."""

NEVER_CROSSED: Final = 100.0
"""A limit of so many percent cannot be crossed: it switches its watch off."""

_FOR_TIME: Final = (Rung.HELD, Rung.LOWERED, Rung.SUSPENDED)
_FOR_SPACE: Final = (Rung.HELD, Rung.SUSPENDED, Rung.EVICTING)

HELPFUL: Final = {
    "cpu": _FOR_TIME,
    "cpu_pressure": _FOR_TIME,
    "io_pressure": _FOR_TIME,
    "memory": _FOR_SPACE,
    "memory_pressure": _FOR_SPACE,
    "disk": (Rung.HELD, Rung.SUSPENDED),
}
"""The rungs that help against a resource, in the order in which they are taken."""

AT_ONCE: Final = (Rung.SUSPENDED, Rung.EVICTING, Rung.HELD)
"""The rungs when memory is about to run out: what grows must stop growing before anything else."""
