"""Reading single processes from Linux's ``/proc`` (proc(5)); quick, because it is done often."""

from __future__ import annotations

import os
from typing import NamedTuple

from parallel_execution_manager.system.processes.process_table import MARK_SEPARATOR, MARK_VARIABLE

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
