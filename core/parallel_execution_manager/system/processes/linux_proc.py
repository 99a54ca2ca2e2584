"""Reading single processes from Linux's ``/proc`` (proc(5)); quick, because it is done often.

The kernel notes for each process what CLOCK_BOOTTIME showed when it was made, and tells it in whole clock
ticks (proc(5), ``starttime``). Who makes one between two looks at that clock in the same tick knows what was
noted. To read it takes many times longer: the kernel first makes a folder for the process, and takes it down
at its end.
"""

from __future__ import annotations

import os
import time
import weakref
from contextlib import suppress
from typing import NamedTuple

from parallel_execution_manager.system.processes.table import MARK_SEPARATOR, MARK_VARIABLE

PROC = "/proc"

_KERNEL_THREAD = 0x00200000  # PF_KTHREAD in the kernel's include/linux/sched.h
_ENDED = ("Z", "X")
_LAST_FIELD = 21  # of /proc/<pid>/stat after the name, of those that are read here
_CHUNK = 65536  # a shorter read is the end: the kernel makes these files as they are read
_MARK = f"\0{MARK_VARIABLE}=".encode()


class ProcStat(NamedTuple):
    """The fields of ``/proc/<pid>/stat`` that matter here; times in clock ticks, memory in pages.

    ``cpu_ticks`` holds the time of the children that it has waited for too.
    """

    state: str
    parent: int
    session: int
    flags: int
    cpu_ticks: int
    threads: int
    started: int
    resident_pages: int

    @property
    def alive(self) -> bool:
        """Whether it is more than a zombie."""
        return self.state not in _ENDED

    @property
    def is_kernel_thread(self) -> bool:
        """Whether it is a part of the kernel, which has no environment."""
        return bool(self.flags & _KERNEL_THREAD)


def read_stat(pid: int) -> ProcStat | None:
    """The process ``pid`` now, or ``None`` if there is none.

    A leader that ended before its threads shows itself as a zombie; then the state is a thread's.
    """
    stat = _parse(read_file(f"{PROC}/{pid}/stat"))
    if stat is None or stat.state != "Z" or stat.threads == 1:
        return stat
    threads = (_parse(read_file(f"{PROC}/{pid}/task/{thread}/stat")) for thread in other_threads(pid))
    living = next((thread for thread in threads if thread and thread.state not in _ENDED), stat)
    return stat._replace(state=living.state)


def last_pid() -> int | None:
    """The pid that was given out last in this pid namespace: the last field of ``/proc/loadavg``."""
    data = read_file(f"{PROC}/loadavg")
    return int(data.rsplit(b" ", 1)[-1]) if data else None


def most_pids() -> int:
    """How many pids are given out before the first one comes round again; 0 if that cannot be read."""
    data = read_file(f"{PROC}/sys/kernel/pid_max")
    return int(data) if data else 0


def _parse(data: bytes | None) -> ProcStat | None:
    if not data:
        return None
    # The program's name is in brackets and may itself hold brackets and spaces.
    fields = data[data.rindex(b")") + 2 :].split(None, _LAST_FIELD + 1)
    return ProcStat(
        fields[0].decode(),
        int(fields[1]),
        int(fields[3]),
        int(fields[6]),
        int(fields[11]) + int(fields[12]) + int(fields[13]) + int(fields[14]),
        int(fields[17]),
        int(fields[19]),
        int(fields[_LAST_FIELD]),
    )


def read_delay_s(pid: int) -> float | None:
    """How many seconds the main thread of ``pid`` was ready and had to wait for a processor.

    The second number of ``/proc/<pid>/schedstat``, in nanoseconds (kernel documentation,
    scheduler/sched-stats). ``None`` where there is none.
    """
    fields = (read_file(f"{PROC}/{pid}/schedstat") or b"").split()
    return int(fields[1]) / 1e9 if len(fields) > 1 else None


def read_marks(pid: int) -> tuple[str, ...] | None:
    """The task marks in the environment of ``pid``, outermost first.

    ``None`` if there is no environment to see: the process is gone, is a kernel thread, or is just
    being replaced by another program (exec), when its environment is empty for a moment.
    """
    try:
        environment = read_file(f"{PROC}/{pid}/environ") or _environment_of_a_thread(pid)
    except PermissionError:
        return ()
    if not environment:
        return None
    value = _value_in(environment, _MARK)
    return () if value is None else tuple(value.split(MARK_SEPARATOR))


def read_variable(pid: int, name: str) -> str | None:
    """A variable in the environment of ``pid``; ``None`` if it has none, or may not be seen."""
    try:
        environment = read_file(f"{PROC}/{pid}/environ") or _environment_of_a_thread(pid)
    except PermissionError:
        return None
    return _value_in(environment or b"", f"\0{name}=".encode())


def _value_in(environment: bytes, start: bytes) -> str | None:
    _, found, rest = (b"\0" + environment).partition(start)
    return rest.partition(b"\0")[0].decode("utf-8", "surrogateescape") if found else None


def read_disk_mb(pid: int) -> tuple[float, float] | None:
    """MiB that ``pid`` and the children it waited for have had read from and written to disks.

    ``None`` if this user may not know or the process is gone.
    """
    try:
        data = read_file(f"{PROC}/{pid}/io")
    except PermissionError:
        return None
    if not data:
        return None
    rows = dict(line.split(b": ") for line in data.splitlines())
    return int(rows[b"read_bytes"]) / 2**20, int(rows[b"write_bytes"]) / 2**20


