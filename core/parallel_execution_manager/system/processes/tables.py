"""The process table that this system can give: Linux's, psutil's, or one of process groups."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

from parallel_execution_manager.system.processes.linux_proc import PROC
from parallel_execution_manager.system.processes.linux_table import LinuxProcessTable
from parallel_execution_manager.system.processes.priority import LoweredTrees, PsutilShares
from parallel_execution_manager.system.processes.table import (
    MARK_SEPARATOR,
    MARK_VARIABLE,
    Origin,
    ProcessInfo,
    ProcessTable,
    SharedScan,
    TreeSignal,
)


class _Seen(NamedTuple):
    """A process with what is inherited from it: the root whose session it is in, and the marks."""

    process: Any
    session: int | None
    marks: frozenset[str]


class PsutilProcessTable:
    """Lists all processes at each look, but reads an environment once per process.

    Membership is inherited at first sight, as in the table of Linux. psutil itself compares start
    times before it signals.
    """

    def __init__(self, psutil: ModuleType) -> None:
        self._psutil = psutil
        self._marks: dict[int, str] = {}
        self._seen: dict[int, _Seen] = {}
        self._scan = SharedScan(self._look)
        self._lowered = LoweredTrees(PsutilShares(psutil))

    @property
    def needs_unreaped_root(self) -> bool:
        """Always where there are zombies: sessions are told by the root's pid."""
        return hasattr(os, "waitid")

    def adopt(self, pid: int, mark: str, output: str | None = None, origin: Origin | None = None) -> None:
        """See `ProcessTable.adopt`."""
        self._marks[pid] = mark

    def release(self, pid: int) -> None:
        """See `ProcessTable.release`."""
        self._marks.pop(pid, None)
        self._lowered.forget(pid)

    def trees(self, roots: Collection[int]) -> Mapping[int, Sequence[ProcessInfo]]:
        """See `ProcessTable.trees`. A root that was not adopted is told by its session only."""
        self._scan.run()
        return self.known(roots)

    def known(self, roots: Collection[int]) -> Mapping[int, Sequence[ProcessInfo]]:
        """See `ProcessTable.known`."""
        members: dict[int, list[ProcessInfo]] = {pid: [] for pid in roots}
        owners = {mark: pid for pid, mark in self._marks.copy().items() if pid in members}
        for pid, seen in self._seen.items():
            mine = {owners[mark] for mark in seen.marks if mark in owners}
            mine |= {root for root in (pid, seen.session) if root in members}
            if mine and (info := self._living(seen.process)):
                for root in mine:
                    members[root].append(info)
        trees = {pid: sorted(found, key=_age) for pid, found in members.items()}
        for root, found in trees.items():
            self._lowered.follow(root, found)
        return trees

    def claim(self, root: int, pids: Collection[int]) -> None:
        """Do nothing: whoever could know more about a tree than this table is on Linux."""

    def disk_mb(self, process: ProcessInfo) -> tuple[float, float] | None:
        """See `ProcessTable.disk_mb`: not on macOS, which keeps no such account."""
        try:
            counters = self._psutil.Process(process.pid).io_counters()
        except (self._psutil.Error, OSError, AttributeError):
            return None
        return counters.read_bytes / 2**20, counters.write_bytes / 2**20

    def proportional_mb(self, process: ProcessInfo) -> None:
        """Not known here: only Linux tells proportional memory."""

    def lower(self, root: int) -> None:
        """See `ProcessTable.lower`."""
        self._lowered.lower(root, lambda: self.trees((root,))[root])

    def restore(self, root: int) -> None:
        """See `ProcessTable.restore`."""
        self._lowered.restore(root, lambda: self.trees((root,))[root])

    def send(self, process: ProcessInfo, wanted: TreeSignal) -> bool:
        """See `ProcessTable.send`."""
        seen = self._seen.get(process.pid)
        if seen is None or _started(seen.process) != process.started:
            return True
        action = {
            TreeSignal.SUSPEND: seen.process.suspend,
            TreeSignal.RESUME: seen.process.resume,
            TreeSignal.TERMINATE: seen.process.terminate,
            TreeSignal.KILL: seen.process.kill,
        }[wanted]
        try:
            action()
        except self._psutil.NoSuchProcess:
            return True
        except self._psutil.AccessDenied:
            return False
        return True

    def wait_for_end(self, process: ProcessInfo, timeout_s: float) -> None:
        """See `ProcessTable.wait_for_end`.

        Not by psutil's own wait, which would reap a child and so take its exit code away.
        """
        deadline = time.monotonic() + timeout_s
        seen = self._seen.get(process.pid)
        while seen and self._living(seen.process) and (left := deadline - time.monotonic()) > 0:
            time.sleep(min(left, 0.01))

    def _living(self, process: Any) -> ProcessInfo | None:
        try:
            with process.oneshot():
                status = process.status()
                if process.pid == os.getpid() or status in {"zombie", "dead"} or not process.is_running():
                    return None
                cpu, memory = process.cpu_times(), process.memory_info()
        except self._psutil.NoSuchProcess:
            return None
        except self._psutil.AccessDenied:
            return ProcessInfo(process.pid, _started(process))
        return ProcessInfo(
            pid=process.pid,
            started=_started(process),
            stopped=status in {"stopped", "tracing-stop"},
            blocked=status == "disk-sleep",
            cpu_s=sum(cpu[:4]),  # own user and system time, then that of waited-for children
            memory_mb=memory.rss / 2**20,
            age_s=max(0.0, time.time() - process.create_time()),
        )

    def _look(self) -> None:
        old, seen = self._seen, dict[int, _Seen]()
        for process in self._psutil.process_iter():
            known = old.get(process.pid)
            if known is None or known.process != process:
                known = self._identify(process, seen)
            seen[process.pid] = known
        self._seen = seen

    def _identify(self, process: Any, seen: Mapping[int, _Seen]) -> _Seen:
        parent, marks, session = None, frozenset[str](), None
        with suppress(self._psutil.Error):
            parent = seen.get(process.ppid())
        with suppress(self._psutil.Error, OSError):
            marks = frozenset(process.environ().get(MARK_VARIABLE, "").split(MARK_SEPARATOR))
        with suppress(OSError, AttributeError):
            session = os.getsid(process.pid)
        return _Seen(process, session, self._all_marks(process.pid, parent, marks))

    def _all_marks(self, pid: int, parent: _Seen | None, own: Iterable[str]) -> frozenset[str]:
        inherited = parent.marks if parent else frozenset[str]()
        return frozenset({*own, *inherited, self._marks.get(pid, "")} - {""})


