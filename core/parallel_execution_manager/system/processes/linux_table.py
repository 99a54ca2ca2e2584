"""The process table of Linux, read from ``/proc``: only what is new since the last look."""

from __future__ import annotations

import errno
import os
import select
import signal
import threading
import time
import weakref
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final, NamedTuple

from parallel_execution_manager.system.processes.linux_proc import (
    PROC,
    ProcStat,
    RootOutputs,
    last_pid,
    most_pids,
    read_disk_mb,
    read_marks,
    read_proportional_mb,
    read_stat,
)
from parallel_execution_manager.system.processes.priority import LinuxShares, LoweredTrees
from parallel_execution_manager.system.processes.table import (
    Origin,
    ProcessInfo,
    Seen,
    SeenProcesses,
    SharedScan,
    TreeSignal,
)

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


# A pid is given out again only after the whole range was used. No computer starts more processes than this
# in a second, so that between two looks that are close enough a pid stays the same process.
_MOST_STARTS_A_SECOND = 32768
# How often a look starts over because a newcomer was gone before it could be read.
_MOST_PASSES = 8
# How long a root counts as one that has just been started.
_NEW_FOR_S = 1.0
# Up to how many pids after a root's are looked at one by one.
_MOST_NEIGHBOURS = 64
_WITHOUT_PIDFD_POLL_S = 0.01


