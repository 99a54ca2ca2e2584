"""Choosing the process table that this system can give."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import ModuleType

from parallel_execution_manager.system.processes.group_process_table import GroupProcessTable
from parallel_execution_manager.system.processes.linux_proc import PROC
from parallel_execution_manager.system.processes.linux_process_table import LinuxProcessTable
from parallel_execution_manager.system.processes.process_table import ProcessTable
from parallel_execution_manager.system.processes.psutil_process_table import PsutilProcessTable


def best_process_table(
    psutil: ModuleType | None, platform: str = sys.platform, proc: str = PROC
) -> ProcessTable:
    """``/proc`` on Linux, else psutil, else process groups.

    Raises:
        RuntimeError: the system has none of the three.
    """
    if platform == "linux" and Path(proc, "self", "stat").exists():
        return LinuxProcessTable()
    if psutil is not None:
        return PsutilProcessTable(psutil)
    if hasattr(os, "killpg") and platform != "win32":
        return GroupProcessTable()
    raise RuntimeError("task processes cannot be followed on this system without psutil: install psutil")
