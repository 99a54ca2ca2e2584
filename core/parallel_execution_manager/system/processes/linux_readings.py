"""Readings of the same processes again and again: one that has not run since is as it was."""

from __future__ import annotations

import os
import threading
import time
import weakref
from typing import Final, NamedTuple

from parallel_execution_manager.system.processes.linux_proc import PROC, ProcStat, read_stat
from parallel_execution_manager.system.processes.process_table import ProcessInfo

MOST_WATCHED: Final = 128
"""Each has a file kept open; what is more is read anew each time."""
YOUNG_S: Final = 1.0
"""Most processes are over before it pays to watch them."""

_MOST_BYTES: Final = 128
_UNCOUNTED: Final = b"0 0 0\n"
_ASLEEP: Final = "S"


class _Watched(NamedTuple):
    """A process as it was when it had run as often as ``runs`` says; ``None`` if that is of no use."""

    info: ProcessInfo
    descriptor: int
    runs: bytes | None


class ProcessReadings:
    """Remembers what was read of processes that sleep with their only thread, until that runs again.

    The kernel counts how often and how long a thread has run (``/proc/<pid>/schedstat``: kernel
    documentation, scheduler/sched-stats). To read that takes a tenth of the time that ``stat`` takes. While
    it stays as it was the process has used no processor time, has begun nothing and is in no other state.
    Only what the kernel takes away from it, such as memory that is swapped out, is seen later. Any thread
    may ask.
    """

    def __init__(self, proc: str = PROC) -> None:
        self._proc = proc
        self._lock = threading.Lock()
        self._watched: dict[int, _Watched] = {}
        self._counts = True
        # Here, as the module is loaded on systems that have no such numbers, too.
        self._ticks_per_s = os.sysconf("SC_CLK_TCK")
        self._mb_per_page = os.sysconf("SC_PAGE_SIZE") / 2**20
        weakref.finalize(self, _close_all, self._watched)

    def read(self, pid: int, started: int) -> ProcessInfo | None:
        """The process ``pid`` that was ``started`` then, or ``None`` if it does not live any more.

        The same object as before while it has not run; its age is that of when it was read then.
        """
        if self._age_s(started) < YOUNG_S:
            return _if_same(self._info(pid, read_stat(pid)), started)
        with self._lock:
            watched = self._watched.get(pid)
            if watched is None:
                return _if_same(self._begin(pid), started)
            runs = _read(watched.descriptor)
            if runs is None or runs != watched.runs:
                return _if_same(self._note(pid, watched.descriptor, runs), started)
            return _if_same(watched.info, started)

    def forget(self, pid: int) -> None:
        """Watch a process no more; nothing happens if it was not."""
        with self._lock:
            watched = self._watched.pop(pid, None)
            if watched is not None:
                os.close(watched.descriptor)

    def _begin(self, pid: int) -> ProcessInfo | None:
        if self._counts and len(self._watched) < MOST_WATCHED:
            try:
                descriptor = os.open(f"{self._proc}/{pid}/schedstat", os.O_RDONLY | os.O_CLOEXEC)
            except OSError:
                return self._info(pid, read_stat(pid))
            return self._note(pid, descriptor, _read(descriptor))
        return self._info(pid, read_stat(pid))

    def _note(self, pid: int, descriptor: int, runs: bytes | None) -> ProcessInfo | None:
        """Read a process; ``runs`` was read before, so that what it does in between is seen next time."""
        stat = read_stat(pid)
        info = self._info(pid, stat)
        self._counts = runs != _UNCOUNTED
        if stat is None or info is None or runs is None or not self._counts:
            self._watched.pop(pid, None)
            os.close(descriptor)
        else:
            sleeps = stat.threads == 1 and stat.state == _ASLEEP
            self._watched[pid] = _Watched(info, descriptor, runs if sleeps else None)
        return info

    def _info(self, pid: int, stat: ProcStat | None) -> ProcessInfo | None:
        if stat is None or not stat.alive:
            return None
        return ProcessInfo(
            pid,
            stat.started,
            stat.state in "Tt",
            stat.state == "D",
            stat.cpu_ticks / self._ticks_per_s,
            stat.resident_pages * self._mb_per_page,
            self._age_s(stat.started),
        )

    def _age_s(self, started: int) -> float:
        return time.clock_gettime(time.CLOCK_BOOTTIME) - started / self._ticks_per_s


def _if_same(info: ProcessInfo | None, started: int) -> ProcessInfo | None:
    return info if info is not None and info.started == started else None


def _read(descriptor: int) -> bytes | None:
    try:
        return os.pread(descriptor, _MOST_BYTES, 0)
    except OSError:
        return None


def _close_all(watched: dict[int, _Watched]) -> None:
    for each in watched.values():
        os.close(each.descriptor)
