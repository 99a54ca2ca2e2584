"""A lease of a process that is no task: what it holds or waits for, and which processes keep it alive."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from types import MappingProxyType
from typing import Self

from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.task import FileClaim, LeaseHolder, Priority
from parallel_execution_manager.system.processes.process_identity import ProcessIdentity, lives

PREFIX = "lease:"
OF_COMMAND = "command"
"""The fact that a lease was taken for a command: it is let go of when that ends, and not before."""
Facts = Mapping[str, str | int]
NO_FACTS: Facts = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class LeaseRecord:
    """One lease, granted (``fence`` above 0) or awaited.

    It lives as long as one of ``processes`` does. ``asker`` is the process that waits for the answer; until
    it has said that it got it, the lease ends with it too: nobody else would know of the lease. Times are
    seconds since the epoch, for people and for the order of those who wait. ``facts`` are the holder's own.
    """

    id: str
    label: str
    processes: tuple[ProcessIdentity, ...]
    claims: tuple[FileClaim, ...]
    asked_at: float
    priority: Priority = Priority.NORMAL
    asker: ProcessIdentity | None = None
    fence: int = 0
    granted_at: float = 0.0
    facts: Facts = field(default_factory=lambda: NO_FACTS)

    @property
    def is_granted(self) -> bool:
        """Whether it holds its files; else it waits for them."""
        return self.fence > 0

    @property
    def pid(self) -> int:
        """The process that people look for."""
        return self.processes[0].pid

    @property
    def holder(self) -> LeaseHolder:
        """The holder in the machine's words."""
        first = self.processes[0]
        return LeaseHolder(self.label, first.pid, first.start_ticks, first.boot_id)

    def joined(self, processes: Iterable[ProcessIdentity]) -> Self:
        """The same lease of ``processes`` too; those that have ended are left out."""
        return replace(self, processes=(*filter(lives, self.processes), *processes))

    def is_alive(self) -> bool:
        """Whether there is still a process that it belongs to."""
        return any(map(lives, self.processes)) and (self.asker is None or lives(self.asker))


def new_id() -> str:
    """An id that no lease has had, whoever gives it."""
    return PREFIX + os.urandom(4).hex()
