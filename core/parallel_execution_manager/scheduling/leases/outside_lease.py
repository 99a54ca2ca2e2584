"""Leases of processes that are no tasks: a shell, an editor, an agent beside the manager."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from typing import Final

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.model import FileClaim, LeaseHolder
from parallel_execution_manager.scheduling.model.policy import Policy

OUTSIDE: Final = ""
"""What stands for a role in the lines of those who wait for files."""
OUTSIDE_PRIORITY: Final = 5
"""Others stand in line as tasks of a role in the middle of the scale from 1 to 10 would."""
ID_PREFIX: Final = "lease:"

Process = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class OutsideLease:
    """A lease that a process has or waits for, until ``until`` (monotonic) at the latest if that is given.

    ``order`` and ``number`` are its place in line, as those of a task. ``fence`` is the number that it was
    given by an earlier machine, 0 for none.
    """

    id: str
    claims: tuple[FileClaim, ...]
    holder: LeaseHolder
    order: float
    number: int
    asked_at: float
    until: float | None
    fence: int = 0

    @property
    def process(self) -> Process:
        """By what the process is known: a number alone is given out again."""
        return self.holder.pid, self.holder.start_ticks, self.holder.boot_id

    @property
    def who(self) -> str:
        """The process for people."""
        return f"{self.holder.label} (process {self.holder.pid})"


@dataclass(slots=True)
class OutsideLeases:
    """All leases that processes have or wait for, by id and by process."""

    leases: dict[str, OutsideLease] = field(default_factory=dict)
    _processes: dict[Process, dict[str, None]] = field(default_factory=dict)

    def __contains__(self, lease_id: str) -> bool:
        return lease_id in self.leases

    def __iter__(self) -> Iterator[OutsideLease]:
        return iter(self.leases.values())

    def get(self, lease_id: str) -> OutsideLease | None:
        """A lease, or ``None`` if there is none with that id."""
        return self.leases.get(lease_id)

    def add(self, lease: OutsideLease) -> None:
        """A process wants files."""
        self.leases[lease.id] = lease
        self._processes.setdefault(lease.process, {})[lease.id] = None

    def remove(self, lease: OutsideLease) -> None:
        """A process has let go, or waits no more."""
        del self.leases[lease.id]
        mine = self._processes[lease.process]
        del mine[lease.id]
        if not mine:
            del self._processes[lease.process]

    def of_process(self, lease: OutsideLease) -> list[str]:
        """The ids of all leases of the process that has or wants ``lease``."""
        return list(self._processes[lease.process])

    def excerpt(self, lease_ids: Iterable[str]) -> OutsideLeases:
        """These leases alone."""
        found = OutsideLeases()
        for name in lease_ids:
            if (lease := self.leases.get(name)) is not None:
                found.add(lease)
        return found


def lead_of_outside(policy: Policy) -> float:
    """How much others are before a task of a role without importance, in seconds of waiting."""
    return policy.ageing_s * OUTSIDE_PRIORITY
