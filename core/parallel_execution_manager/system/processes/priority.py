"""A process's share of processor and disk: lowered and given back without any privilege.

What was tried, and why a plain ``nice`` is not enough, is in docs/decisions/0008-lowered-tasks.md.
"""

from __future__ import annotations

import ctypes
import functools
import os
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import ModuleType
from typing import NamedTuple, Protocol

from parallel_execution_manager.system.processes.linux_proc import PROC, other_threads, read_file
from parallel_execution_manager.system.processes.table import ProcessInfo

_PAUSE_S = 0.05
# A tree that forks without pause has new members at every look.
_MOST_PASSES = 8
# Who is not lowered by then is when the tree is next looked at; who is not restored stays low for ever.
_PATIENCE_TO_LOWER_S = 0.5
_PATIENCE_TO_RESTORE_S = 10.0

Look = Callable[[], Sequence[ProcessInfo]]


class Shares(NamedTuple):
    """A process's ordinary standing; ``None`` where it cannot be changed or was as low already."""

    session_nice: int | None = None
    nice: int | None = None
    disk: int | None = None

    def or_else(self, other: Shares) -> Shares:
        """This standing with the other's in place of what is not known."""
        return Shares(*(mine if mine is not None else its for mine, its in zip(self, other, strict=True)))


_NOTHING_KNOWN = Shares()


class ShareSetter(Protocol):
    """Lowers and restores one process; both raise ``BlockingIOError`` where a pause is needed."""

    def lower(self, pid: int) -> Shares:
        """Lower it; returns how it was."""

    def restore(self, pid: int, shares: Shares) -> None:
        """Give it back what it had."""


class LoweredTrees:
    """Lowers trees and keeps them lowered while members come. Any thread may call."""

    def __init__(self, setter: ShareSetter) -> None:
        self._setter = setter
        self._lock = threading.Lock()
        self._before: dict[int, dict[tuple[int, int], Shares]] = {}

    def lower(self, root: int, look: Look) -> None:
        """Lower all members that ``look`` finds; what is refused for the moment is tried again."""
        with self._lock:
            self._before.setdefault(root, {})
        _until_done(lambda: self.follow(root, look()), _PATIENCE_TO_LOWER_S)

    def restore(self, root: int, look: Look) -> None:
        """Give all members back what they had.

        One that was low when it was first seen, as by inheritance, gets what the first of its tree had.
        """
        with self._lock:
            before = self._before.pop(root, None)
        if before is None:
            return
        common = functools.reduce(Shares.or_else, before.values(), _NOTHING_KNOWN)
        restored: set[tuple[int, int]] = set()
        _until_done(lambda: self._restore_members(look, before, common, restored), _PATIENCE_TO_RESTORE_S)

    def forget(self, root: int) -> None:
        """The tree is over."""
        with self._lock:
            self._before.pop(root, None)

    def follow(self, root: int, members: Sequence[ProcessInfo]) -> bool:
        """Lower those that are new, if the tree is lowered; ``False`` if any has to be tried again.

        Children inherit the low share, but one that begins a session of its own has an ordinary one.
        """
        with self._lock:
            before = self._before.get(root)
            if before is None:
                return True
            for member in [member for member in members if member.identity not in before]:
                try:
                    before[member.identity] = self._setter.lower(member.pid)
                except BlockingIOError:
                    return False
            return True

    def _restore_members(
        self,
        look: Look,
        before: dict[tuple[int, int], Shares],
        common: Shares,
        restored: set[tuple[int, int]],
    ) -> bool:
        # A child may have inherited the low share while its parent was being restored.
        for _ in range(_MOST_PASSES):
            new = [member for member in look() if member.identity not in restored]
            if not new:
                return True
            for member in new:
                try:
                    self._setter.restore(member.pid, before.get(member.identity, common).or_else(common))
                except BlockingIOError:
                    return False
                restored.add(member.identity)
        return True


def _until_done(attempt: Callable[[], bool], patience_s: float) -> None:
    """Attempt again after pauses, but not for ever: a low share is no reason to fail a task."""
    deadline = time.monotonic() + patience_s
    while not attempt() and time.monotonic() < deadline:
        time.sleep(_PAUSE_S)


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
