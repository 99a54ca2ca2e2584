"""Learning from running and ended tasks what their kind uses."""

from __future__ import annotations

from parallel_execution_manager.scheduling.admission.footprints import Run
from parallel_execution_manager.scheduling.model.model import Outcome, OutcomeKind
from parallel_execution_manager.scheduling.model.sample import TaskUsage
from parallel_execution_manager.scheduling.state.records import TaskRecord
from parallel_execution_manager.scheduling.state.state import Step

RAMP_S = 1.0
"""A task that is younger is expected to grow."""
STEADY_S = 0.5
"""A task that has not grown for this long is taken to have reached its size."""
GROWTH_RATIO = 1.02
GROWTH_MB = 1.0
SHORTEST_LOAD_S = 0.25
"""Cores count over at least this long, which is how often the processes of a task are measured.

Starting a program keeps a core busy for some milliseconds. A run that is over by then was no load of a
whole core, and one that waits for the rest of its time is none at its height either.
"""


def note_usage(step: Step, record: TaskRecord, usage: TaskUsage, seconds: float) -> None:
    """Take in what a live task was measured to use in the last ``seconds``.

    What it shows of its kind counts at once.
    """
    before = record.usage.memory_mb if record.usage is not None else 0.0
    record.growth_mb_s = (usage.memory_mb - before) / seconds if seconds > 0 else 0.0
    if usage.memory_mb > record.grew_to_mb * GROWTH_RATIO + GROWTH_MB:
        record.grew_to_mb, record.grew_at = usage.memory_mb, step.at
    record.settled = record.running_s(step.at) >= RAMP_S and step.at - record.grew_at >= STEADY_S
    record.usage, record.peak = usage, highest_usage(record.peak, usage)
    if not step.state.policy.learn:
        return
    if usage.memory_mb > record.requirement.memory_mb or (record.estimate.is_guess and record.settled):
        step.state.book.note_live(record.kind, record.peak.memory_mb)


def learn_from(step: Step, record: TaskRecord, outcome: Outcome) -> None:
    """Learn from an attempt that has ended.

    One that was ended by force or failed shows only what it used so far: that it may be more than was
    expected is all that is taken from it.
    """
    seconds = record.running_s(step.at)
    if not step.state.policy.learn or seconds <= 0 or outcome.kind is OutcomeKind.NOT_STARTED:
        return
    seen = record.peak.memory_mb if record.peak is not None else None
    peaks = [value for value in (seen, outcome.max_memory_mb) if value is not None]
    memory_mb = max(peaks) if peaks else None
    if record.ending is not None or outcome.kind is not OutcomeKind.SUCCEEDED:
        if memory_mb is not None and memory_mb > record.requirement.memory_mb:
            step.state.book.note_live(record.kind, memory_mb)
        return
    step.state.book.learn(record.kind, _run(record, outcome, memory_mb, seconds))


def _run(record: TaskRecord, outcome: Outcome, memory_mb: float | None, seconds: float) -> Run:
    peak = record.peak.cpu_cores if record.peak is not None else None
    if outcome.cpu_s is None:
        return Run(memory_mb, None, peak, seconds)
    working = max(outcome.cpu_s, seconds - (outcome.delay_s or 0.0), SHORTEST_LOAD_S)
    if peak is not None:
        # Children that nobody waited for are not in the kernel's account, but were seen.
        peak = min(peak, max(outcome.cpu_s, record.cpu_seen_s) / SHORTEST_LOAD_S)
    return Run(memory_mb, outcome.cpu_s / working, peak, seconds)


def accounted_peak(peak: TaskUsage | None, outcome: Outcome, seconds: float) -> TaskUsage | None:
    """What an attempt of ``seconds`` used at most, also what the kernel alone has seen of it."""
    if outcome.max_memory_mb is None:
        return peak
    cores = (outcome.cpu_s or 0.0) / max(seconds, SHORTEST_LOAD_S)
    return highest_usage(peak, TaskUsage(cores, outcome.max_memory_mb))


def highest_usage(before: TaskUsage | None, now: TaskUsage) -> TaskUsage:
    """The highest of each number; what was never measured stays unknown."""
    if before is None or now is before:
        return now
    return TaskUsage(
        max(before.cpu_cores, now.cpu_cores),
        max(before.memory_mb, now.memory_mb),
        max(before.processes, now.processes),
        _highest(before.read_mb_s, now.read_mb_s),
        _highest(before.write_mb_s, now.write_mb_s),
    )


def _highest(before: float | None, now: float | None) -> float | None:
    known = [value for value in (before, now) if value is not None]
    return max(known) if known else None
