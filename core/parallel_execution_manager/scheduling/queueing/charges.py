"""What running tasks are charged, and what is learned from their measured use.

Memory: what it is taken to need or what it was seen to use, whichever is more, so that the rest of
its ramp stays reserved; a guess is given up once the task has stopped growing. Processor: what such a
task uses over all of its time. One that was seen to sleep frees its cores until it burns again; one
that uses more than was expected is charged with that. A suspended task frees its cores and stays
charged with its memory.

Where cores are packed by what tasks use on average, what those that hold much memory burn beyond that
just now is noted as well: while several of them share a core, their memory waits with them.
"""

from __future__ import annotations

from parallel_execution_manager.scheduling.admission.footprints import Run
from parallel_execution_manager.scheduling.admission.ledger import Ledger
from parallel_execution_manager.scheduling.model.policy import Policy
from parallel_execution_manager.scheduling.model.sample import TaskUsage
from parallel_execution_manager.scheduling.model.task import Outcome, OutcomeKind, Requirement
from parallel_execution_manager.scheduling.state.machine_state import Step
from parallel_execution_manager.scheduling.state.task_record import TaskRecord

ASLEEP_SHARE = 0.2
"""One that uses less than this share of what is expected is asleep, not just short of a processor."""
DISPROVED_AFTER_S = 2.0
DISPROVED_FACTOR = 1.5
GROWTH_MARGIN = 1.25
HEAVY_SHARE = 1 / 32
"""Much memory is this share of what all programs may use."""
YOUNG_FACTOR = 4.0
"""Most programs burn first: one that was not measured yet is taken to use so many times its average, at most
a core."""
BURST_FACTOR = 1.5
"""One that uses this many times its average burns just now, and would use a whole core if it had one."""


def charge(ledger: Ledger, record: TaskRecord, at: float, policy: Policy) -> None:
    """Charge a live task, or charge it anew by what is known at ``at``."""
    amount = charge_of(record, at, policy)
    ledger.charge(record.id, amount, burst=_burst(record, amount.cpu_cores, policy))


def charge_of(record: TaskRecord, at: float, policy: Policy) -> Requirement:
    """Cores and MiB that a live task is charged with at ``at``."""
    is_still = record.suspended_since is not None
    cores = 0.0 if is_still else _cores(record, at, bursts_count=policy.keeps_headroom)
    return Requirement(cores, _memory_mb(record))


def _memory_mb(record: TaskRecord) -> float:
    need, usage = record.requirement.memory_mb, record.usage
    if usage is None:
        return need
    if record.estimate.is_guess and record.settled:
        return min(max(need, usage.memory_mb), usage.memory_mb * GROWTH_MARGIN)
    return max(need, usage.memory_mb)


def _cores(record: TaskRecord, at: float, *, bursts_count: bool) -> float:
    need, usage = record.requirement.cpu_cores, record.usage
    if usage is None:
        return need
    if usage.cpu_cores < need * ASLEEP_SHARE:
        return usage.cpu_cores
    if bursts_count:
        return max(need, usage.cpu_cores)
    seconds = record.running_s(at)
    is_more = record.cpu_seen_s > DISPROVED_FACTOR * need * seconds
    if usage.cpu_cores > need and seconds >= DISPROVED_AFTER_S and is_more:
        return usage.cpu_cores
    return need


def _burst(record: TaskRecord, charged: float, policy: Policy) -> float:
    """Cores that a task with much memory burns, or soon will, beyond those that it is charged with."""
    need, usage = record.requirement, record.usage
    seen_mb = usage.memory_mb if usage is not None else 0.0
    held_mb = seen_mb if record.estimate.is_guess else need.memory_mb
    is_heavy = held_mb >= HEAVY_SHARE * policy.memory_limit_mb
    if policy.keeps_headroom or record.suspended_since is not None or not is_heavy:
        return 0.0
    if usage is None:
        return max(0.0, min(1.0, need.cpu_cores * YOUNG_FACTOR) - charged)
    return max(0.0, 1.0 - charged) if usage.cpu_cores > BURST_FACTOR * need.cpu_cores else 0.0


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
