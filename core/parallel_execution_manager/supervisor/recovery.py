"""Process trees without their supervisor or root: found again, ended, and let run on."""

from __future__ import annotations

import os
import signal
import time
import weakref
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from parallel_execution_manager.supervisor.process import Root, file_of, wait_for_end
from parallel_execution_manager.supervisor.protocol import is_of_attempt, is_sound
from parallel_execution_manager.supervisor.records import Attempt, Row, complain
from parallel_execution_manager.system.processes.cgroups import thaw_group_of
from parallel_execution_manager.system.processes.identity import boot_id
from parallel_execution_manager.system.processes.linux_proc import (
    PROC,
    read_delay_s,
    read_file,
    read_marks,
    read_stat,
)
from parallel_execution_manager.system.processes.linux_table import LinuxProcessTable
from parallel_execution_manager.system.processes.tree import ProcessTree

_LOADING_S = 0.2


class Survivors:
    """Looks for what is left of attempts; all processes are looked at once or twice, if at all."""

    def __init__(self) -> None:
        self._boot = boot_id()
        self._eldest: dict[str, tuple[int, int]] | None = None
        self._looked_again = False

    def find(self, row: Mapping[str, Any]) -> Root | None:
        """The root of an attempt's tree, or whoever is the eldest if that is gone; ``None`` if all are.

        ``row`` is its record, which may lack the root if the supervisor was killed while it started it.
        """
        mark, output = row["mark"], row["output"]
        if row.get("boot", self._boot) != self._boot:
            return None
        stat = read_stat(row["pid"]) if "pid" in row else None
        if stat is not None and stat.alive and stat.started == row["ticks"]:
            return Root(row["pid"], stat.started, mark, output, file=file_of(row))
        if self._eldest is None:
            self._eldest = _eldest_by_mark()
        if "pid" not in row and mark not in self._eldest and not self._looked_again:
            # Between its birth and its program's start a process has the environment of the supervisor.
            time.sleep(_LOADING_S)
            self._eldest, self._looked_again = _eldest_by_mark(), True
        found = self._eldest.get(mark)
        if not found:
            return None
        return Root(found[1], found[0], mark, output, headless="pid" in row, file=file_of(row))


def ended_root(row: Mapping[str, Any]) -> Root | None:
    """The root of an attempt whose end is on record, and so is its exit code; ``None`` of any other."""
    if not (is_of_attempt(row) and row["state"] == "ended" and is_sound(row) and "pid" in row):
        return None
    return Root(row["pid"], row["ticks"], row["mark"], row["output"], file=file_of(row))


def _eldest_by_mark() -> dict[str, tuple[int, int]]:
    """Start and pid of the eldest living process with each task mark."""
    found: dict[str, tuple[int, int]] = {}
    for name in filter(str.isdecimal, os.listdir(PROC)):  # noqa: PTH208 - names are wanted, no paths
        stat = read_stat(int(name))
        if stat is not None and stat.alive:
            for mark in read_marks(int(name)) or ():
                found[mark] = min(found.get(mark, (stat.started, int(name))), (stat.started, int(name)))
    return found


class TreeKeeper:
    """Finds trees in the process table, which is looked at only when it is needed."""

    def __init__(self) -> None:
        self._table = LinuxProcessTable(subreaper=True)

    def empty(self, attempt: Attempt, nobodys: Collection[int]) -> int:
        """End what the attempt's root left behind; how many processes that were.

        The root has ended and is not reaped. ``nobodys`` are orphans that can be of no other tree.
        """
        tree = self._adopt(attempt)
        try:
            self._table.claim(attempt.pid, nobodys)
            self._thaw(attempt)
            return tree.end_left_overs()
        finally:
            self._table.release(attempt.pid)

    def resume(self, attempt: Attempt) -> None:
        """Let every process of the attempt run on.

        Raises:
            TreeError: a process did not run on in ten seconds.
        """
        tree = self._adopt(attempt)
        try:
            self._thaw(attempt)
            tree.resume()
        finally:
            self._table.release(attempt.pid)

    @staticmethod
    def survivors(rows: Iterable[Row]) -> Iterator[Attempt]:
        """Those that live of what earlier supervisors have started and recorded in ``rows``."""
        survivors = Survivors()
        for row in rows:
            if (root := survivors.find(row)) is not None:
                yield Attempt(root.pid, None, row)

    def _adopt(self, attempt: Attempt) -> ProcessTree:
        self._table.adopt(attempt.pid, attempt.row["mark"], attempt.row["output"])
        return ProcessTree(self._table, attempt.pid)

    def _thaw(self, attempt: Attempt) -> None:
        for member in self._table.trees((attempt.pid,))[attempt.pid]:
            thaw_group_of(member.pid)


GRACE_S = 2.0
"""How long they have to end in order."""

_PATIENCE_S = 10.0
_LOOK_AGAIN_S = 0.05


def end_strangers(look: Callable[[], Sequence[int]], grace_s: float = GRACE_S) -> None:
    """Ask the children of this process that ``look`` gives to end, then force them; until it gives none.

    Their own children become this process's as they end, and are found by a later look. Who does not even
    react to force in ten seconds, or may not be signalled, is complained of and left.
    """
    asked: set[int] = set()
    force_at = time.monotonic() + grace_s
    while pids := look():
        now = time.monotonic()
        if now > force_at + _PATIENCE_S:
            complain("What tasks have left behind cannot be ended", TimeoutError(f"processes {pids}"))
            return
        for pid in pids:
            if now > force_at:
                _signal(pid, signal.SIGKILL)
            elif pid not in asked:
                asked.add(pid)
                _thaw(pid)
                _signal(pid, signal.SIGTERM, signal.SIGCONT)
        _wait_for_end(pids[0])


def _thaw(pid: int) -> None:
    # Loaded when it is first needed: most supervisors never meet a stranger.
    from parallel_execution_manager.system.processes.cgroups import thaw_group_of

    thaw_group_of(pid)


def _signal(pid: int, *numbers: signal.Signals) -> None:
    """The number of a child is its own until it is reaped, which nobody does here but the looks."""
    for number in numbers:
        try:
            os.kill(pid, number)
        except ProcessLookupError:
            return
        except PermissionError as error:
            complain(f"Process {pid} cannot be ended", error)


def _wait_for_end(pid: int) -> None:
    try:
        wait_for_end(pid, _LOOK_AGAIN_S)
    except ProcessLookupError:
        return
    except OSError:
        time.sleep(_LOOK_AGAIN_S)


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
