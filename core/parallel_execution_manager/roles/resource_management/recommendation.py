"""What a kind of task should ask for, from the peaks of its runs.

The three bounds bear the names that the Kubernetes vertical pod autoscaler gives them. Target is the
highest peak plus a margin; lower is the median peak plus the margin. Upper is the target widened by
one over the number of runs, as the autoscaler widens it by one over the days of evidence: the less is
known, the more is left alone.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import field
from enum import StrEnum, unique
from typing import Any

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass

ENOUGH_RUNS = 3
STEPS = {"cpu_cores": 0.05, "memory_mb": 1.0}


@unique
class Advice(StrEnum):
    """What to do with a requirement."""

    KEEP = "keep"
    LOWER = "lower"
    RAISE = "raise"
    GUESS = "guess"
    UNKNOWN = "not measured"


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The advice for one resource of one kind; bounds are ``None`` if nothing was measured."""

    resource: str
    required: float
    peak: float | None
    target: float | None
    lower: float | None
    upper: float | None
    runs: int
    advice: Advice
    reason: str


def recommend(
    resource: str, required: float, peaks: Sequence[float], margin_percent: float
) -> Recommendation:
    """Compare a requirement with what runs of its kind used at most."""
    if not peaks:
        reason = f"declares {show(resource, required)}; no run was measured"
        return Recommendation(resource, required, None, None, None, None, 0, Advice.UNKNOWN, reason)
    factor, step, runs = 1 + margin_percent / 100, STEPS[resource], len(peaks)
    target = _round_up(max(peaks) * factor, step)
    lower = _round_up(statistics.median(peaks) * factor, step)
    upper = _round_up(target * (1 + 1 / runs), step)
    advice = _advice(required, max(peaks), upper, runs)
    reason = _reason(resource, required, max(peaks), target, margin_percent, runs, advice)
    return Recommendation(resource, required, max(peaks), target, lower, upper, runs, advice, reason)


def _advice(required: float, peak: float, upper: float, runs: int) -> Advice:
    if peak > required:
        return Advice.RAISE
    if required <= upper:
        return Advice.KEEP
    return Advice.LOWER if runs >= ENOUGH_RUNS else Advice.GUESS


def _reason(
    resource: str,
    required: float,
    peak: float,
    target: float,
    margin_percent: float,
    runs: int,
    advice: Advice,
) -> str:
    facts = f"declares {show(resource, required)}, peak {show(resource, peak)}"
    to = f"{show(resource, target)} (peak + {margin_percent:g} %)"
    seen = f"{runs} {'run' if runs == 1 else 'runs'}"
    if advice is Advice.GUESS:
        return f"{facts}: perhaps lower to {to}; a guess from {seen}"
    if advice is Advice.KEEP:
        return f"{facts}: keep it"
    return f"{facts}: {advice} to {to}" + ("" if runs >= ENOUGH_RUNS else f"; a guess from {seen}")


def _round_up(value: float, step: float) -> float:
    """The next step, at least the first: nothing runs on nothing."""
    return round(max(1, math.ceil(round(value / step, 6))) * step, 6)


def show(resource: str, value: float) -> str:
    """A value with its unit."""
    return f"{value:,.0f} MiB" if resource == "memory_mb" else f"{value:.2f} cores"


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
