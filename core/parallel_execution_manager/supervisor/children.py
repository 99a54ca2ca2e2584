"""The children of this process as the kernel knows them: roots, and orphans that it was given."""

from __future__ import annotations

import os
import weakref
from collections.abc import Collection
from typing import Any

from parallel_execution_manager.system.linux_proc import PROC, read_delay_s, read_file

_KIB_PER_MIB = 1024
_READ_AT_ONCE = 65536
_SURELY_ALL = 3072
"""Bytes: the kernel stops short of the end only when its page of at least 4096 has no room for one more."""


class Children:
    """Who of this process's children is there.

    This process is a subreaper (prctl(2)): every descendant whose parent ends becomes its child. So a
    tree whose root has ended is empty unless there is a child that is no root, and that costs one read.
    One thread at a time may look.
    """

    def __init__(self) -> None:
        # Orphans come to the first thread; roots belong to the threads that started them. It stays open:
        # it is read for each attempt.
        self._list = os.open(f"{PROC}/self/task/{os.getpid()}/children", os.O_RDONLY | os.O_CLOEXEC)
        weakref.finalize(self, os.close, self._list)

    def orphans(self, roots: Collection[int]) -> list[int]:
        """The living children that are no roots; those that have ended are reaped."""
        found = [pid for pid in map(int, self._listed().split()) if pid not in roots]
        return [pid for pid in found if not _reaped(pid)]

    def _listed(self) -> bytes:
        data = part = os.pread(self._list, _READ_AT_ONCE, 0)
        while len(part) > _SURELY_ALL:
            part = os.pread(self._list, _READ_AT_ONCE, len(data))
            data += part
        return data


class Accountant:
    """Reaps roots and says what they used."""

    def __init__(self) -> None:
        self._own_peak_kib = _own_peak_kib()

    def reap(self, pid: int, *, was_brief: bool = False) -> dict[str, Any]:
        """The account of the root ``pid``, which has ended: the fields of an ``Exit`` but for what is left.

        One that ``was_brief`` cannot have been delayed by much, so that this is not asked for.
        A root's peak counts from before it became its own program, when it still had the memory of this
        process; one that is not larger says nothing.
        """
        delay_s = None if was_brief else read_delay_s(pid)
        _, status, usage = os.wait4(pid, 0)
        peak = usage.ru_maxrss
        if self._own_peak_kib < peak <= 2 * self._own_peak_kib:
            # It may have grown since.
            self._own_peak_kib = _own_peak_kib()
        return {
            "code": os.waitstatus_to_exitcode(status),
            "cpu_s": usage.ru_utime + usage.ru_stime,
            "max_memory_mb": peak / _KIB_PER_MIB if peak > self._own_peak_kib else None,
            "delay_s": delay_s,
        }


def _reaped(pid: int) -> bool:
    """Whether the child had ended and is gone now, or was no child any more."""
    try:
        return os.waitpid(pid, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return True


def _own_peak_kib() -> int:
    """The most memory of this program itself; getrusage(2) would tell that of the one that started it too."""
    for line in (read_file(f"{PROC}/self/status") or b"").splitlines():
        if line.startswith(b"VmHWM:"):
            return int(line.split()[1])
    return 0
