"""One running task process in a session of its own, with whatever it starts."""

from __future__ import annotations

from contextlib import suppress

from parallel_execution_manager.system.processes.control_groups import TaskGroup
from parallel_execution_manager.system.processes.executor import Exit
from parallel_execution_manager.system.processes.process_exit import (
    Account,
    Child,
    own_peak_mb,
    reap,
    wait_without_reaping,
)
from parallel_execution_manager.system.processes.process_table import ProcessTable
from parallel_execution_manager.system.processes.process_tree import ProcessTree
from parallel_execution_manager.system.runs.run_files import Identity


class SessionProcess:
    """The `TaskProcess` that `ProcessExecutor` gives."""

    def __init__(
        self,
        child: Child,
        table: ProcessTable,
        mark: str,
        output: str,
        group: TaskGroup | None = None,
        log: Identity | None = None,
    ) -> None:
        self._child = child
        self._log = log
        self._peak_before_mb = own_peak_mb()
        self._table = table
        self._group = group
        self._tree = ProcessTree(table, child.pid, group)
        table.adopt(child.pid, mark, output)

    @property
    def pid(self) -> int:
        """The process id of the tree's root, which is also the id of its session."""
        return self._child.pid

    @property
    def log(self) -> Identity | None:
        """Which file the output goes to."""
        return self._log

    @property
    def is_over(self) -> bool:
        """That is known only by waiting."""
        return False

    def wait(self) -> Exit:
        """Block until the root has ended and its tree is empty; called once, from one thread.

        What the root left behind is asked to end and forced after two seconds.

        Raises:
            ChildProcessError: another part of this program took the root's exit code.
        """
        try:
            account, left_behind = self._wait_for_all()
        finally:
            self._table.release(self.pid)
            if self._group is not None:
                self._group.remove()
        return Exit(account.code, account.cpu_s, account.max_memory_mb, account.delay_s, left_behind)

    def suspend(self) -> None:
        """Stop every process of the tree; returns when all are stopped or gone.

        Raises:
            TreeError: a process did not stop in ten seconds.
        """
        self._tree.suspend()

    def resume(self) -> None:
        """Let every process of the tree run on.

        Raises:
            TreeError: a process did not run on in ten seconds.
        """
        self._tree.resume()

    def lower(self) -> None:
        """Let the tree have processor and disk only after everybody else, as far as the system can."""
        self._tree.lower()

    def restore(self) -> None:
        """Give the tree its ordinary share again."""
        self._tree.restore()

    def stop(self, grace_s: float) -> None:
        """Ask the tree to end (TERM), force it after ``grace_s`` seconds (KILL); blocks until empty.

        Raises:
            TreeError: a process is still there ten seconds after it was killed.
        """
        self._tree.stop(grace_s)

    def _wait_for_all(self) -> tuple[Account, int]:
        if not self._table.needs_unreaped_root:
            account = reap(self._child, self._peak_before_mb)
            return account, self._tree.end_left_overs()
        try:
            # If somebody else has reaped it, the tree is emptied all the same and then `reap` complains.
            with suppress(ChildProcessError):
                wait_without_reaping(self.pid)
            left_behind = self._tree.end_left_overs()
        finally:
            account = reap(self._child, self._peak_before_mb)
        return account, left_behind
