"""What each running task's process tree uses."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence

from parallel_execution_manager.scheduling.model.sample import TaskUsage
from parallel_execution_manager.system.metrics.tree_memory import TreeMemory
from parallel_execution_manager.system.metrics.tree_rate import Reading, TreeRate
from parallel_execution_manager.system.processes.process_table import ProcessInfo, ProcessTable

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
