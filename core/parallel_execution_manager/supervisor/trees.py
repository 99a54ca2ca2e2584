"""What a supervisor does with whole trees: ends what a root left behind, and lets stopped trees run on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from parallel_execution_manager.supervisor.attempt import Attempt
from parallel_execution_manager.supervisor.records import Row
from parallel_execution_manager.supervisor.survivors import Survivors
from parallel_execution_manager.system.control_groups import thaw_group_of
from parallel_execution_manager.system.linux_process_table import LinuxProcessTable
from parallel_execution_manager.system.process_tree import ProcessTree


class TreeKeeper:
    """Finds trees in the process table, which is looked at only when it is needed."""

    def __init__(self) -> None:
        self._table = LinuxProcessTable(subreaper=True)

    def empty(self, attempt: Attempt, nobodys: Collection[int]) -> int:
        """End what the attempt's root left behind; how many processes that were.

        The root has ended and is not reaped. ``nobodys`` are orphans that can be of no other tree.
        """
        tree = self._adopt(attempt)
        try:
            self._table.claim(attempt.pid, nobodys)
            self._thaw(attempt)
            return tree.end_left_overs()
        finally:
            self._table.release(attempt.pid)

    def resume(self, attempt: Attempt) -> None:
        """Let every process of the attempt run on.

        Raises:
            TreeError: a process did not run on in ten seconds.
        """
        tree = self._adopt(attempt)
        try:
            self._thaw(attempt)
            tree.resume()
        finally:
            self._table.release(attempt.pid)

    @staticmethod
    def survivors(rows: Iterable[Row]) -> Iterator[Attempt]:
        """Those that live of what earlier supervisors have started and recorded in ``rows``."""
        survivors = Survivors()
        for row in rows:
            if (root := survivors.find(row)) is not None:
                yield Attempt(root.pid, None, row)

    def _adopt(self, attempt: Attempt) -> ProcessTree:
        self._table.adopt(attempt.pid, attempt.row["mark"], attempt.row["output"])
        return ProcessTree(self._table, attempt.pid)

    def _thaw(self, attempt: Attempt) -> None:
        for member in self._table.trees((attempt.pid,))[attempt.pid]:
            thaw_group_of(member.pid)
