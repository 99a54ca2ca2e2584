"""What each running task's process tree uses: processor, memory, disk."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from parallel_execution_manager.scheduling.model.sample import TaskUsage
from parallel_execution_manager.system.processes.table import ProcessInfo, ProcessTable

Identity = tuple[int, int]


class Reading(NamedTuple):
    """A member's counter, which holds what its waited-for children counted, and its age in seconds."""

    counted: float
    age_s: float


class TreeRate:
    """Growth a second of each tree since the reading before.

    A member that ends hands its counter on to its parent, so the parent's counter jumps by what was
    counted for the member already. What ended members had is therefore taken off the growth, in this
    reading and, as a parent may wait a little later, in the next; after that nobody took it over.
    """

    def __init__(self) -> None:
        self._last_at: float | None = None
        self._counts: dict[int, dict[Identity, float]] = {}
        self._owed: dict[int, float] = {}

    def per_second(
        self, at: float, trees: Mapping[int, Mapping[Identity, Reading]], resting: Iterable[int] = ()
    ) -> Mapping[int, float]:
        """The rate of each root's tree at monotonic time ``at``, never negative.

        Trees at rest have not changed since the reading before: they have none, and are not forgotten.

        A member that is new counts with all it has if it began since the last reading, else with its
        average since it began. What began and ended in between counts as soon as its parent has waited.
        """
        since = None if self._last_at is None or at <= self._last_at else at - self._last_at
        counts, owed = self._counts, self._owed
        self._last_at, self._counts, self._owed = at, {}, {}
        self._counts.update((root, counts[root]) for root in resting if root in counts)
        rates: dict[int, float] = {}
        for root, members in trees.items():
            self._counts[root] = {identity: reading.counted for identity, reading in members.items()}
            before = counts.get(root, {})
            grown = sum(_growth(reading, before.get(key), since) for key, reading in members.items())
            ended = sum(count for key, count in before.items() if key not in members)
            due = owed.get(root, 0.0) + ended
            self._owed[root] = min(ended, max(0.0, due - grown * (since or 0.0)))
            rates[root] = max(0.0, grown - due / since) if since else grown
        return rates


def _growth(reading: Reading, before: float | None, since: float | None) -> float:
    """What a member adds to the rate."""
    if since is not None and before is not None:
        return max(0.0, reading.counted - before) / since
    span = reading.age_s if since is None else max(since, reading.age_s)
    return reading.counted / span if span > 0 else 0.0


REFRESH_EVERY_S = 10.0
# What one refresh may take, so that trees of many large processes hold up no measurement for long.
_MOST_SECONDS = 0.005


class _Seen(NamedTuple):
    at: float
    proportional_mb: float | None
    resident_mb: float


class TreeMemory:
    """Sums proportional memory (PSS), which costs milliseconds for a large process, at long intervals.

    In between a member counts with what it had plus the growth of its resident memory, which is
    rarely shared; while that shrinks, in proportion. A tree of one process shares with nobody of its
    own: its resident memory is taken as it is, and also where proportions cannot be read.
    """

    def __init__(self, table: ProcessTable, clock: Callable[[], float] = time.monotonic) -> None:
        self._table = table
        self._clock = clock
        self._seen: dict[tuple[int, int], _Seen] = {}

    def refresh(self, at: float, trees: Iterable[Sequence[ProcessInfo]]) -> None:
        """Read anew what is older than ten seconds, the oldest first, as far as the time allows."""
        members = {member.identity: member for tree in trees if len(tree) > 1 for member in tree}
        self._seen = {identity: seen for identity, seen in self._seen.items() if identity in members}
        due = sorted(
            (seen.at if (seen := self._seen.get(identity)) else float("-inf"), identity)
            for identity in members
        )
        end = self._clock() + _MOST_SECONDS
        for read_at, identity in due:
            if at - read_at < REFRESH_EVERY_S or self._clock() >= end:
                return
            member = members[identity]
            self._seen[identity] = _Seen(at, self._table.proportional_mb(member), member.memory_mb)

    def of(self, members: Sequence[ProcessInfo]) -> float:
        """MiB that a tree holds now."""
        if len(members) == 1:
            return members[0].memory_mb
        return sum(map(self._share_mb, members))

    def _share_mb(self, member: ProcessInfo) -> float:
        seen = self._seen.get(member.identity)
        if seen is None or seen.proportional_mb is None or seen.resident_mb <= 0:
            return member.memory_mb
        if member.memory_mb >= seen.resident_mb:
            return seen.proportional_mb + member.memory_mb - seen.resident_mb
        return seen.proportional_mb * member.memory_mb / seen.resident_mb


# How old a search for new members may be in a measurement and at a glance. The second is so short that
# the children of young tasks are seen soon and that a table of Linux need not check each pid for reuse.
_LOOK_TO_MEASURE_S = 0.5
_LOOK_TO_GLANCE_S = 0.65

# How often also those are asked what they have read and written that have not run since.
_ASK_ALL_S = 5.0

Trees = Mapping[int, Sequence[ProcessInfo]]