def read_proportional_mb(pid: int) -> float | None:
    """Proportional MiB of ``pid`` (PSS): each shared page counts by its share; slow, it walks all pages.

    ``None`` if this user may not know, this kernel cannot tell or the process is gone.
    """
    try:
        data = read_file(f"{PROC}/{pid}/smaps_rollup")
    except PermissionError:
        return None
    _, found, rest = (data or b"").partition(b"\nPss:")
    return int(rest.split(None, 1)[0]) / 1024 if found else None


def _environment_of_a_thread(pid: int) -> bytes | None:
    """The environment as another thread than the leader shows it: a leader may end before them."""
    environments = (read_file(f"{PROC}/{pid}/task/{thread}/environ") for thread in other_threads(pid))
    return next(filter(None, environments), None)


def other_threads(pid: int) -> list[str]:
    """The ids of a process's threads but for the leading one; none if it is gone."""
    try:
        threads = os.listdir(f"{PROC}/{pid}/task")  # noqa: PTH208 - names are wanted, no paths
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [thread for thread in threads if thread != str(pid)]


def read_file(path: str) -> bytes | None:
    """A whole file that the kernel makes as it is read; ``None`` if it or its process is gone.

    Raises:
        PermissionError: this user may not read it.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except (FileNotFoundError, ProcessLookupError):
        return None
    try:
        data = part = os.read(descriptor, _CHUNK)
        while len(part) == _CHUNK:
            part = os.read(descriptor, _CHUNK)
            data += part
        return data
    except ProcessLookupError:
        return None
    finally:
        os.close(descriptor)


_STDOUT_AND_STDERR = (1, 2)


class RootOutputs:
    """The output files of roots, each of which only that root's tree inherits.

    A program keeps its open files whatever it does with its environment, session and parent. The
    names of open files are compared before the files: asking for a file may wait for a dead network
    drive, asking for the name of an open file does not.

    ``subreaper`` is whether this process is given the orphans of all roots: then nobody else's count.
    """

    def __init__(self, *, subreaper: bool = False) -> None:
        self._subreaper = subreaper
        self._outputs: dict[int, tuple[str, str]] = {}
        self._parents: dict[int, int] = {}

    def add(self, root: int, output: str, mark: str, parent: int | None = None) -> None:
        """Remember that what ``root`` starts inherits the file ``output`` (absolute, links resolved).

        Its ``parent``, if that is not this process, is a supervisor to which orphans come.
        """
        self._outputs[root] = output, mark
        if parent is not None:
            self._parents[root] = parent

    def discard(self, root: int) -> None:
        """Forget a root, if it is known."""
        self._outputs.pop(root, None)
        self._parents.pop(root, None)

    def marks(self, pid: int, parent: int) -> tuple[str, ...]:
        """The mark of the root whose output the orphan ``pid`` writes to; none if it may be no task's."""
        outputs = self._outputs.copy()
        found: set[str] = set()
        for link in (f"{PROC}/{pid}/fd/{number}" for number in _STDOUT_AND_STDERR) if outputs else ():
            with suppress(OSError):
                name = os.readlink(link)  # noqa: PTH115 - done often: no Path is made of it
                found |= {mark for path, mark in outputs.values() if path == name and _is_file(link, path)}
        return tuple(found) if len(found) == 1 and self._may_be_orphan(parent) else ()

    def _may_be_orphan(self, parent: int) -> bool:
        """Whether a child of ``parent`` may have been given to it when its own parent ended."""
        return parent in self._parents.copy().values() or self._subreaper is _is_own_descendant(parent)


def _is_own_descendant(parent: int) -> bool:
    """Whether this process, or one that it started, is the parent, so that it is no orphan of a task.

    Whoever embeds a manager may have a program of their own add to a task's output. Only the first
    process of a container, which inherits all orphans, cannot tell the two apart.
    """
    own, above = os.getpid(), parent
    while above not in {0, 1, own}:
        stat = read_stat(above)
        above = stat.parent if stat else 0
    return above == own != 1


def _is_file(link: str, path: str) -> bool:
    """Whether the open file is that of this name here; in another mount namespace it is another."""
    return os.path.samefile(link, path)  # noqa: PTH121 - see above


# More than any file that is read here has before what is wanted of it.
_MOST_BYTES = 8192


class KeptFiles:
    """Reads small files below a folder again and again; they are closed with this object's end."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._descriptors: dict[str, int] = {}
        weakref.finalize(self, _close, self._descriptors)

    def read(self, name: str) -> bytes:
        """The beginning of a file as it is now.

        Raises:
            OSError: there is no such file, or it cannot be read.
        """
        descriptor = self._descriptors.get(name)
        if descriptor is None:
            descriptor = os.open(f"{self._folder}/{name}", os.O_RDONLY | os.O_CLOEXEC)
            self._descriptors[name] = descriptor
        return os.pread(descriptor, _MOST_BYTES, 0)


def _close(descriptors: dict[str, int]) -> None:
    for descriptor in descriptors.values():
        os.close(descriptor)


_NS_PER_S = 1_000_000_000
_DOUBT_NS = 10_000
"""So near to the next tick, or to the one before, it is not relied on that all clocks agree."""


class StartTicks:
    """Tells when what is started next was started, in clock ticks since boot."""

    def __init__(self) -> None:
        self._tick_ns = _NS_PER_S // os.sysconf("SC_CLK_TCK")
        self._began_ns = self._now_ns()

    def between(self) -> int | None:
        """Of a process that was made since this was; ``None`` if the clock does not tell."""
        early, late = self._began_ns - _DOUBT_NS, self._now_ns() + _DOUBT_NS
        tick = early // self._tick_ns
        return tick if late // self._tick_ns == tick else None

    @staticmethod
    def _now_ns() -> int:
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)
