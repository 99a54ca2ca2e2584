"""A process's share of the processor where there is no ``/proc``: the priority class of Windows."""

from __future__ import annotations

import os
from types import ModuleType

from parallel_execution_manager.system.processes.linux_shares import LOWEST_NICE
from parallel_execution_manager.system.processes.lowered_trees import Shares


class PsutilShares:
    """Lowers and restores single processes; elsewhere than on Windows only root could take it back."""

    def __init__(self, psutil: ModuleType) -> None:
        self._psutil = psutil
        may_raise = hasattr(os, "geteuid") and os.geteuid() == 0
        self._lowest = getattr(psutil, "IDLE_PRIORITY_CLASS", LOWEST_NICE if may_raise else None)

    def lower(self, pid: int) -> Shares:
        """Put a process behind all others; returns how it was."""
        if self._lowest is None:
            return Shares()
        try:
            process = self._psutil.Process(pid)
            before = process.nice()
            process.nice(self._lowest)
        except (self._psutil.Error, OSError):
            return Shares()
        return Shares(nice=None if before == self._lowest else int(before))

    def restore(self, pid: int, shares: Shares) -> None:
        """Give a process the standing back that it had."""
        if shares.nice is None:
            return
        try:
            self._psutil.Process(pid).nice(shares.nice)
        except (self._psutil.Error, OSError):
            return
