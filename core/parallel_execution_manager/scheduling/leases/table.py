"""The lease table: who holds which claims, and who waits for them: tasks and external leases.

All claims of a holder are granted in one step or none is, so no task ever holds one file while it waits
for another: there is nothing that could deadlock. Holders are tasks, and processes that are none (`outside`).

Who waits stands in the line of the one claim that it collided on, and there others let it go first: a
reader does not join other readers while something more important waits to write. Its further claims are kept
for it too once it has waited for too long (`kept`), so that nobody starves who needs several files at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field, replace
from itertools import islice
from typing import Final

from parallel_execution_manager.scheduling.leases.claim_index import ClaimIndex, ClaimLine
from parallel_execution_manager.scheduling.model.late_dataclass import dataclass
from parallel_execution_manager.scheduling.model.policy import Policy
from parallel_execution_manager.scheduling.model.role_queue import Entry
from parallel_execution_manager.scheduling.model.task import FileClaim, LeaseHolder

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


HELD = ""
"""What stands for a role in the lines of holders, who have no order among roles."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """The claim that cannot be granted, and who has what it collides with.

    ``waits``: that one does not hold it yet, and comes first. Then ``since`` is ``None``, else it is since
    when that one holds it.
    """

    claim: FileClaim
    other: FileClaim
    holder: str
    since: float | None = None

    @property
    def waits(self) -> bool:
        """Whether the other only comes first."""
        return self.since is None


@dataclass(frozen=True, slots=True)
class Turn:
    """How important somebody is who wants files: lower is more important.

    ``leads`` is how much the waiters of each role are before others; who is of none of these roles
    may not start anyway and keeps nobody waiting.
    """

    rank: float
    number: int
    leads: Mapping[str, float]

    def comes_after(self, line: ClaimLine) -> bool:
        """Whether the first of a line is more important."""
        lead = self.leads.get(line.role)
        order, number, _ = line.first
        return lead is not None and (order - lead, number) < (self.rank, self.number)


@dataclass(frozen=True, slots=True)
class Grant:
    """What a holder has, since when, and the number of its lease."""

    claims: tuple[FileClaim, ...]
    at: float
    fence: int

    def entry(self, holder: str) -> Entry:
        """Who has it for longest is named first."""
        return self.at, self.fence, holder


@dataclass(frozen=True, slots=True)
class Stand:
    """How somebody stands in lines: of which role, in which order, and for which of its claims."""

    role: str
    entry: Entry
    claims: tuple[FileClaim, ...]


@dataclass(frozen=True, slots=True)
class Wait(Stand):
    """What somebody waits for, and since when it has waited for files."""

    conflict: Conflict
    since: float


@dataclass(slots=True)
class LeaseTable:
    """Holders and waiters of every file in use; ``changes`` counts how often these became others."""

    grants: dict[str, Grant] = field(default_factory=dict)
    waits: dict[str, Wait] = field(default_factory=dict)
    kept: dict[str, Stand] = field(default_factory=dict)
    behind: dict[str, None] = field(default_factory=dict)
    changes: int = 0
    _held: ClaimIndex = field(default_factory=ClaimIndex)
    _wanted: ClaimIndex = field(default_factory=ClaimIndex)

    def conflict(self, claims: Iterable[FileClaim], turn: Turn | None = None) -> Conflict | None:
        """The first claim that cannot be granted now, or ``None``; without a turn only holders count."""
        wanted = tuple(claims)
        for claim in wanted:
            for line in self._held.colliding(claim):
                since, _, holder = line.first
                return Conflict(claim, line.claim, holder, since)
        if turn is not None and len(self._wanted):
            for claim in wanted:
                for line in self._wanted.colliding(claim):
                    if turn.comes_after(line):
                        return Conflict(claim, line.claim, line.first[2])
        return None

    def grant(self, holder: str, claims: Iterable[FileClaim], at: float, fence: int = 0) -> None:
        """Give all ``claims`` to a holder; the caller has seen that there is no conflict."""
        self.changes += 1
        grant = self.grants[holder] = Grant(tuple(dict.fromkeys(claims)), at, fence)
        for claim in grant.claims:
            self._held.add(HELD, claim, grant.entry(holder))

    def release(self, holder: str) -> tuple[FileClaim, ...]:
        """Take everything back from a holder; what that was."""
        grant = self.grants.pop(holder, None)
        if grant is None:
            return ()
        self.changes += 1
        for claim in grant.claims:
            self._held.remove(HELD, claim, grant.entry(holder))
        return grant.claims

    def park(self, name: str, wait: Wait) -> None:
        """Somebody waits for what its claims collided on."""
        self.changes += 1
        self.waits[name] = wait
        self._enter(wait)
        if wait.conflict.waits:
            self.behind[name] = None

    def note(self, name: str, conflict: Conflict) -> None:
        """Somebody stays in its line, and somebody else is in its way."""
        self.changes += 1
        self.waits[name] = replace(self.waits[name], conflict=conflict)
        self.behind.pop(name, None)
        if conflict.waits:
            self.behind[name] = None

    def unpark(self, name: str) -> Wait:
        """Somebody waits no more; how it waited."""
        self.changes += 1
        wait = self.waits.pop(name)
        self._leave(wait)
        self.behind.pop(name, None)
        return wait

    def keep(self, name: str, stand: Stand) -> None:
        """Somebody who waits for something else, such as room, is let go first for its files."""
        self.kept[name] = stand
        self._enter(stand)

    def unkeep(self, name: str) -> tuple[FileClaim, ...]:
        """Nothing is kept any more for somebody; what was, if anything."""
        stand = self.kept.pop(name, None)
        if stand is None:
            return ()
        self._leave(stand)
        return stand.claims

    def lines_for(self, claims: Iterable[FileClaim]) -> list[ClaimLine]:
        """Each line that waits for a file of ``claims``, in whatever mode."""
        if not len(self._wanted):
            return []
        return list(dict.fromkeys(line for claim in claims for line in self._wanted.meeting(claim)))

    def waiting_for(self, claims: Iterable[FileClaim]) -> Iterator[tuple[FileClaim, ClaimLine]]:
        """Each line that waits until a holder of ``claims`` lets go of one, with that claim."""
        if not len(self._wanted):
            return
        yield from ((claim, line) for claim in claims for line in self._wanted.colliding(claim))

    def holding(self, claim: FileClaim) -> list[str]:
        """Everybody who has what a claim collides with."""
        lines = self._held.colliding(claim)
        return list(dict.fromkeys(entry[2] for line in lines for entry in line.entries))

    def held(self, claim: FileClaim) -> Iterator[FileClaim]:
        """The claims of holders with which a claim collides."""
        return (line.claim for line in self._held.colliding(claim))

    def next_in_lines(self, claims: Iterable[FileClaim], most: int) -> Iterator[str]:
        """The first ``most`` of each line that waits for a file of ``claims``."""
        for line in self.lines_for(claims):
            yield from (entry[2] for entry in islice(line.entries, most))

    def excerpt(self, holders: Iterable[str], waiters: Iterable[str]) -> LeaseTable:
        """A table of these holders and of those waiters alone; who is neither is left out."""
        table = LeaseTable()
        for name in holders:
            if (grant := self.grants.get(name)) is not None:
                table.grant(name, grant.claims, grant.at, grant.fence)
        for name in waiters:
            if (wait := self.waits.get(name)) is not None:
                table.park(name, wait)
            elif (stand := self.kept.get(name)) is not None:
                table.keep(name, stand)
        return table

    def copy(self) -> LeaseTable:
        """A table that shares nothing that changes with this one."""
        return self.excerpt(self.grants, (*self.waits, *self.kept))

    def _enter(self, stand: Stand) -> None:
        for claim in dict.fromkeys(stand.claims):
            self._wanted.add(stand.role, claim, stand.entry)

    def _leave(self, stand: Stand) -> None:
        for claim in dict.fromkeys(stand.claims):
            self._wanted.remove(stand.role, claim, stand.entry)
