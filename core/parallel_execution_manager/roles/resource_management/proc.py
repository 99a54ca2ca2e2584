"""The same figures from Linux's ``/proc``, where psutil is not installed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from parallel_execution_manager.roles.resource_management.identity import TASK_VARIABLE, Identity
from parallel_execution_manager.roles.resource_management.processes import MIB, Reading
from parallel_execution_manager.system.processes.linux_proc import PROC, read_stat


def proc_readings() -> Iterator[Reading]:
    """Every process that can be read; none where there is no ``/proc``."""
    for folder in sorted(Path(PROC).glob("[0-9]*")):
        pid = int(folder.name)
        try:
            stat, name = read_stat(pid), (folder / "comm").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        if stat is not None:
            ticks = os.sysconf("SC_CLK_TCK")
            memory_mb = stat.resident_pages * os.sysconf("SC_PAGE_SIZE") / MIB
            yield Reading(pid, stat.started / ticks, name.strip(), stat.cpu_ticks / ticks, memory_mb)


def proc_identity(pid: int) -> Identity:
    """What a process is; what is closed to this user, or gone, stays empty."""
    prefix = f"{TASK_VARIABLE}="
    tasks = (text.removeprefix(prefix) for text in _texts(pid, "environ") if text.startswith(prefix))
    return Identity(_texts(pid, "cmdline"), next(tasks, ""))


def _texts(pid: int, file: str) -> tuple[str, ...]:
    try:
        data = Path(PROC, str(pid), file).read_bytes()
    except OSError:
        return ()
    return tuple(os.fsdecode(data).removesuffix("\0").split("\0")) if data else ()


def proc_memory() -> dict[str, float]:
    """The MiB of ``/proc/meminfo`` by name, such as ``MemTotal``; empty where there is none."""
    try:
        lines = Path(PROC, "meminfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return {}
    pairs = (line.split(":", 1) for line in lines if line.endswith(" kB"))
    return {name: int(value.removesuffix(" kB")) / 1024 for name, value in pairs}
