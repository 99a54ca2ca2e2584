"""What is known of the processes of this computer, and who belongs to which task's tree."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import StrEnum, unique
from typing import NamedTuple, Protocol, TypeVar

MARK_VARIABLE = "PEM_TASK_MARK"
MARK_SEPARATOR = "\x1f"


def marked(env: Mapping[str, str], mark: str) -> dict[str, str]:
    """An environment with a task's mark, which follows that of an outer manager's task, if there is one."""
    outer = env.get(MARK_VARIABLE)
    return {**env, MARK_VARIABLE: f"{outer}{MARK_SEPARATOR}{mark}" if outer else mark}


@unique
class TreeSignal(StrEnum):
    """What can be sent to a process, whatever the system calls it."""

    SUSPEND = "SIGSTOP"
    RESUME = "SIGCONT"
    TERMINATE = "SIGTERM"
    KILL = "SIGKILL"


class ProcessInfo(NamedTuple):
    """A living process as it was a moment ago.

    ``started`` is its start time in the table's own unit, whole numbers that no clock change moves
    where the system has such a thing; with the pid it makes an identity. ``stopped`` is whether it
    holds still by a signal; ``blocked`` whether it sits in the kernel, where a signal waits until it
    comes out. ``cpu_s`` and ``age_s`` are seconds, ``memory_mb`` is resident MiB; ``cpu_s`` holds the
    time of the children that it has waited for too, where the system tells.
    """

    pid: int
    started: int
    stopped: bool = False
    blocked: bool = False
    cpu_s: float = 0.0
    memory_mb: float = 0.0
    age_s: float = 0.0

    @property
    def identity(self) -> tuple[int, int]:
        """What tells this process from every other one, also from a later one of the same pid."""
        return self.pid, self.started


class Origin(NamedTuple):
    """When a process started, in the table's own unit, and which one started it."""

    started: int
    parent: int


class ProcessTable(Protocol):
    """Finds the members of trees, and signals them without ever hitting a stranger.

    Members are the processes of the root's session, those whose environment carries the root's
    mark, where it can be seen those that write to the root's output, and the descendants of all
    these. All methods may be called from any thread.
    """

    @property
    def needs_unreaped_root(self) -> bool:
        """Whether a root that has ended must not be reaped before its tree is found empty.

        An unreaped root keeps its pid, so the number of its session cannot become a stranger's.
        """

    def adopt(self, pid: int, mark: str, output: str | None = None, origin: Origin | None = None) -> None:
        """Remember a process that was just started, not reaped yet, as the root of a tree.

        ``output`` is the file (absolute, links resolved) that its tree alone inherits as output. Without an
        ``origin``, told by whoever has started it, that is looked up.
        """

    def release(self, pid: int) -> None:
        """Forget a root; its pid may be given to a stranger from now on."""

    def trees(self, roots: Collection[int]) -> Mapping[int, Sequence[ProcessInfo]]:
        """The living members of each root's tree, elders first; zombies are not alive."""

    def known(self, roots: Collection[int]) -> Mapping[int, Sequence[ProcessInfo]]:
        """Like ``trees``, of the members that were seen before: cheap, because nobody is searched for."""

    def claim(self, root: int, pids: Collection[int]) -> None:
        """Take processes into a root's tree that are known to belong to it by other means."""

    def disk_mb(self, process: ProcessInfo) -> tuple[float, float] | None:
        """MiB read from and written to disks so far; ``None`` if that cannot be known."""

    def proportional_mb(self, process: ProcessInfo) -> float | None:
        """MiB with each shared page counted by its share (PSS), slow; ``None`` if it cannot be known."""

    def lower(self, root: int) -> None:
        """Let a tree, and whoever joins it, have processor and disk only after everybody else.

        Only by means that ``restore`` can take back; where there are none, nothing happens.
        """

    def restore(self, root: int) -> None:
        """Give a tree that was lowered its ordinary share again."""

    def send(self, process: ProcessInfo, wanted: TreeSignal) -> bool:
        """Signal exactly this process; ``False`` if this user may not. One that is gone is fine."""

    def wait_for_end(self, process: ProcessInfo, timeout_s: float) -> None:
        """Return when the process has ended or the time is over."""


class SharedScan:
    """Runs a scan such that callers who arrive together share one, as in a group commit.

    A scan serves all who asked before it began; who asks while one is under way waits for the next,
    because what happened just before the question may be missed by a scan that has begun.
    """

    def __init__(self, scan: Callable[[], None]) -> None:
        self._scan = scan
        self._changed = threading.Condition()
        self._running = False
        self._begun = 0
        self._served = 0

    def run(self) -> None:
        """Return when a scan that began after this call has ended.

        Raises:
            Exception: what the scan raised in this thread; others then scan for themselves.
        """
        with self._changed:
            wanted = self._begun + 1
            self._changed.wait_for(lambda: self._served >= wanted or not self._running)
            if self._served >= wanted:
                return
            self._running = True
            self._begun += 1
            number = self._begun
        try:
            self._scan()
        except BaseException:
            self._end(self._served)
            raise
        self._end(number)

    def _end(self, served: int) -> None:
        with self._changed:
            self._running = False
            self._served = served
            self._changed.notify_all()


K = TypeVar("K", bound=Hashable)


class Seen(NamedTuple):
    """What stays true of a process for all its life, found out when it was first seen.

    ``marks`` are its task marks, outermost first. ``settled`` is ``False`` while its environment was
    empty, as in the middle of an exec.
    """

    pid: int
    started: int
    session: int
    marks: tuple[str, ...]
    settled: bool = True


class SeenProcesses:
    """A register of processes; one thread changes it, any thread may look things up."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: dict[int, Seen] = {}
        self._settled: set[int] = set()
        self._by_session: dict[int, dict[int, Seen]] = defaultdict(dict)
        self._by_mark: dict[str, dict[int, Seen]] = defaultdict(dict)

    @property
    def pids(self) -> AbstractSet[int]:
        """All registered pids."""
        return self._all.keys()

    @property
    def settled_pids(self) -> AbstractSet[int]:
        """The pids about which nothing more is to be found out."""
        return self._settled

    def get(self, pid: int) -> Seen | None:
        """The process that was seen with this pid."""
        return self._all.get(pid)

    def of(self, session: int, mark: str | None) -> dict[int, Seen]:
        """The processes of a session, and those that carry a mark, by pid."""
        with self._lock:
            marked = self._by_mark.get(mark, {}) if mark is not None else {}
            return {**self._by_session.get(session, {}), **marked}

    def add(self, seen: Seen) -> None:
        """Register a process in place of what was known of its pid."""
        with self._lock:
            self._discard(seen.pid)
            self._all[seen.pid] = seen
            self._by_session[seen.session][seen.pid] = seen
            for mark in seen.marks:
                self._by_mark[mark][seen.pid] = seen
            if seen.settled:
                self._settled.add(seen.pid)

    def discard(self, pid: int) -> None:
        """Forget a process, if it is known."""
        with self._lock:
            self._discard(pid)

    def _discard(self, pid: int) -> None:
        seen = self._all.pop(pid, None)
        if seen is None:
            return
        self._settled.discard(pid)
        _take_out(self._by_session, seen.session, pid)
        for mark in seen.marks:
            _take_out(self._by_mark, mark, pid)


def _take_out(index: dict[K, dict[int, Seen]], key: K, pid: int) -> None:
    # A mark may stand twice in an environment.
    index[key].pop(pid, None)
    if not index[key]:
        del index[key]
