"""The invented load of the scene: what its tasks use, and how long tasks wait for the machine."""

from __future__ import annotations

import math

from parallel_execution_manager.scheduling.model.sample import Pressure, TaskUsage

_USED = (
    ("wing-v3-seed-11", 1.92, 812.0),
    ("wing-v3-seed-12", 1.88, 804.0),
    ("assess-solver-package", 0.97, 210.0),
    ("update-milestones", 0.31, 96.0),
    ("watch-consumers", 0.02, 58.0),
    ("smoke-test-main-window", 0.0, 174.0),
)
"""What the running tasks use about: cores and MiB."""


def pressure(at: float) -> Pressure:
    """The pressure at a moment."""
    io = 3 * math.sin(at / 53)
    return Pressure(12 + 9 * math.sin(at / 29), 0.0, max(0.0, io), memory_some=1.0, io_some=4 + io)


def uses(at: float) -> dict[str, TaskUsage]:
    """What each running task uses at a moment."""
    return {
        name: TaskUsage(
            cores * (1 + 0.3 * math.sin(at / (19 + number))), memory * (1 + 0.1 * math.sin(at / 70))
        )
        for number, (name, cores, memory) in enumerate(_USED)
    }
