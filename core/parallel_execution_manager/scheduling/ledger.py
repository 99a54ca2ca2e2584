"""What is charged for running tasks, and whether one more fits.

A task is charged the larger of what it is declared to need and what its process tree was last
measured to use. What the rest of the computer uses is the measured total less what was measured
for tasks. A suspended task frees its cores and stays charged with its memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from parallel_execution_manager.scheduling.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model import Requirement
from parallel_execution_manager.scheduling.policy import Policy
from parallel_execution_manager.scheduling.sample import ResourceSample, TaskUsage

EPSILON = 1e-9


class Ledger:
    """Charges of live tasks and use by everything else, in cores and MiB."""

    def __init__(self) -> None:
        self._charges: dict[str, Requirement] = {}
        self.cpu_cores = 0.0
        self.memory_mb = 0.0
        self.other_cpu_cores = 0.0
        self.other_memory_mb = 0.0
        self.disk_percent: float | None = None
        self.disk_full = False

    def __len__(self) -> int:
        return len(self._charges)

    def charge(self, task_id: str, need: Requirement, usage: TaskUsage | None, *, suspended: bool) -> None:
        """Charge a task, or charge it anew."""
        cpu, memory = need.cpu_cores, need.memory_mb
        if usage is not None:
            cpu, memory = max(cpu, usage.cpu_cores), max(memory, usage.memory_mb)
        self.discharge(task_id)
        charge = Requirement(0.0 if suspended else cpu, memory)
        self._charges[task_id] = charge
        self.cpu_cores += charge.cpu_cores
        self.memory_mb += charge.memory_mb

    def discharge(self, task_id: str) -> None:
        """The task is gone; sums start from zero when none is left, so no rounding error stays."""
        charge = self._charges.pop(task_id, None)
        if charge is None:
            return
        self.cpu_cores = self.cpu_cores - charge.cpu_cores if self._charges else 0.0
        self.memory_mb = self.memory_mb - charge.memory_mb if self._charges else 0.0

    def charge_of(self, task_id: str) -> Requirement | None:
        """What a task is charged with."""
        return self._charges.get(task_id)

    def observe(self, sample: ResourceSample, policy: Policy, usages: Iterable[TaskUsage]) -> None:
        """Take over what a sample says about the rest of the computer; unknown stays as it was."""
        measured = tuple(usages)
        if sample.cpu_percent is not None:
            used = sample.cpu_percent / 100 * policy.size.cores
            self.other_cpu_cores = max(0.0, used - sum(usage.cpu_cores for usage in measured))
        if sample.memory_used_mb is not None:
            ours = sum(usage.memory_mb for usage in measured)
            self.other_memory_mb = max(0.0, sample.memory_used_mb - ours)
        if sample.disk_percent is not None:
            self.disk_percent = sample.disk_percent
            limit = policy.disk.resume if self.disk_full else policy.disk.throttle
            self.disk_full = sample.disk_percent > limit


@dataclass(frozen=True, slots=True)
class Reserved:
    """What is kept free for tasks that were passed too often, and the first of them."""

    cpu_cores: float = 0.0
    memory_mb: float = 0.0
    first: str = ""

    def add(self, task_id: str, need: Requirement) -> Reserved:
        """Also keep ``need`` free for a task."""
        return Reserved(
            self.cpu_cores + need.cpu_cores, self.memory_mb + need.memory_mb, self.first or task_id
        )


def resource_checks(
    need: Requirement, ledger: Ledger, policy: Policy, reserved: Reserved, *, alone: bool
) -> tuple[Check, ...]:
    """Whether a task that needs ``need`` fits now: slots, disk, processor, memory.

    ``alone`` means that nothing runs: then the processor limit does not count and memory may be
    used whole, so that nothing which fits the computer waits for ever.
    """
    return (
        Check(
            CheckKind.SLOTS, len(ledger) < policy.max_parallel_tasks, len(ledger), policy.max_parallel_tasks
        ),
        _disk_check(ledger, policy),
        _cpu_check(need.cpu_cores, ledger, policy, reserved, alone=alone),
        _memory_check(need.memory_mb, ledger, policy, reserved, alone=alone),
    )


def _disk_check(ledger: Ledger, policy: Policy) -> Check:
    limit = policy.disk.resume if ledger.disk_full else policy.disk.throttle
    return Check(CheckKind.DISK, not ledger.disk_full, ledger.disk_percent, limit)


def _cpu_check(need: float, ledger: Ledger, policy: Policy, reserved: Reserved, *, alone: bool) -> Check:
    limit = policy.size.cores * policy.cpu.throttle / 100
    used = ledger.other_cpu_cores + ledger.cpu_cores + reserved.cpu_cores
    fits = alone or need <= EPSILON or used + need <= limit + EPSILON
    return Check(CheckKind.CPU, fits, used, limit, need, blocker=reserved.first)


def _memory_check(need: float, ledger: Ledger, policy: Policy, reserved: Reserved, *, alone: bool) -> Check:
    share = 100.0 if alone else policy.memory.throttle
    limit = policy.size.memory_mb * share / 100
    used = ledger.other_memory_mb + ledger.memory_mb + reserved.memory_mb
    fits = need <= EPSILON or used + need <= limit + EPSILON
    return Check(CheckKind.MEMORY, fits, used, limit, need, blocker=reserved.first)