class _Pace:
    """One of the paces at which trees are measured; a tree at rest needs no reckoning.

    A tree is at rest if its members are the same objects as last time: so a table says that none has run.
    """

    def __init__(self) -> None:
        self._rate = TreeRate()
        self._trees: Trees = {}
        self._known: dict[int, TaskUsage] = {}

    def usage(
        self, at: float, trees: Trees, use_of: Callable[[int, Sequence[ProcessInfo], float], TaskUsage]
    ) -> Mapping[int, TaskUsage]:
        """What each tree uses; ``use_of`` makes it of the root, the members and the cores in use."""
        moved = _changed(self._trees, trees)
        resting = trees.keys() - moved.keys()
        cores = self._rate.per_second(at, _processor_time(moved), resting)
        known, self._trees = self._known, trees
        self._known = {
            pid: known[pid]
            if pid in resting and pid in known and not known[pid].cpu_cores
            else use_of(pid, members, cores.get(pid, 0.0))
            for pid, members in trees.items()
            if members
        }
        return self._known

    def reckon_anew(self) -> None:
        """Something else than processor time has become another."""
        self._known = {}


class TreeMeter:
    """Measures all trees in one pass; cores in use and disk rates come from counters by difference.

    Full measurements and glances have a "since the last one" of their own, so that a task's usage in a
    sample is that of the sample's whole interval.
    """

    def __init__(self, table: ProcessTable) -> None:
        self._table = table
        self._measured, self._glanced = _Pace(), _Pace()
        self._memory = TreeMemory(table)
        self._reads = TreeRate()
        self._writes = TreeRate()
        self._disk: dict[int, tuple[float | None, float | None]] = {}
        self._looked_at = self._read_at = float("-inf")
        self._read: Trees = {}
        self._asked: Trees = {}
        self._ask_all_at = float("-inf")
        # A parent that waits for a child long after its end takes over all of its time at once.
        self._all_cores = float(os.cpu_count() or 1)

    def measure(self, at: float, roots: Mapping[str, int], *, anew: bool = True) -> Mapping[str, TaskUsage]:
        """The usage of each task at monotonic time ``at``; a task without processes is left out.

        Unless it is done ``anew``, what was read last is taken to be so still.
        """
        trees = self._trees(at, roots, _LOOK_TO_MEASURE_S, anew=anew)
        return _by_task(roots, self._measured.usage(at, trees, self._use_of))

    def glance(self, at: float, roots: Mapping[str, int], *, anew: bool = True) -> Mapping[str, TaskUsage]:
        """Like ``measure``, of members that are known: cheap enough for several times a second.

        New members are searched for only now and then. Disk rates are those of the last search.
        """
        trees = self._trees(at, roots, _LOOK_TO_GLANCE_S, anew=anew)
        return _by_task(roots, self._glanced.usage(at, trees, self._use_of))

    def _trees(self, at: float, roots: Mapping[str, int], look_after_s: float, *, anew: bool) -> Trees:
        wanted = frozenset(roots.values())
        # A sample and a pulse of one moment need not both read.
        if wanted == self._read.keys() and (at == self._read_at or not anew):
            return self._read
        self._read, self._read_at = self._found(at, wanted, look_after_s), at
        return self._read

    def _found(self, at: float, roots: frozenset[int], look_after_s: float) -> Trees:
        if 0 <= at - self._looked_at < look_after_s:
            return self._table.known(roots)
        trees = self._table.trees(roots)
        self._looked_at = at
        self._memory.refresh(at, trees.values())
        self._measure_disk(at, trees)
        self._measured.reckon_anew()
        self._glanced.reckon_anew()
        return trees

    def _use_of(self, root: int, members: Sequence[ProcessInfo], cores: float) -> TaskUsage:
        disk = self._disk.get(root, (None, None))
        return TaskUsage(min(cores, self._all_cores), self._memory.of(members), len(members), *disk)

    def _measure_disk(self, at: float, trees: Trees) -> None:
        asked = trees
        if at < self._ask_all_at:
            asked = _changed(self._asked, trees)
        else:
            self._ask_all_at = at + _ASK_ALL_S
        reads: dict[int, dict[tuple[int, int], Reading]] = {pid: {} for pid in asked}
        writes: dict[int, dict[tuple[int, int], Reading]] = {pid: {} for pid in asked}
        for pid, members in asked.items():
            for member in members:
                if counted := self._table.disk_mb(member):
                    reads[pid][member.identity] = Reading(counted[0], member.age_s)
                    writes[pid][member.identity] = Reading(counted[1], member.age_s)
        resting = trees.keys() - asked.keys()
        read_rates = self._reads.per_second(at, reads, resting)
        write_rates = self._writes.per_second(at, writes, resting)
        still = dict.fromkeys(resting & self._disk.keys(), (0.0, 0.0))
        self._disk = {**still, **{pid: (read_rates[pid], write_rates[pid]) for pid in asked if reads[pid]}}
        self._asked = trees


def _by_task(roots: Mapping[str, int], usage: Mapping[int, TaskUsage]) -> Mapping[str, TaskUsage]:
    return {task: usage[pid] for task, pid in roots.items() if pid in usage}


def _changed(before: Trees, now: Trees) -> Trees:
    return {pid: members for pid, members in now.items() if members != before.get(pid)}


def _processor_time(trees: Trees) -> Mapping[int, Mapping[tuple[int, int], Reading]]:
    return {
        pid: {member.identity: Reading(member.cpu_s, member.age_s) for member in members}
        for pid, members in trees.items()
    }
