"""What a running task is charged with.

Memory: what it is taken to need or what it was seen to use, whichever is more, so that the rest of
its ramp stays reserved; a guess is given up once the task has stopped growing. Processor: what such a
task uses over all of its time. One that was seen to sleep frees its cores until it burns again; one
that uses more than was expected is charged with that. A suspended task frees its cores and stays
charged with its memory.

Where cores are packed by what tasks use on average, what those that hold much memory burn beyond that
just now is noted as well: while several of them share a core, their memory waits with them.
"""

from __future__ import annotations

from parallel_execution_manager.scheduling.admission.ledger import Ledger
from parallel_execution_manager.scheduling.model.model import Requirement
from parallel_execution_manager.scheduling.model.policy import Policy
from parallel_execution_manager.scheduling.state.records import TaskRecord

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
