"""What tasks of one kind asked for and what they were measured to use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass


@dataclass(slots=True)
class Footprint:
    """The tasks of one role and name. Requirements and peaks: cores (cpu) and MiB (memory).

    ``required`` is what the newest of them asked for. A peak is the most that one task was measured
    to use.
    """

    role: str
    name: str
    tasks: int = 0
    required: dict[str, float] = field(default_factory=dict)
    peaks: dict[str, list[float]] = field(default_factory=lambda: {"cpu_cores": [], "memory_mb": []})


def collect_footprints(state: Mapping[str, Any], without: str) -> list[Footprint]:
    """The footprints of all tasks that have started, without the one that asks, by role and name."""
    found: dict[tuple[str, str], Footprint] = {}
    started = (task for task in state["tasks"] if task["started_at"] is not None and task["id"] != without)
    for task in sorted(started, key=lambda task: (task["started_at"], task["id"])):
        footprint = found.setdefault((task["role"], task["name"]), Footprint(task["role"], task["name"]))
        footprint.tasks += 1
        footprint.required = dict(task["requirement"])
        for resource, values in footprint.peaks.items():
            if task["peak"] is not None:
                values.append(task["peak"][resource])
    return [found[key] for key in sorted(found)]
