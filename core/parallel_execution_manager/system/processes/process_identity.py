"""Which process is meant: its number alone is given out again, not so with its start and the boot."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import NamedTuple

from parallel_execution_manager.system.processes.boot import boot_id
from parallel_execution_manager.system.processes.linux_proc import read_stat
from parallel_execution_manager.system.processes.psutil_module import load_psutil

_READS_PROC = sys.platform.startswith("linux")
_TICKS_A_SECOND = 100
_MOST_ANCESTORS = 1000


class ProcessIdentity(NamedTuple):
    """One process. ``start_ticks`` are clock ticks since the boot that ``boot_id`` names."""

    pid: int
    start_ticks: int
    boot_id: str


def identity_of(pid: int) -> ProcessIdentity | None:
    """The process that has the number ``pid`` now; ``None`` if there is none, or it has ended already."""
    if _READS_PROC:
        stat = read_stat(pid)
        if stat is None or not stat.alive:
            return None
        return ProcessIdentity(pid, stat.started, boot_id())
    return _told_by_psutil(pid)


def lives(identity: ProcessIdentity) -> bool:
    """Whether this very process is still alive; one that nobody has waited for yet (a zombie) is not."""
    return identity_of(identity.pid) == identity


def own_identity() -> ProcessIdentity:
    """The process that calls.

    Raises:
        RuntimeError: this system shows a process nothing about itself.
    """
    found = identity_of(os.getpid())
    if found is None:
        raise RuntimeError("this process cannot see itself: /proc is not mounted, and psutil is missing")
    return found


def line_of_descent(pid: int) -> Iterator[ProcessIdentity]:
    """The process ``pid``, its parent, and so on up, as far as they can be seen."""
    for _ in range(_MOST_ANCESTORS):
        identity = identity_of(pid)
        if identity is None:
            return
        yield identity
        pid = _parent_of(pid)


def _parent_of(pid: int) -> int:
    if _READS_PROC:
        stat = read_stat(pid)
        return 0 if stat is None else stat.parent
    psutil = load_psutil()
    if psutil is None:
        return 0
    try:
        return int(psutil.Process(pid).ppid())
    except psutil.Error:
        return 0


def _told_by_psutil(pid: int) -> ProcessIdentity | None:
    """Where there is no ``/proc``: the time of the start, which an adjustment of the clock may move."""
    psutil = load_psutil()
    if psutil is None:
        return None
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return ProcessIdentity(pid, round(process.create_time() * _TICKS_A_SECOND), boot_id())
    except psutil.Error:
        return None
