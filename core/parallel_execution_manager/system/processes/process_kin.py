"""For whom a process may speak about leases: told by the kernel's tree of processes, not by what it says."""

from __future__ import annotations

import os
import sys
from enum import Enum, auto, unique
from pathlib import Path

from parallel_execution_manager.system.processes.linux_proc import PROC, read_file, read_marks, read_stat
from parallel_execution_manager.system.processes.process_identity import ProcessIdentity, line_of_descent

_READS_PROC = sys.platform.startswith("linux")
_FIRST = 1
_SUPERVISOR = b"parallel_execution_manager.supervisor.main import main"
"""What the command line of each supervisor holds: see ``supervisor_command``."""
_USER_LINE = b"\nUid:"


@unique
class KinRule(Enum):
    """What must hold of a process for which another one has files held."""

    USER = auto()
    """It is of the same user."""
    KIN = auto()
    """The other speaks for it."""
    TASK = auto()
    """It is of the task that the other runs in."""


def broken_rule(speaker: int, user: int | None, other: ProcessIdentity) -> KinRule | None:
    """By which rule ``speaker``, a process of ``user``, has no files held for ``other``, if by any."""
    if user_of(other.pid) not in (None, user):
        return KinRule.USER
    if not speaks_for(speaker, other):
        return KinRule.KIN
    return None if is_of_its_task(speaker, other.pid) else KinRule.TASK


def speaks_for(speaker: int, other: ProcessIdentity) -> bool:
    """Whether ``other`` lives and is ``speaker``, what that runs in, or was started by it or its caller.

    The first process of all ends only with the computer or container: nobody speaks for it but itself. A
    caller of another session counts for nothing: it may have adopted the speaker, as it adopts everybody's.
    """
    line = list(line_of_descent(speaker))
    if not line:
        return False
    me, *elders = line
    if other == me or (other in elders and other.pid > _FIRST):
        return True
    callers = {me}
    if elders and elders[0].pid > _FIRST and session_of(elders[0].pid) == session_of(me.pid):
        callers.add(elders[0])
    others = list(line_of_descent(other.pid))
    return other in others[:1] and not callers.isdisjoint(others)


def is_of_its_task(speaker: int, other: int) -> bool:
    """Whether ``other`` is of the task that ``speaker`` runs in, if that runs in one at all.

    What tasks are started by is above each of them, is of none, and ends long after them. A process may
    have thrown its environment away, and with it the mark of its task: then what it runs in tells.
    """
    if not _READS_PROC:
        return True
    if starts_tasks(other):
        return False
    own = _task_of(speaker)
    return not own or own <= _task_of(other)


def starts_tasks(pid: int) -> bool:
    """Whether it is the parent of tasks of some manager: a supervisor, by its command line."""
    return _SUPERVISOR in (read_file(f"{PROC}/{pid}/cmdline") or b"")


def _task_of(pid: int) -> frozenset[str]:
    """The task that a process runs in, by all marks that show it; empty if it runs in none.

    ``own <= other`` tells whether another process is of the same task, or of one inside it.
    """
    below: ProcessIdentity | None = None
    for process in line_of_descent(pid):
        if starts_tasks(process.pid):
            return frozenset() if below is None else frozenset({f"under {below}"})
        if marks := read_marks(process.pid):
            return frozenset(marks)
        below = process
    return frozenset()


def own_number() -> int:
    """This process as ``/proc`` numbers it, which may be that of an outer namespace of processes."""
    try:
        return int(Path("/proc/self").readlink().name)
    except (OSError, ValueError):
        return os.getpid()


def session_of(pid: int) -> int:
    """The session of a process, in the same numbers; one that is gone is in none that another is in."""
    stat = read_stat(pid)
    if stat is not None:
        return stat.session
    try:
        return os.getsid(pid)
    except ProcessLookupError:
        return -pid


def user_of(pid: int) -> int | None:
    """The user who has started a process; ``None`` if it is gone, or the system does not tell."""
    try:
        status = read_file(f"{PROC}/{pid}/status")
    except OSError:
        return None
    _, found, rest = (status or b"").partition(_USER_LINE)
    # The first number is the real one, of who started it; it may run with the rights of another, as su does.
    return int(rest.split(None, 1)[0]) if found else None
