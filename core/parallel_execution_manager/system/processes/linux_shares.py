"""A process's share of processor and disk on Linux: lowered and given back without any privilege.

What was tried, and why a plain ``nice`` is not enough, is in docs/decisions/0008-lowered-tasks.md.
"""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress

from parallel_execution_manager.system.processes.linux_proc import PROC, other_threads, read_file
from parallel_execution_manager.system.processes.lowered_trees import Shares

LOWEST_NICE = 19
# The numbers of ioprio_get and ioprio_set differ (Linux's include/uapi/asm-generic/unistd.h and
# arch/x86/entry/syscalls); elsewhere the disk's part is left out.
_IOPRIO_CALLS = {"x86_64": (252, 251), "aarch64": (31, 30), "riscv64": (31, 30)}
_WHO_PROCESS = 1  # one thread, in spite of its name: ioprio_set(2)
_IDLE_CLASS = 3 << 13
_CAP_SYS_NICE = 1 << 23


class LinuxShares:
    """Lowers and restores single processes of this user; one that is gone or refuses is let be.

    The kernel lets an ordinary user change a session's nice value ten times a second, on the whole
    computer (kernel/sched/autogroup.c).
    """

    def __init__(self, proc: str = PROC) -> None:
        self._proc = proc
        self._may_raise = _has_capability(proc)
        self._calls = _IOPRIO_CALLS.get(os.uname().machine)
        self._libc = ctypes.CDLL(None, use_errno=True)

    def lower(self, pid: int) -> Shares:
        """Put a process behind all others; returns how it was.

        Raises:
            BlockingIOError: the kernel wants a pause of a tenth of a second; nothing was changed.
        """
        session_nice = self._set_session_nice(pid, LOWEST_NICE)
        nice = self._set_nice(pid, LOWEST_NICE) if self._may_raise else None
        disk = self._set_disk(pid, _IDLE_CLASS)
        return Shares(
            None if session_nice == LOWEST_NICE else session_nice,
            None if nice == LOWEST_NICE else nice,
            None if disk == _IDLE_CLASS else disk,
        )

    def restore(self, pid: int, shares: Shares) -> None:
        """Give a process the standing back that it had.

        Raises:
            BlockingIOError: the kernel wants a pause of a tenth of a second; nothing was changed.
        """
        if shares.session_nice is not None:
            self._set_session_nice(pid, shares.session_nice)
        if shares.nice is not None:
            self._set_nice(pid, shares.nice)
        if shares.disk is not None:
            self._set_disk(pid, shares.disk)

    def _set_session_nice(self, pid: int, wanted: int) -> int | None:
        """Set the nice value of the process's whole session; the one before."""
        path = f"{self._proc}/{pid}/autogroup"
        try:
            before = int((read_file(path) or b"").rpartition(b"nice")[2])
            if before != wanted:
                descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
                try:
                    os.write(descriptor, str(wanted).encode())
                finally:
                    os.close(descriptor)
        except BlockingIOError:
            raise
        except (OSError, ValueError):
            return None
        return before

    def _set_nice(self, pid: int, wanted: int) -> int | None:
        before = None
        for thread in self._threads(pid):
            with suppress(OSError):
                before = os.getpriority(os.PRIO_PROCESS, thread) if before is None else before
                os.setpriority(os.PRIO_PROCESS, thread, wanted)
        return before

    def _set_disk(self, pid: int, wanted: int) -> int | None:
        if self._calls is None:
            return None
        get, put = self._calls
        before = self._libc.syscall(get, _WHO_PROCESS, pid)
        if before < 0:
            return None
        for thread in self._threads(pid):
            self._libc.syscall(put, _WHO_PROCESS, thread, wanted)
        return int(before)

    def _threads(self, pid: int) -> list[int]:
        return [pid, *map(int, other_threads(pid))]


def _has_capability(proc: str) -> bool:
    """Whether this process may take a nice value back."""
    rows = dict(
        line.split(b":", 1) for line in (read_file(f"{proc}/self/status") or b"").splitlines() if b":" in line
    )
    return bool(int(rows.get(b"CapEff", b"0"), 16) & _CAP_SYS_NICE)
