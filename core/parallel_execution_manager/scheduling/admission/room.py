"""Whether one more task fits beside what is charged and what the rest of the computer uses."""

from __future__ import annotations

from collections.abc import Callable

from parallel_execution_manager.scheduling.admission.ledger import Ledger
from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.model import Requirement
from parallel_execution_manager.scheduling.model.policy import Policy

EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Reserved:
    """What is kept free for a task that was passed too often, and its id."""

    cpu_cores: float = 0.0
    memory_mb: float = 0.0
    task_id: str = ""


@dataclass(frozen=True, slots=True)
class Room:
    """Whether one more task fits, and the checks that say so.

    ``alone`` means that nothing runs: then the processor limit does not count and memory may be
    used whole, so that nothing which fits the computer waits for ever.
    """

    ledger: Ledger
    policy: Policy
    reserved: Reserved
    alone: bool = False

    @property
    def takes_any(self) -> bool:
        """Whether a task may start if it is only small enough."""
        return len(self.ledger) < self.policy.max_parallel_tasks and not self.ledger.disk_full

    def fits(self, need: Requirement) -> bool:
        """Whether every check of ``checks`` holds, without making them."""
        return self.takes_any and self._cpu_fits(need.cpu_cores) and self._memory_fits(need.memory_mb)

    def checks(self, need: Requirement) -> tuple[Check, ...]:
        """Slots, disk, processor and memory for a task that needs ``need``."""
        return tuple(make(need) for make in self._checks)

    def refusal(self, need: Requirement) -> Check:
        """The first check that fails, for a need that does not fit."""
        for make in self._checks[:-1]:
            if not (check := make(need)).ok:
                return check
        return self._checks[-1](need)

    @property
    def _checks(self) -> tuple[Callable[[Requirement], Check], ...]:
        return self._slots_check, self._disk_check, self._cpu_check, self._memory_check

    def _slots_check(self, _need: Requirement) -> Check:
        used, limit = len(self.ledger), self.policy.max_parallel_tasks
        return Check(CheckKind.SLOTS, used < limit, used, limit)

    def _disk_check(self, _need: Requirement) -> Check:
        ledger, pair = self.ledger, self.policy.disk
        limit = pair.resume if ledger.disk_full else pair.throttle
        return Check(CheckKind.DISK, not ledger.disk_full, ledger.disk_percent, limit)

    def _cpu_check(self, need: Requirement) -> Check:
        fits = self._cpu_fits(need.cpu_cores)
        first = self.reserved.task_id
        others = self.ledger.other_cpu_cores
        return Check(
            CheckKind.CPU, fits, self._cpu_used, self._cpu_limit, need.cpu_cores, first, others=others
        )

    def _memory_check(self, need: Requirement) -> Check:
        fits = self._memory_fits(need.memory_mb)
        first = self.reserved.task_id
        others = self.ledger.other_memory_mb
        return Check(
            CheckKind.MEMORY,
            fits,
            self._memory_used,
            self._memory_limit,
            need.memory_mb,
            first,
            others=others,
        )

    def _cpu_fits(self, need: float) -> bool:
        return self.alone or need <= EPSILON or self._cpu_used + need <= self._cpu_limit + EPSILON

    def _memory_fits(self, need: float) -> bool:
        return need <= EPSILON or self._memory_used + need <= self._memory_limit + EPSILON

    @property
    def _cpu_used(self) -> float:
        ledger = self.ledger
        return ledger.other_cpu_cores + ledger.cpu_cores + ledger.burst_cores + self.reserved.cpu_cores

    @property
    def _cpu_limit(self) -> float:
        policy = self.policy
        packed = 1.0 if policy.keeps_headroom else policy.cpu_overcommit
        return policy.size.cores * packed * policy.cpu.throttle / 100

    @property
    def _memory_used(self) -> float:
        return self.ledger.other_memory_mb + self.ledger.memory_mb + self.reserved.memory_mb

    @property
    def _memory_limit(self) -> float:
        if self.alone:
            return self.policy.size.memory_mb
        limit_mb = self.policy.memory_limit_mb
        return limit_mb - self.policy.memory_reserve * max(0.0, limit_mb - self.ledger.other_memory_mb)
