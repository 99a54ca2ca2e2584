"""What each running task's process tree uses."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence

from parallel_execution_manager.scheduling.sample import TaskUsage
from parallel_execution_manager.system.process_table import ProcessInfo, ProcessTable
from parallel_execution_manager.system.tree_memory import TreeMemory
from parallel_execution_manager.system.tree_rate import Reading, TreeRate

# How old a search for new members may be in a measurement and at a glance. The second is so short that
# the children of young tasks are seen soon and that a table of Linux need not check each pid for reuse.
_LOOK_TO_MEASURE_S = 0.5
_LOOK_TO_GLANCE_S = 0.65

Trees = Mapping[int, Sequence[ProcessInfo]]


class TreeMeter:
    """Measures all trees in one pass; cores in use and disk rates come from counters by difference.

    Full measurements and glances have a "since the last one" of their own, so that a task's usage in a
    sample is that of the sample's whole interval.
    """

    def __init__(self, table: ProcessTable) -> None:
        self._table = table
        self._cores = TreeRate()
        self._cores_at_a_glance = TreeRate()
        self._memory = TreeMemory(table)
        self._reads = TreeRate()
        self._writes = TreeRate()
        self._disk: dict[int, tuple[float | None, float | None]] = {}
        self._looked_at = float("-inf")
        # A parent that waits for a child long after its end takes over all of its time at once.
        self._all_cores = float(os.cpu_count() or 1)

    def measure(self, at: float, roots: Mapping[str, int]) -> Mapping[str, TaskUsage]:
        """The usage of each task at monotonic time ``at``; a task without processes is left out."""
        trees = self._trees(at, roots, _LOOK_TO_MEASURE_S)
        return self._usage(roots, trees, self._cores.per_second(at, _processor_time(trees)))

    def glance(self, at: float, roots: Mapping[str, int]) -> Mapping[str, TaskUsage]:
        """Like ``measure``, of members that are known: cheap enough for several times a second.

        New members are searched for only now and then. Disk rates are those of the last search.
        """
        trees = self._trees(at, roots, _LOOK_TO_GLANCE_S)
        return self._usage(roots, trees, self._cores_at_a_glance.per_second(at, _processor_time(trees)))

    def _trees(self, at: float, roots: Mapping[str, int], look_after_s: float) -> Trees:
        if 0 <= at - self._looked_at < look_after_s:
            return self._table.known(frozenset(roots.values()))
        trees = self._table.trees(frozenset(roots.values()))
        self._looked_at = at
        self._memory.refresh(at, trees.values())
        self._measure_disk(at, trees)
        return trees

    def _usage(
        self, roots: Mapping[str, int], trees: Trees, cores: Mapping[int, float]
    ) -> Mapping[str, TaskUsage]:
        return {
            task: TaskUsage(
                min(cores[pid], self._all_cores),
                self._memory.of(trees[pid]),
                len(trees[pid]),
                *self._disk.get(pid, (None, None)),
            )
            for task, pid in roots.items()
            if trees[pid]
        }

    def _measure_disk(self, at: float, trees: Trees) -> None:
        reads: dict[int, dict[tuple[int, int], Reading]] = {pid: {} for pid in trees}
        writes: dict[int, dict[tuple[int, int], Reading]] = {pid: {} for pid in trees}
        for pid, members in trees.items():
            for member in members:
                if counted := self._table.disk_mb(member):
                    reads[pid][member.identity] = Reading(counted[0], member.age_s)
                    writes[pid][member.identity] = Reading(counted[1], member.age_s)
        read_rates, write_rates = self._reads.per_second(at, reads), self._writes.per_second(at, writes)
        self._disk = {pid: (read_rates[pid], write_rates[pid]) for pid in trees if reads[pid]}


def _processor_time(trees: Trees) -> Mapping[int, Mapping[tuple[int, int], Reading]]:
    return {
        pid: {member.identity: Reading(member.cpu_s, member.age_s) for member in members}
        for pid, members in trees.items()
    }
