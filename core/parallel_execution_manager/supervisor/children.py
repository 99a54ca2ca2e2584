"""The children of this process as the kernel knows them: roots, and orphans that it was given."""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import Any

from parallel_execution_manager.system.linux_proc import PROC, read_delay_s, read_file

_KIB_PER_MIB = 1024
_READ_AT_ONCE = 65536


class Children:
    """Who of this process's children is there.

    This process is a subreaper (prctl(2)): every descendant whose parent ends becomes its child. So a
    tree whose root has ended is empty unless there is a child that is no root, and that costs one read.
    """

    def __init__(self) -> None:
        # Orphans come to the first thread; roots belong to the threads that started them.
        self._list = f"{PROC}/self/task/{os.getpid()}/children"

    def orphans(self, roots: Collection[int]) -> list[int]:
        """The living children that are no roots; those that have ended are reaped."""
        found = [pid for pid in map(int, self._listed().split()) if pid not in roots]
        return [pid for pid in found if not _reaped(pid)]

    def _listed(self) -> bytes:
        descriptor = os.open(self._list, os.O_RDONLY | os.O_CLOEXEC)
        try:
            # The kernel gives a page at a time: a short read is not the end.
            data = part = os.read(descriptor, _READ_AT_ONCE)
            while part:
                part = os.read(descriptor, _READ_AT_ONCE)
                data += part
            return data
        finally:
            os.close(descriptor)


class Accountant:
    """Reaps roots and says what they used."""

    def __init__(self) -> None:
        self._own_peak_kib = _own_peak_kib()

    def reap(self, pid: int) -> dict[str, Any]:
        """The account of the root ``pid``, which has ended: the fields of an ``Exit`` but for what is left.

        A root's peak counts from before it became its own program, when it still had the memory of this
        process; one that is not larger says nothing.
        """
        delay_s = read_delay_s(pid)
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
