"""Where an estimate comes from, and whether a task declares what it really needs, in words."""

from __future__ import annotations

from parallel_execution_manager.scheduling.admission.estimates import ENOUGH_RUNS, Estimate, Source
from parallel_execution_manager.scheduling.model.model import TaskSpec
from parallel_execution_manager.scheduling.model.prose import MIB_IN_GIB, describe_mb

TOO_MUCH_FACTOR = 2.0
TOO_LITTLE_FACTOR = 1.25
LEAST_MB = 64.0
LEAST_CORES = 0.25
"""Smaller differences than these are not worth a word."""

LEAST_DURATION_S = 1.0
"""A process that only starts and ends is busy for all of its short life, whatever it declares."""

_WHERE_FROM = {
    Source.OWN: "measured in {runs} of the same work",
    Source.SIBLING: "measured in {runs} of its kind",
    Source.DECLARED: "declared",
    Source.PROGRAM: "a guess from {runs} of its program with arguments of another size",
    Source.ROLE: "by its role: nothing like it was measured",
    Source.CONFIGURED: "by its role",
}


def where_from(estimate: Estimate) -> str:
    """Where an estimate comes from, as the end of a sentence on what a task needs."""
    if estimate.said:
        said, rest = ("cores", "memory") if "cpu_cores" in estimate.said else ("memory", "cores")
        return f"{said} declared, {rest} {_where_rest_is_from(estimate)}"
    return _where_rest_is_from(estimate)


def _where_rest_is_from(estimate: Estimate) -> str:
    if estimate.source is Source.SIBLING and not estimate.runs:
        return "measured in another of its kind that still runs"
    words = _WHERE_FROM[estimate.source].format(runs=_runs(estimate))
    is_raised = estimate.source is Source.PROGRAM and estimate.runs < ENOUGH_RUNS
    if is_raised and "memory_mb" not in estimate.said:
        return f"{words}; until more were measured, at least the memory of its role is kept for it"
    return words


def wrong_declaration(task: TaskSpec, estimate: Estimate) -> str:
    """One line with both numbers if what was measured contradicts what is declared, else empty."""
    declared = task.requirement
    is_known = estimate.source is Source.OWN or (
        estimate.source is Source.SIBLING and estimate.runs >= ENOUGH_RUNS
    )
    if declared is None or not is_known:
        return ""
    needs, parts = estimate.requirement, []
    if "memory_mb" in task.declares and _differ(declared.memory_mb, needs.memory_mb, LEAST_MB):
        parts.append(
            f"memory_mb is {declared.memory_mb:g}{_in_gib(declared.memory_mb)}, "
            f"measured up to {needs.memory_mb:.0f}{_in_gib(needs.memory_mb)}"
        )
    lasts = (estimate.duration_s or 0.0) >= LEAST_DURATION_S
    if lasts and "cpu_cores" in task.declares and _differ(declared.cpu_cores, needs.cpu_cores, LEAST_CORES):
        parts.append(f"cpu_cores is {declared.cpu_cores:g}, measured {needs.cpu_cores:.2f}")
    whose = "of the same work" if estimate.source is Source.OWN else "of its kind"
    return f"declares other than it needs: {'; '.join(parts)} ({_runs(estimate)} {whose})" if parts else ""


def _in_gib(megabytes: float) -> str:
    """The amount in a larger unit, where that says more than the number does."""
    return f" ({describe_mb(megabytes)})" if megabytes >= MIB_IN_GIB else ""


def _runs(estimate: Estimate) -> str:
    return f"{estimate.runs} run{'s' if estimate.runs != 1 else ''}"


def _differ(declared: float, measured: float, least: float) -> bool:
    if abs(declared - measured) < least:
        return False
    return declared > TOO_MUCH_FACTOR * measured or measured > TOO_LITTLE_FACTOR * declared
