"""The ledger of charged resources, and whether one more task fits beside what is charged.

What the rest of the computer uses is the measured total less what was measured for tasks, those
included that ended since the last sample: most short tasks are never in one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from parallel_execution_manager.scheduling.model.checks import Check, CheckKind
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.policy import Policy
from parallel_execution_manager.scheduling.model.sample import OtherMemory, Pulse, ResourceSample, TaskUsage
from parallel_execution_manager.scheduling.model.task import Requirement

PULSES_STALE_S = 2.0
UNSEEN_TASKS_S = 0.3
"""Pulses without tasks are left to the next for this long: then no task lives long enough to be seen."""
SMOOTHING_S = 1.0
IDLE_CORES = 0.1
"""What counts of a pulse as idle: less is not told apart from nothing in so short a time."""


class Ledger:
    """Charges of live tasks and use by everything else, in cores and MiB."""

    def __init__(self) -> None:
        self._charges: dict[str, Requirement] = {}
        self._bursts: dict[str, float] = {}
        self.cpu_cores = 0.0
        self.memory_mb = 0.0
        self.other_cpu_cores = 0.0
        self.idle_cores: float | None = None
        self.other_memory = OtherMemory()
        self.disk_percent: float | None = None
        self.disk_full = False
        self.disk_free_mb: float | None = None
        self._measured_at: float | None = None
        self._pulsed_at = float("-inf")
        self._busy_core_s = 0.0
        self._ended_cpu_s = 0.0

    def __len__(self) -> int:
        return len(self._charges)

    def charge(self, task_id: str, charge: Requirement, burst: float = 0.0) -> None:
        """Charge a task, or charge it anew; ``burst`` are cores that it uses beyond that just now."""
        if self.idle_cores is not None and task_id not in self._charges:
            self.idle_cores -= charge.cpu_cores + burst
        self.discharge(task_id)
        self._charges[task_id] = charge
        if burst:
            self._bursts[task_id] = burst
        self.cpu_cores += charge.cpu_cores
        self.memory_mb += charge.memory_mb

    def discharge(self, task_id: str) -> None:
        """The task is gone; sums start from zero when none is left, so no rounding error stays."""
        self._bursts.pop(task_id, None)
        charge = self._charges.pop(task_id, None)
        if charge is None:
            return
        self.cpu_cores = self.cpu_cores - charge.cpu_cores if self._charges else 0.0
        self.memory_mb = self.memory_mb - charge.memory_mb if self._charges else 0.0

    def charge_of(self, task_id: str) -> Requirement | None:
        """What a task is charged with."""
        return self._charges.get(task_id)

    @property
    def burst_cores(self) -> float:
        """What tasks use just now beyond their charges; nothing while cores are idle, or it is not known."""
        is_idle = self.idle_cores is None or self.idle_cores > IDLE_CORES
        return 0.0 if is_idle else math.fsum(self._bursts.values())

    def cores_of(self, task_id: str) -> float:
        """Cores that are free without a task."""
        charge = self._charges.get(task_id)
        return 0.0 if charge is None else charge.cpu_cores + self._bursts.get(task_id, 0.0)

    @property
    def other_memory_mb(self) -> float:
        """What the rest of the computer is reckoned to use."""
        return self.other_memory.mb

    def seconds_since_tasks(self, at: float) -> float:
        """How long the time is that a measurement of tasks at ``at`` tells of; 0 for the first."""
        return 0.0 if self._measured_at is None else max(0.0, at - self._measured_at)

    def has_pulses(self, at: float) -> bool:
        """Whether quick measurements come, so that samples need not be decided by."""
        return at - self._pulsed_at <= PULSES_STALE_S

    def note_ended(self, cpu_s: float) -> None:
        """A task has ended that used ``cpu_s`` since the last measurement: it is not in the next one."""
        self._ended_cpu_s += cpu_s

    def observe(self, sample: ResourceSample, policy: Policy) -> None:
        """Take over what a sample says about the rest of the computer; unknown stays as it was."""
        if sample.disk_percent is not None:
            self.disk_percent = sample.disk_percent
            self.judge_disk(policy)
        if sample.disk_free_mb is not None:
            self.disk_free_mb = sample.disk_free_mb
        if self.has_pulses(sample.at):
            return
        self.idle_cores = None
        seconds = self.seconds_since_tasks(sample.at)
        if sample.cpu_percent is not None:
            used = sample.cpu_percent / 100 * policy.size.cores
            self.other_cpu_cores = self._others_of(used, seconds, sample.tasks)
        self._observe_tasks(sample.at, sample.memory_used_mb, sample.tasks)

    def judge_disk(self, policy: Policy, *, raised: bool = False) -> None:
        """Compare the disk with the limits in force; with the upper one alone if that was ``raised``."""
        if self.disk_percent is not None:
            limit = policy.disk.resume if self.disk_full and not raised else policy.disk.throttle
            self.disk_full = self.disk_percent > limit

    def observe_pulse(self, pulse: Pulse, policy: Policy) -> None:
        """Take over what a pulse says; single pulses are coarse, so the processor is smoothed."""
        seconds = pulse.at - self._pulsed_at if self.has_pulses(pulse.at) else 0.0
        self._pulsed_at, self.idle_cores = pulse.at, None
        if pulse.cpu_percent is not None:
            used = pulse.cpu_percent / 100 * policy.size.cores
            self.idle_cores = policy.size.cores - used
            self._busy_core_s += max(0.0, used - pulse.own_cores) * seconds
        span = self.seconds_since_tasks(pulse.at)
        if self._charges and not pulse.tasks and span < UNSEEN_TASKS_S:
            return
        if span > 0 and seconds > 0:
            now = self._others_of(self._busy_core_s / span, span, pulse.tasks)
            weight = 1.0 - math.exp(-span / SMOOTHING_S)
            self.other_cpu_cores += weight * (now - self.other_cpu_cores)
        self._busy_core_s = 0.0
        self._observe_tasks(pulse.at, pulse.memory_used_mb, pulse.tasks)

    def _others_of(self, used_cores: float, seconds: float, tasks: Mapping[str, TaskUsage]) -> float:
        ended = self._ended_cpu_s / seconds if seconds > 0 else 0.0
        return max(0.0, used_cores - sum(usage.cpu_cores for usage in tasks.values()) - ended)

    def _observe_tasks(self, at: float, used_mb: float | None, tasks: Mapping[str, TaskUsage]) -> None:
        if used_mb is not None:
            self.other_memory.observe(at, used_mb, sum(usage.memory_mb for usage in tasks.values()))
        self._measured_at, self._ended_cpu_s = at, 0.0


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
