"""The same figures from Linux's ``/proc``, where psutil is not installed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from parallel_execution_manager.roles.resource_management.processes import MIB, Reading

PROC = Path("/proc")

# Positions in /proc/<pid>/stat after the command's closing bracket: proc_pid_stat(5), there numbered from 3.
_USER_TICKS, _SYSTEM_TICKS, _START_TICKS, _RESIDENT_PAGES = 14 - 3, 15 - 3, 22 - 3, 24 - 3


def proc_readings(proc: Path = PROC) -> Iterator[Reading]:
    """Every process; none where there is no ``/proc``."""
    for folder in sorted(proc.glob("[0-9]*")):
        try:
            text = (folder / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        yield _reading(int(folder.name), text)


def _reading(pid: int, stat: str) -> Reading:
    name, _, rest = stat.partition("(")[2].rpartition(")")
    fields = rest.split()
    ticks = os.sysconf("SC_CLK_TCK")
    return Reading(
        pid=pid,
        started=int(fields[_START_TICKS]) / ticks,
        name=name,
        cpu_s=(int(fields[_USER_TICKS]) + int(fields[_SYSTEM_TICKS])) / ticks,
        memory_mb=int(fields[_RESIDENT_PAGES]) * os.sysconf("SC_PAGE_SIZE") / MIB,
    )


def proc_memory(proc: Path = PROC) -> dict[str, float]:
    """The MiB of ``/proc/meminfo`` by name, such as ``MemTotal``; empty where there is none."""
    try:
        lines = (proc / "meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return {}
    pairs = (line.split(":", 1) for line in lines if line.endswith(" kB"))
    return {name: int(value.removesuffix(" kB")) / 1024 for name, value in pairs}
