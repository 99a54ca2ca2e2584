"""What each running task's process tree uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parallel_execution_manager.scheduling.sample import TaskUsage
from parallel_execution_manager.system.process_table import ProcessInfo, ProcessTable


class TreeMeter:
    """Measures all trees in one pass; cores in use come from processor time by difference."""

    def __init__(self, table: ProcessTable) -> None:
        self._table = table
        self._last_at: float | None = None
        self._cpu_s: dict[tuple[int, int], float] = {}

    def measure(self, at: float, roots: Mapping[str, int]) -> Mapping[str, TaskUsage]:
        """The usage of each task at monotonic time ``at``; a task without processes is left out.

        A process that is new counts with all its time if it began since the last measurement, else
        with its average since it began. What a process used shortly before its end is not seen.
        """
        trees = self._table.trees(frozenset(roots.values()))
        since = None if self._last_at is None or at <= self._last_at else at - self._last_at
        usage = {task: self._usage(trees[pid], since) for task, pid in roots.items() if trees[pid]}
        self._cpu_s = {member.identity: member.cpu_s for tree in trees.values() for member in tree}
        self._last_at = at
        return usage

    def _usage(self, members: Sequence[ProcessInfo], since: float | None) -> TaskUsage:
        return TaskUsage(
            cpu_cores=sum(self._cores(member, since) for member in members),
            memory_mb=sum(member.memory_mb for member in members),
            processes=len(members),
        )

    def _cores(self, member: ProcessInfo, since: float | None) -> float:
        before = self._cpu_s.get(member.identity)
        if since is not None and before is not None:
            return max(0.0, member.cpu_s - before) / since
        span = member.age_s if since is None else max(since, member.age_s)
        return member.cpu_s / span if span > 0 else 0.0
