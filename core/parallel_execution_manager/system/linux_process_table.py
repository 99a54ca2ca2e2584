"""The process table of Linux, read from ``/proc``: only what is new since the last look."""

from __future__ import annotations

import errno
import os
import select
import signal
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from parallel_execution_manager.system.linux_proc import PROC, read_marks, read_stat
from parallel_execution_manager.system.process_table import ProcessInfo, TreeSignal
from parallel_execution_manager.system.shared_scan import SharedScan

# A pid is given out again only after the whole range was used. No computer starts that many
# processes in this time, so that between two looks this close a pid stays the same process.
_TRUSTED_FOR_S = 1.0
# How often a look starts over because a newcomer was gone before it could be read.
_MOST_PASSES = 8
_WITHOUT_PIDFD_POLL_S = 0.01


class _Seen(NamedTuple):
    """What stays true of a process for all its life, found out when it was first seen.

    ``settled`` is ``False`` while its environment was empty, as in the middle of an exec.
    """

    pid: int
    started: int
    session: int
    marks: tuple[str, ...]
    settled: bool = True


class LinuxProcessTable:
    """Remembers who was seen and whose it is, so that a look costs a listing and the newcomers.

    Membership never ends and is inherited: a process is marked by its environment or by its
    parent's mark at the time it is first seen. So a descendant that leaves the session, loses its
    parent and clears its environment is still known, unless all of that happened between two looks.
    """

    def __init__(self) -> None:
        self._roots: dict[int, _Seen] = {}
        self._seen: dict[str, _Seen] = {}
        self._looked_at = time.monotonic()
        self._scan = SharedScan(self._look)
        self._ticks_per_s = os.sysconf("SC_CLK_TCK")
        self._mb_per_page = os.sysconf("SC_PAGE_SIZE") / 2**20

    @property
    def needs_unreaped_root(self) -> bool:
        """Always: sessions are told by the root's pid."""
        return True

    def adopt(self, pid: int, mark: str) -> None:
        """See `ProcessTable.adopt`."""
        stat = read_stat(pid)
        if stat is not None:
            self._roots[pid] = _Seen(pid, stat.started, pid, (mark,))

    def release(self, pid: int) -> None:
        """See `ProcessTable.release`."""
        self._roots.pop(pid, None)

    def trees(self, roots: Collection[int]) -> Mapping[int, Sequence[ProcessInfo]]:
        """See `ProcessTable.trees`. A root that was not adopted is told by its environment."""
        self._scan.run()
        everybody = self._seen | {str(pid): root for pid, root in self._roots.copy().items()}
        owners = {mark: pid for pid in roots if (mark := _innermost(everybody.get(str(pid))))}
        members: dict[int, list[ProcessInfo]] = {pid: [] for pid in roots}
        for seen in everybody.values():
            mine = _owners_of(seen, owners, members)
            if mine and (info := self._living(seen)):
                for pid in mine:
                    members[pid].append(info)
        return {pid: sorted(found, key=_age) for pid, found in members.items()}

    def send(self, process: ProcessInfo, wanted: TreeSignal) -> bool:
        """See `ProcessTable.send`: by pidfd, so that the pid cannot change hands meanwhile."""
        try:
            with _pidfd(process.pid) as descriptor:
                stat = read_stat(process.pid)
                if stat is not None and stat.started == process.started:
                    _deliver(descriptor, process.pid, wanted)
        except ProcessLookupError:
            return True
        except PermissionError:
            return False
        return True

    def wait_for_end(self, process: ProcessInfo, timeout_s: float) -> None:
        """See `ProcessTable.wait_for_end`."""
        try:
            with _pidfd(process.pid) as descriptor:
                stat = read_stat(process.pid)
                if stat is None or stat.started != process.started:
                    return
                if descriptor is None:
                    time.sleep(min(timeout_s, _WITHOUT_PIDFD_POLL_S))
                    return
                poll = select.poll()
                poll.register(descriptor, select.POLLIN)
                poll.poll(timeout_s * 1000)
        except ProcessLookupError:
            return

    def _living(self, seen: _Seen) -> ProcessInfo | None:
        stat = read_stat(seen.pid)
        if stat is None or stat.started != seen.started or not stat.alive or seen.pid == os.getpid():
            return None
        return ProcessInfo(
            pid=seen.pid,
            started=stat.started,
            stopped=stat.state in "Tt",
            blocked=stat.state == "D",
            cpu_s=stat.cpu_ticks / self._ticks_per_s,
            memory_mb=stat.resident_pages * self._mb_per_page,
            age_s=time.clock_gettime(time.CLOCK_BOOTTIME) - stat.started / self._ticks_per_s,
        )

    def _look(self) -> None:
        began = time.monotonic()
        if began - self._looked_at > _TRUSTED_FOR_S:
            self._seen = {name: seen for name, seen in self._seen.items() if _is_still(seen)}
        for _ in range(_MOST_PASSES):
            if self._look_once():
                break
        self._looked_at = began

    def _look_once(self) -> bool:
        """Take in the newcomers; ``False`` if one could not be read to the end.

        One that vanished may have left a child that was not listed yet, so it takes another pass.
        """
        names = os.listdir(PROC)  # noqa: PTH208 - the listing is the costly part; a Path for each doubles it
        old = self._seen
        seen = {name: old[name] for name in names if name in old and old[name].settled}
        complete = True
        for name in sorted((name for name in names if name not in seen and name.isdigit()), key=int):
            newcomer = self._identify(int(name), seen)
            if newcomer is not None:
                seen[name] = newcomer
            complete = complete and newcomer is not None and (newcomer.settled or name in old)
        self._seen = seen
        return complete

    def _identify(self, pid: int, seen: Mapping[str, _Seen]) -> _Seen | None:
        if pid in self._roots:
            return self._roots[pid]
        stat = read_stat(pid)
        if stat is None:
            return None
        marks = read_marks(pid)
        parent = self._roots.get(stat.parent) or seen.get(str(stat.parent))
        inherited = parent.marks if parent else ()
        settled = marks is not None or stat.is_kernel_thread or not stat.alive
        return _Seen(pid, stat.started, stat.session, _merged(inherited, marks or ()), settled)


def _innermost(seen: _Seen | None) -> str | None:
    """The mark of the task itself, when a manager runs inside another manager's task."""
    return seen.marks[-1] if seen and seen.marks else None


def _owners_of(seen: _Seen, owners: Mapping[str, int], roots: Collection[int]) -> set[int]:
    by_mark = {owners[mark] for mark in seen.marks if mark in owners}
    return by_mark.union(pid for pid in (seen.pid, seen.session) if pid in roots)


def _merged(inherited: Iterable[str], own: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*inherited, *own)))


def _is_still(seen: _Seen) -> bool:
    stat = read_stat(seen.pid)
    return stat is not None and stat.started == seen.started


def _age(process: ProcessInfo) -> tuple[int, int]:
    return process.started, process.pid


@contextmanager
def _pidfd(pid: int) -> Iterator[int | None]:
    """A descriptor for the process, or ``None`` where the kernel has none to give.

    Raises:
        ProcessLookupError: there is no such process.
    """
    try:
        descriptor = os.pidfd_open(pid)
    except OSError as error:
        if error.errno == errno.ESRCH:
            raise
        yield None
        return
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _deliver(descriptor: int | None, pid: int, wanted: TreeSignal) -> None:
    number = signal.Signals[wanted]
    if descriptor is None:
        os.kill(pid, number)
    else:
        signal.pidfd_send_signal(descriptor, number)
