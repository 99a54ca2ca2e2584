"""The process table of a system that shows no processes: each tree is its root's process group."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Collection, Mapping, Sequence

from parallel_execution_manager.system.processes.process_table import Origin, ProcessInfo, TreeSignal

_POLL_S = 0.01


class GroupProcessTable:
    """Treats a group as one process: it lives while anybody in it lives; escaped members are lost.

    Whether the members have stopped cannot be seen, so a group counts as stopped once told to.
    """

    def __init__(self) -> None:
        self._suspended: set[int] = set()

    @property
    def needs_unreaped_root(self) -> bool:
        """Never: an unreaped root would keep its group alive."""
        return False

    def adopt(self, pid: int, mark: str, output: str | None = None, origin: Origin | None = None) -> None:
        """Do nothing: a group needs no other knowledge than its number."""

    def release(self, pid: int) -> None:
        """See `ProcessTable.release`."""
        self._suspended.discard(pid)

    def trees(self, roots: Collection[int]) -> Mapping[int, Sequence[ProcessInfo]]:
        """See `ProcessTable.trees`: the group, standing for all of its members."""
        return {pid: self._group(pid) for pid in roots}

    def known(self, roots: Collection[int]) -> Mapping[int, Sequence[ProcessInfo]]:
        """See `ProcessTable.known`."""
        return self.trees(roots)

    def claim(self, root: int, pids: Collection[int]) -> None:
        """Do nothing: a group is what it is."""

    def disk_mb(self, process: ProcessInfo) -> None:
        """Not known here."""

    def proportional_mb(self, process: ProcessInfo) -> None:
        """Not known here."""

    def lower(self, root: int) -> None:
        """Do nothing: an ordinary user could not take it back."""

    def restore(self, root: int) -> None:
        """Do nothing: nothing was lowered."""

    def send(self, process: ProcessInfo, wanted: TreeSignal) -> bool:
        """See `ProcessTable.send`."""
        try:
            os.killpg(process.pid, signal.Signals[wanted])
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        if wanted is TreeSignal.SUSPEND:
            self._suspended.add(process.pid)
        elif wanted is TreeSignal.RESUME:
            self._suspended.discard(process.pid)
        return True

    def wait_for_end(self, process: ProcessInfo, timeout_s: float) -> None:
        """See `ProcessTable.wait_for_end`."""
        deadline = time.monotonic() + timeout_s
        while self._group(process.pid) and time.monotonic() < deadline:
            time.sleep(_POLL_S)

    def _group(self, pid: int) -> Sequence[ProcessInfo]:
        try:
            os.killpg(pid, 0)
        except (ProcessLookupError, PermissionError):
            return ()
        return (ProcessInfo(pid, 0, stopped=pid in self._suspended),)
