"""The process table of Linux, read from ``/proc``: only what is new since the last look."""

from __future__ import annotations

import errno
import os
import select
import signal
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from parallel_execution_manager.system.processes.linux_outputs import RootOutputs
from parallel_execution_manager.system.processes.linux_proc import (
    PROC,
    last_pid,
    most_pids,
    read_disk_mb,
    read_marks,
    read_proportional_mb,
    read_stat,
)
from parallel_execution_manager.system.processes.linux_readings import ProcessReadings
from parallel_execution_manager.system.processes.linux_shares import LinuxShares
from parallel_execution_manager.system.processes.lowered_trees import LoweredTrees
from parallel_execution_manager.system.processes.process_table import Origin, ProcessInfo, TreeSignal
from parallel_execution_manager.system.processes.seen_processes import Seen, SeenProcesses
from parallel_execution_manager.system.processes.shared_scan import SharedScan

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