def _started(process: Any) -> int:
    """Microseconds since the epoch, as psutil read them when it first saw the process."""
    return int(process.create_time() * 1e6)


def _age(process: ProcessInfo) -> tuple[int, int]:
    return process.started, process.pid


_POLL_S = 0.01


class GroupProcessTable:
    """Treats a group as one process: it lives while anybody in it lives; escaped members are lost.

    Whether the members have stopped cannot be seen, so a group counts as stopped once told to.
    """

    def __init__(self) -> None:
        self._suspended: set[int] = set()

    @property
    def needs_unreaped_root(self) -> bool:
        """Never: an unreaped root would keep its group alive."""
        return False

    def adopt(self, pid: int, mark: str, output: str | None = None, origin: Origin | None = None) -> None:
        """Do nothing: a group needs no other knowledge than its number."""

    def release(self, pid: int) -> None:
        """See `ProcessTable.release`."""
        self._suspended.discard(pid)

    def trees(self, roots: Collection[int]) -> Mapping[int, Sequence[ProcessInfo]]:
        """See `ProcessTable.trees`: the group, standing for all of its members."""
        return {pid: self._group(pid) for pid in roots}

    def known(self, roots: Collection[int]) -> Mapping[int, Sequence[ProcessInfo]]:
        """See `ProcessTable.known`."""
        return self.trees(roots)

    def claim(self, root: int, pids: Collection[int]) -> None:
        """Do nothing: a group is what it is."""

    def disk_mb(self, process: ProcessInfo) -> None:
        """Not known here."""

    def proportional_mb(self, process: ProcessInfo) -> None:
        """Not known here."""

    def lower(self, root: int) -> None:
        """Do nothing: an ordinary user could not take it back."""

    def restore(self, root: int) -> None:
        """Do nothing: nothing was lowered."""

    def send(self, process: ProcessInfo, wanted: TreeSignal) -> bool:
        """See `ProcessTable.send`."""
        try:
            os.killpg(process.pid, signal.Signals[wanted])
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        if wanted is TreeSignal.SUSPEND:
            self._suspended.add(process.pid)
        elif wanted is TreeSignal.RESUME:
            self._suspended.discard(process.pid)
        return True

    def wait_for_end(self, process: ProcessInfo, timeout_s: float) -> None:
        """See `ProcessTable.wait_for_end`."""
        deadline = time.monotonic() + timeout_s
        while self._group(process.pid) and time.monotonic() < deadline:
            time.sleep(_POLL_S)

    def _group(self, pid: int) -> Sequence[ProcessInfo]:
        try:
            os.killpg(pid, 0)
        except (ProcessLookupError, PermissionError):
            return ()
        return (ProcessInfo(pid, 0, stopped=pid in self._suspended),)


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