class LinuxProcessTable:
    """Remembers who was seen and whose it is, so that a look costs a listing and the newcomers.

    Membership never ends and is inherited: a process is marked by its environment or by its
    parent's mark at the time it is first seen. So a descendant that leaves the session, loses its
    parent and clears its environment is still known. Where all of that happened between two looks it
    is told by the output that it inherited; only one that has given up that too is not found.

    ``subreaper`` is whether this process is given the orphans of all roots by the kernel (prctl(2)).
    """

    def __init__(self, *, subreaper: bool = False) -> None:
        self._roots: dict[int, Seen] = {}
        self._outputs = RootOutputs(subreaper=subreaper)
        self._seen = SeenProcesses()
        self._readings = ProcessReadings()
        self._adopting = threading.Lock()
        self._adopted_at: dict[int, float] = {}
        self._looked_at = time.monotonic()
        self._scan = SharedScan(self._look)
        self._lowered = LoweredTrees(LinuxShares())
        self._trusted_for_s = max(1.0, most_pids() / _MOST_STARTS_A_SECOND)

    @property
    def needs_unreaped_root(self) -> bool:
        """Always: sessions are told by the root's pid."""
        return True

    def adopt(self, pid: int, mark: str, output: str | None = None, origin: Origin | None = None) -> None:
        """See `ProcessTable.adopt`."""
        known = origin or read_stat(pid)
        if output is not None:
            parent = known.parent if known is not None and known.parent != os.getpid() else None
            self._outputs.add(pid, output, mark, parent)
        if known is not None:
            self._roots[pid] = Seen(pid, known.started, pid, (mark,))
            self._remember_adoption(pid)

    def release(self, pid: int) -> None:
        """See `ProcessTable.release`."""
        self._roots.pop(pid, None)
        self._outputs.discard(pid)
        self._lowered.forget(pid)
        self._readings.forget(pid)

    def trees(self, roots: Collection[int]) -> Mapping[int, Sequence[ProcessInfo]]:
        """See `ProcessTable.trees`. A root that was not adopted is told by its environment."""
        if not all(map(self._has_started_nothing, roots)):
            self._scan.run()
        return self.known(roots)

    def known(self, roots: Collection[int]) -> Mapping[int, Sequence[ProcessInfo]]:
        """See `ProcessTable.known`."""
        trees = {root: self._tree(root) for root in roots}
        for root, members in trees.items():
            self._lowered.follow(root, members)
        return trees

    def claim(self, root: int, pids: Collection[int]) -> None:
        """See `ProcessTable.claim`: the mark of a root's tree is put down for them."""
        known = self._roots.get(root)
        for pid in pids if known else ():
            seen = self._seen.get(pid) or self._identify(pid)
            if known and seen and not set(known.marks) <= set(seen.marks):
                # Settled, so that a later look does not take the mark off one without an environment.
                self._seen.add(seen._replace(marks=_merged(seen.marks, known.marks), settled=True))

    def disk_mb(self, process: ProcessInfo) -> tuple[float, float] | None:
        """See `ProcessTable.disk_mb`."""
        return read_disk_mb(process.pid)

    def proportional_mb(self, process: ProcessInfo) -> float | None:
        """See `ProcessTable.proportional_mb`."""
        return read_proportional_mb(process.pid)

    def lower(self, root: int) -> None:
        """See `ProcessTable.lower`."""
        self._lowered.lower(root, lambda: self.trees((root,))[root])

    def restore(self, root: int) -> None:
        """See `ProcessTable.restore`."""
        self._lowered.restore(root, lambda: self.trees((root,))[root])

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

    def _remember_adoption(self, pid: int) -> None:
        with self._adopting:
            self._adopted_at.pop(pid, None)
            self._adopted_at[pid] = time.monotonic()
            while len(self._adopted_at) > _MOST_NEIGHBOURS:
                del self._adopted_at[next(iter(self._adopted_at))]

    def _has_started_nothing(self, root: int) -> bool:
        """Whether every pid that was given out since the root's is the root of another tree.

        Then the root has no child, living or gone, and all processes need not be looked at: most
        short tasks are such. Pids are given out in order; one that came round again would need more
        processes than can start in the second that this is trusted for.
        """
        last, trusted = last_pid(), time.monotonic() - _NEW_FOR_S
        if last is None or not root <= last <= root + _MOST_NEIGHBOURS:
            return False
        # Adopted in any order: who was started first may get Python's lock last.
        adopted = (self._adopted_at.get(pid) for pid in range(root, last + 1))
        return all(at is not None and at > trusted for at in adopted)

    def _tree(self, root: int) -> Sequence[ProcessInfo]:
        known = self._roots.get(root) or self._seen.get(root)
        # The last mark is the task's own, when a manager runs inside another manager's task.
        mark = known.marks[-1] if known and known.marks else None
        members = self._seen.of(root, mark)
        if known:
            members[root] = known
        own, read = os.getpid(), self._readings.read
        living = [
            info
            for seen in members.values()
            if seen.pid != own and (info := read(seen.pid, seen.started)) is not None
        ]
        return living if len(living) <= 1 else sorted(living, key=_age)

    def _look(self) -> None:
        began = time.monotonic()
        if began - self._looked_at > self._trusted_for_s:
            self._forget_reused_pids()
        for _ in range(_MOST_PASSES):
            if self._look_once():
                break
        self._looked_at = began

    def _forget_reused_pids(self) -> None:
        for pid in tuple(self._seen.pids):
            seen, stat = self._seen.get(pid), read_stat(pid)
            if seen and (stat is None or stat.started != seen.started):
                self._seen.discard(pid)

    def _look_once(self) -> bool:
        """Take in the newcomers; ``False`` if one could not be read to the end.

        One that vanished may have left a child that was not listed yet, so it takes another pass.
        """
        # The listing is the costly part of a look: no Path is made of each entry.
        pids = set(map(int, filter(str.isdigit, os.listdir(PROC))))  # noqa: PTH208
        for pid in self._seen.pids - pids:
            self._seen.discard(pid)
            self._readings.forget(pid)
        complete = True
        for pid in sorted(pids - self._seen.settled_pids):
            first_time = pid not in self._seen.pids
            newcomer = self._identify(pid)
            if newcomer is None:
                complete = False
            else:
                self._seen.add(newcomer)
                complete = complete and (newcomer.settled or not first_time)
        return complete

    def _identify(self, pid: int) -> Seen | None:
        if pid in self._roots:
            return self._roots[pid]
        stat = read_stat(pid)
        if stat is None:
            return None
        marks = read_marks(pid)
        parent = self._roots.get(stat.parent) or self._seen.get(stat.parent)
        inherited = parent.marks if parent else ()
        merged = _merged(inherited, marks or ()) or self._outputs.marks(pid, stat.parent)
        settled = marks is not None or stat.is_kernel_thread or not stat.alive
        return Seen(pid, stat.started, stat.session, merged, settled)


def _merged(inherited: Iterable[str], own: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*inherited, *own)))


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
