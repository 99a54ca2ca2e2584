"""Reading single processes from Linux's ``/proc`` (proc(5)); quick, because it is done often."""

from __future__ import annotations

import os
from typing import NamedTuple

from parallel_execution_manager.system.process_table import MARK_SEPARATOR, MARK_VARIABLE

PROC = "/proc"

_KERNEL_THREAD = 0x00200000  # PF_KTHREAD in the kernel's include/linux/sched.h
_ENDED = ("Z", "X")
_CHUNK = 65536  # a shorter read is the end: the kernel makes these files as they are read
_MARK = f"\0{MARK_VARIABLE}=".encode()


class ProcStat(NamedTuple):
    """The fields of ``/proc/<pid>/stat`` that matter here; times in clock ticks, memory in pages."""

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
    stat = _parse(_read(f"{PROC}/{pid}/stat"))
    if stat is None or stat.state != "Z" or stat.threads == 1:
        return stat
    threads = (_parse(_read(f"{PROC}/{pid}/task/{thread}/stat")) for thread in _other_threads(pid))
    living = next((thread for thread in threads if thread and thread.state not in _ENDED), stat)
    return stat._replace(state=living.state)


def last_pid() -> int | None:
    """The pid that was given out last in this pid namespace: the last field of ``/proc/loadavg``."""
    data = _read(f"{PROC}/loadavg")
    return int(data.rsplit(b" ", 1)[-1]) if data else None


def _parse(data: bytes | None) -> ProcStat | None:
    if not data:
        return None
    # The program's name is in brackets and may itself hold brackets and spaces.
    fields = data[data.rindex(b")") + 2 :].split()
    return ProcStat(
        state=fields[0].decode(),
        parent=int(fields[1]),
        session=int(fields[3]),
        flags=int(fields[6]),
        cpu_ticks=int(fields[11]) + int(fields[12]),
        threads=int(fields[17]),
        started=int(fields[19]),
        resident_pages=int(fields[21]),
    )


def read_marks(pid: int) -> tuple[str, ...] | None:
    """The task marks in the environment of ``pid``, outermost first.

    ``None`` if there is no environment to see: the process is gone, is a kernel thread, or is just
    being replaced by another program (exec), when its environment is empty for a moment.
    """
    try:
        environment = _read(f"{PROC}/{pid}/environ") or _environment_of_a_thread(pid)
    except PermissionError:
        return ()
    if not environment:
        return None
    _, found, rest = (b"\0" + environment).partition(_MARK)
    if not found:
        return ()
    value = rest.partition(b"\0")[0].decode("utf-8", "surrogateescape")
    return tuple(value.split(MARK_SEPARATOR))


def _environment_of_a_thread(pid: int) -> bytes | None:
    """The environment as another thread than the leader shows it: a leader may end before them."""
    environments = (_read(f"{PROC}/{pid}/task/{thread}/environ") for thread in _other_threads(pid))
    return next(filter(None, environments), None)


def _other_threads(pid: int) -> list[str]:
    try:
        threads = os.listdir(f"{PROC}/{pid}/task")  # noqa: PTH208 - names are wanted, no paths
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [thread for thread in threads if thread != str(pid)]


def _read(path: str) -> bytes | None:
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
